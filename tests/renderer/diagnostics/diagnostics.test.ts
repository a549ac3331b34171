// The doctor's report as a person reads it, in both languages, and as it is copied.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { afterEach, expect, test } from 'vitest'
import type { DoctorReport, LogLine, PersonId } from '../../../src/core/contract/index.ts'
import DiagnosticsPane from '../../../src/renderer/diagnostics/DiagnosticsPane.svelte'
import { rewrittenFacts, skippedFacts, storeFacts } from '../../../src/renderer/diagnostics/report-facts.ts'
import {
  pickLines,
  describeUnencrypted,
  describeWarnings,
  toLogText,
  warnsOfMore,
} from '../../../src/renderer/diagnostics/report-words.ts'
import { m } from '../../../src/renderer/messages/later.ts'
import { setLocale } from '../../../src/renderer/messages/messages.svelte.ts'
import { renderInApp } from '../support/render.ts'
import { contact } from '../compose/people-of-tests.ts'

const bob = contact('Bob', { person: 'b'.repeat(52) as PersonId })
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
  unfiled: { count: 0, letters: [] },
  rewritten: [],
  clock: { state: 'steady', mark: '2026-11-24T10:00:00.000Z' },
  push: { phones: 0, last: null },
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

const LOG: LogLine[] = [
  { at: '2026-11-24T09:00:00.000Z', level: 'info', text: 'opened commits=22' },
  { at: '2026-11-24T09:00:01.000Z', level: 'debug', text: 'dialled' },
  { at: '2026-11-24T09:00:02.000Z', level: 'warn', text: 'feed parked' },
]

const calls = (report: () => DoctorReport, home: Record<string, () => unknown> = {}) => ({
  doctor: { report, log: () => LOG },
  people: { contacts: () => [bob] },
  home: { status: () => ({ state: 'empty' }), ...home },
})

test('the facts give the findings, each with a remedy', () => {
  expect(describeWarnings(ILL)).toEqual([
    { text: m.diagnostics.warnings.clockNeedsYes, remedy: 'clock' },
    { text: m.diagnostics.warnings.parked, remedy: null },
  ])
  expect(describeWarnings(HEALTHY)).toEqual([])
})

test('a warning without a known fact is still shown', () => {
  const worse = { ...ILL, warnings: [...ILL.warnings, 'Something new.'] }
  expect([warnsOfMore(ILL, describeWarnings(ILL)), warnsOfMore(worse, describeWarnings(worse))]).toEqual([
    false,
    true,
  ])
})

test('the warning about readable data is in the current language; an unknown one is in the engine’s words', () => {
  setLocale('ja')
  expect(describeUnencrypted(HEALTHY)[0]).toEqual({
    text: m.diagnostics.unencryptedKinds.cores,
    isEngines: false,
  })
  expect(describeUnencrypted({ ...HEALTHY, unencrypted: ['a new thing'] })).toEqual([
    { text: 'a new thing', isEngines: true },
  ])
})

test('facts are shown as counts in words, the most frequent skip first', () => {
  expect(skippedFacts(HEALTHY)).toEqual([
    ['bad-signature', '7'],
    ['bad-record', '2'],
  ])
  expect(storeFacts(HEALTHY)[0]).toEqual(['On this disk', '5.4 MB, in format 1'])
})

test('the pane shows that all is well, and how each contact is connected', async () => {
  renderInApp(
    DiagnosticsPane,
    {},
    calls(() => HEALTHY),
  )
  expect(await screen.findByText('All is well. There’s nothing for you to do.')).toBeTruthy()
  expect(screen.getByRole('row', { name: /Bob local network .* 10 B \/ 20 B/ })).toBeTruthy()
})

const REWRITTEN: DoctorReport = {
  ...HEALTHY,
  healthy: false,
  warnings: ['A store was rewritten.'],
  rewritten: [
    { person: bob.person, core: 'c'.repeat(52), length: 12, fork: 1, seenAt: '2026-11-20T10:00:00.000Z' },
    {
      person: 'x'.repeat(52) as PersonId,
      core: 'k'.repeat(52),
      length: 3,
      fork: 2,
      seenAt: '2026-11-21T10:00:00.000Z',
    },
  ],
}

test('a rewritten store comes first, with its owner, the position of the difference and the time', () => {
  expect(describeWarnings(REWRITTEN).map(({ text }) => text)).toEqual([m.diagnostics.warnings.rewritten])
  const nameOf = (person: PersonId) => (person === bob.person ? 'Bob' : null)
  expect(rewrittenFacts(REWRITTEN, new Date(), nameOf)).toEqual([
    ['Bob', expect.stringMatching(/^core cccccccc…, at length 12, fork 1, seen .*20/)],
    ['xxxxxxxx…', expect.stringMatching(/^core kkkkkkkk…, at length 3, fork 2, seen .*21/)],
  ])
})

test('two findings about one person are both shown', async () => {
  const [first] = REWRITTEN.rewritten
  const twice = { ...REWRITTEN, rewritten: [first!, { ...first!, fork: 2 }] }
  renderInApp(
    DiagnosticsPane,
    {},
    calls(() => twice),
  )
  const section = await screen.findByRole('region', { name: m.diagnostics.rewritten })
  expect(
    [...section.querySelectorAll('dd')].map(({ textContent }) => /fork \d/.exec(textContent)![0]),
  ).toEqual(['fork 1', 'fork 2'])
})

test('log lines are filtered by level, latest first, and formatted as in a terminal', () => {
  expect(pickLines(LOG, 'info').map(({ level }) => level)).toEqual(['warn', 'info'])
  expect(pickLines(LOG, 'debug')).toHaveLength(3)
  expect(pickLines(LOG, 'error')).toEqual([])
  expect(toLogText(LOG.slice(0, 1))).toBe('2026-11-24T09:00:00.000Z info opened commits=22\n')
})

test('the log is filtered in its pane, and a copy contains the shown lines', async () => {
  const { shell } = renderInApp(
    DiagnosticsPane,
    {},
    calls(() => HEALTHY),
  )
  expect(await screen.findByText('opened commits=22')).toBeTruthy()
  await fireEvent.click(screen.getByRole('radio', { name: m.diagnostics.logLevels.warn }))
  expect(screen.queryByText('opened commits=22')).toBeNull()
  await fireEvent.click(screen.getByRole('button', { name: m.diagnostics.logCopy }))
  await waitFor(() =>
    expect(shell.asked).toContainEqual(['copyText', '2026-11-24T09:00:02.000Z warn feed parked\n']),
  )
})

test('a copy contains the whole report with the log, and no names', async () => {
  const { shell } = renderInApp(
    DiagnosticsPane,
    {},
    calls(() => HEALTHY),
  )
  await screen.findByText('All is well. There’s nothing for you to do.')
  await fireEvent.click(screen.getByRole('button', { name: 'Copy as text' }))
  const text = shell.asked.find(([name]) => name === 'copyText')![1] as string
  expect(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))).toEqual(HEALTHY)
  expect(text.endsWith(`\n\n${toLogText(LOG)}`)).toBe(true)
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
  expect(dialog.textContent).toContain('The last recorded time is')
  const yes = [...dialog.querySelectorAll('button')].find(
    (button) => button.textContent.trim() === 'Accept the clock',
  )
  await fireEvent.click(yes!)
  expect(await screen.findByText('All is well. There’s nothing for you to do.')).toBeTruthy()
})
