// A reply shows enough of the answered letter to answer it, and never opens it.
import { screen, waitFor } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import ReplyLine from '../../../src/renderer/compose/ReplyLine.svelte'
import { letter } from '../inbox/letters.ts'
import { renderInApp } from '../support/render.ts'

function draw(excerpt: string | null) {
  const read: unknown[] = []
  const original = letter('Dinner', { excerpt, state: excerpt === null ? 'sealed' : 'referenced' })
  renderInApp(
    ReplyLine,
    { original, onremove: () => undefined },
    {
      letters: {
        read: (input: object) => (read.push(input), { text: 'Would the 29th suit you? I would bring Jun.' }),
      },
    },
  )
  return read
}

test('the text of an answered letter is read if it was opened before', async () => {
  const read = draw('Would the 29th')
  expect(screen.getByText('Would the 29th')).toBeTruthy()
  expect(await screen.findByText('Would the 29th suit you? I would bring Jun.')).toBeTruthy()
  expect(read).toEqual([{ ref: 'fumikura://ref/Dinner', waitMs: 0 }])
})

test('an answered letter that is sealed stays sealed', async () => {
  const read = draw(null)
  await waitFor(() => expect(screen.getByText('Dinner')).toBeTruthy())
  expect(read).toEqual([])
})
