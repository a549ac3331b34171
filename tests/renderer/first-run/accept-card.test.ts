// Accepting an invite at first run. The pasted text may be anything.
import { fireEvent, screen } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import { EngineError } from '../../../src/core/contract/index.ts'
import AcceptCard from '../../../src/renderer/first-run/AcceptCard.svelte'
import { renderInApp } from '../support/render.ts'

test.each([
  ['hello', 'It starts with fumikura://'],
  ['fumikura://invite/half', 'This link is incomplete or damaged.'],
])('an unusable pasted text is explained under the field: %s', async (pasted, words) => {
  const accept = () => {
    throw new EngineError('INVALID', 'No invite.')
  }
  renderInApp(AcceptCard, {}, { invites: { accept } })
  await fireEvent.input(screen.getByLabelText('Their link'), { target: { value: pasted } })
  await fireEvent.click(screen.getByRole('button', { name: 'Accept' }))
  expect((await screen.findByRole('alert')).textContent).toContain(words)
})
