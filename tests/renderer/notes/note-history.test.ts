// The history of a note: every version can be read, and so can what is not a version yet.
import { screen, within } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import NoteHistory from '../../../src/renderer/notes/NoteHistory.svelte'
import { refOf } from '../inbox/letters.ts'
import { renderInApp } from '../support/render.ts'

const texts = [['second', 'Two onions. One leek.'] as const, ['first', 'Two onions.'] as const]
const versions = texts.map(([name, text]) => ({
  ref: refOf(name),
  text,
  subject: 'Soup',
  sentAt: '2026-11-24T10:00:00.000Z',
}))

async function rowsWith(written: string | null): Promise<string[]> {
  const letters = {
    history: () => versions,
    read: ({ ref }: { ref: string }) => versions.find((version) => version.ref === ref),
  }
  renderInApp(
    NoteHistory,
    { ref: refOf('second'), written, onrestore: () => undefined, onclose: () => undefined },
    { letters },
  )
  const list = within(await screen.findByRole('dialog')).findAllByRole('listitem')
  return (await list).map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())
}

test('the first version shows its text, and a later one what it changed', async () => {
  const [latest, first, ...others] = await rowsWith('Two onions. One leek.')
  expect(latest).toMatch(/Latest.*Two onions\. One leek\.$/)
  expect(first).toMatch(/first version.*Two onions\.$/)
  expect(others).toEqual([])
})

test('words that are not a version yet are the first row', async () => {
  const [now, latest] = await rowsWith('Two onions. One leek. Salt.')
  expect(now).toMatch(/^Now, not a version yet.*Salt\.$/)
  expect(latest).toContain('Latest')
})
