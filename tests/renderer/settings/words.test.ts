// The 24 words cannot be replaced. The page warns about that before they are put away, wherever it
// asks for them, and in time.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import type { BackupState } from '../../../src/core/contract/index.ts'
import WordsStep from '../../../src/renderer/first-run/WordsStep.svelte'
import Me from '../../../src/renderer/screens/Me.svelte'
import WordsSection from '../../../src/renderer/settings/WordsSection.svelte'
import { renderInApp } from '../support/render.ts'

const WORDS = Array.from({ length: 24 }, (_, at) => (at === 23 ? 'art' : 'abandon'))
const NONE_NEW = /nobody can make new ones/i

function callsOf(areProven: boolean, reminder: BackupState['reminder'] = null) {
  return {
    home: { status: () => ({ state: 'open', wordsProven: areProven, keyring: 'clear' }) },
    people: { whoami: () => ({ person: 'p', name: 'Chiyo', devices: [] }), contacts: () => [] },
    backups: {
      state: () => ({ reminder, wordsCheckedAt: null, last: null, recovered: null }),
      checkWords: ({ words }: { words: string[] }) => ({ right: words.join() === WORDS.join() }),
    },
  }
}

test('the warning is shown with the words at first', () => {
  renderInApp(WordsStep, { words: WORDS, onproven: () => undefined, onlater: () => undefined }, {})
  expect(screen.getByText(NONE_NEW)).toBeTruthy()
})

test.each([[false], [true]])('the warning is shown in the settings, proven or not: %s', async (areProven) => {
  renderInApp(WordsSection, {}, callsOf(areProven))
  await screen.findByRole('button', { name: areProven ? 'Check my words' : 'Write them down' })
  const section = within(screen.getByRole('region', { name: '24 words' }))
  expect(section.getByText(NONE_NEW)).toBeTruthy()
})

test('the reminder about the words shows the warning, and links to the check of the words', async () => {
  renderInApp(Me, {}, callsOf(true, 'words-unchecked'))
  const line = await screen.findByText(NONE_NEW)
  expect(within(line).getByRole('link').getAttribute('href')).toContain('settings/words')
})

test('words of another person are recognised, with what to do if one’s own are lost; one’s own are accepted', async () => {
  const { app } = renderInApp(WordsSection, {}, callsOf(true))
  await fireEvent.click(await screen.findByRole('button', { name: 'Check my words' }))
  const dialog = within(screen.getByRole('dialog'))
  const enter = async (words: readonly string[]): Promise<void> => {
    await fireEvent.input(dialog.getAllByRole('combobox')[0]!, { target: { value: words.join(' ') } })
    await fireEvent.click(dialog.getByRole('button', { name: 'Check my words' }))
  }
  await enter([...WORDS].reverse())
  const problem = await dialog.findByRole('alert')
  const lost = screen.getByText('If you’ve lost them')
  expect(problem.textContent).toContain(lost.textContent)
  expect(within(lost.closest('details')!).getAllByRole('listitem', { hidden: true })).toHaveLength(4)
  await enter(WORDS)
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(app.toasts.shown.map(({ text }) => text)).toEqual(['These are your words. All is well.'])
})
