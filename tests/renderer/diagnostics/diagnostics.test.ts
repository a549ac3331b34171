// The doctor's report as a person reads it, in both languages, and as it is copied.
import { fireEvent, screen } from '@testing-library/svelte'
import { afterEach, expect, test } from 'vitest'
import type { DoctorReport, PersonId } from '../../../src/core/contract/index.ts'
import DiagnosticsPane from '../../../src/renderer/diagnostics/DiagnosticsPane.svelte'
import { skippedFacts, storeFacts } from '../../../src/renderer/diagnostics/report-facts.ts'
import { tellUnencrypted, tellWarnings, warnsOfMore } from '../../../src/renderer/diagnostics/report-words.ts'
import { setLocale, useFormats, useMessages } from '../../../src/renderer/messages/messages.svelte.ts'
import { renderInApp } from '../support/render.ts'
import { contact } from '../compose/people-of-tests.ts'

const bob = contact('Bob', { person: 'b'.repeat(52) as PersonId })
const m = useMessages()
const words = { m, f: useFormats(), now: new Date() }
afterEach(() => setLocale('en'))

const HEALTHY: DoctorReport = {
  healthy: true,
  warnings: [],
  home: { format: 1, keyring: 'passphrase', wordsProven: true, bytes: 5_400_000 },
  ledger: { state: 'whole', reason: null, commits: 22 },
  cores: { own: 3, foreign: 2, frozen: 0, bytes: 1000 },
  marks: { checked: 3, behind: 0, frozen: 0 },
  network: {
    enabled: true,
    swarm: 'listening',
    lan: 'off',
    peers: [
      {
        person: bob.person,
        device: 'd'.repeat(52),
        via: 'lan',
        since: '2026-11-24T10:00:00.000Z',
        bytes: { in: 10, out: 20 },
      },
    ],
  },
  store: { blocks: 2, bytes: 2200, kept: 1 },
  feeds: { written: { records: 5, bytes: 1 }, read: { records: 6, bytes: 1 } },
  skipped: { 'bad-record': 2, 'bad-signature': 7 },
  parked: [],
  clock: { state: 'steady', mark: '2026-11-24T10:00:00.000Z' },
  unencrypted: ['the keys and sizes of cores', 'home.json'],
}

const ILL: DoctorReport = {
  ...HEALTHY,
  healthy: false,
  warnings: ['The clock is far behind.', 'A feed is parked.'],
  clock: { state: 'needs-yes', mark: '2026-11-24T10:00:00.000Z' },
  parked: [
    { person: 'x'.repeat(52) as PersonId, reason: 'too-many-records', since: '2026-11-24T00:00:00.000Z' },
  ],
}

const calls = (report: () => DoctorReport, home: Record<string, () => unknown> = {}) => ({
  doctor: { report },
  people: { contacts: () => [bob] },
  home: { status: () => ({ state: 'empty' }), ...home },
})

test('what needs a look is told from the facts, with what can be done about it', () => {
  expect(tellWarnings(ILL, m)).toEqual([
    { text: m.diagnostics.warnings.clockNeedsYes, remedy: 'clock' },
    { text: m.diagnostics.warnings.parked, remedy: null },
  ])
  expect(tellWarnings(HEALTHY, m)).toEqual([])
})

test('a warning that no fact tells is not swallowed', () => {
  const rewritten = { ...ILL, warnings: [...ILL.warnings, 'Somebody’s store was rewritten.'] }
  expect([
    warnsOfMore(ILL, tellWarnings(ILL, m)),
    warnsOfMore(rewritten, tellWarnings(rewritten, m)),
  ]).toEqual([false, true])
})

test('what lies readable is said in the language of now, and as the engine says it where it is news', () => {
  setLocale('ja')
  expect(tellUnencrypted(HEALTHY, m)[0]).toEqual({
    text: m.diagnostics.unencryptedKinds.cores,
    isEngines: false,
  })
  expect(tellUnencrypted({ ...HEALTHY, unencrypted: ['a new thing'] }, m)).toEqual([
    { text: 'a new thing', isEngines: true },
  ])
})

test('facts are counts in words, the most frequent skip first', () => {
  expect(skippedFacts(HEALTHY, words)).toEqual([
    ['bad-signature', '7'],
    ['bad-record', '2'],
  ])
  expect(storeFacts(HEALTHY, words)[0]).toEqual(['This home', '5.4 MB, format 1'])
})

test('the pane says that all is well, and who is connected by which way', async () => {
  renderInApp(
    DiagnosticsPane,
    {},
    calls(() => HEALTHY),
  )
  expect(await screen.findByText('All is well. Nothing here needs you.')).toBeTruthy()
  expect(screen.getByRole('row', { name: /Bob local network .* 10 B \/ 20 B/ })).toBeTruthy()
})

test('copied is the whole report and no name', async () => {
  const { shell } = renderInApp(
    DiagnosticsPane,
    {},
    calls(() => HEALTHY),
  )
  await screen.findByText('All is well. Nothing here needs you.')
  await fireEvent.click(screen.getByRole('button', { name: 'Copy as text' }))
  const text = shell.asked.find(([name]) => name === 'copyText')![1] as string
  expect(JSON.parse(text.slice(text.indexOf('{')))).toEqual(HEALTHY)
  expect(text).not.toContain(bob.name)
})

test('the clock is accepted only after a question that shows both times', async () => {
  let report = ILL
  const acceptClock = () => {
    report = HEALTHY
    return { acceptedAt: '2026-11-24T09:00:00.000Z' }
  }
  renderInApp(
    DiagnosticsPane,
    {},
    calls(() => report, { acceptClock }),
  )
  await fireEvent.click(await screen.findByRole('button', { name: 'Accept the clock' }))
  expect(report).toBe(ILL)
  const dialog = document.querySelector('dialog')!
  expect(dialog.textContent).toContain('The last time written down is')
  const yes = [...dialog.querySelectorAll('button')].find(
    (button) => button.textContent.trim() === 'Accept the clock',
  )
  await fireEvent.click(yes!)
  expect(await screen.findByText('All is well. Nothing here needs you.')).toBeTruthy()
})
