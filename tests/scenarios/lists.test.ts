// Lists over real letters: orders, filters by state and person, the time of each state, and drafts.
import { beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY, type Handlers, type LetterSummary } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { PATIENCE_MS } from '../support/patience.ts'
import { calling, eventually, type Person } from '../support/person.ts'
import { TestClock } from '../support/test-clock.ts'

const makeCircle = useCircle()
let alice: Person
let bob: Person
let carol: Person
let clock: TestClock
beforeEach(async () => {
  clock = new TestClock()
  ;[alice, bob, carol] = (await makeCircle(['alice', 'bob', 'carol'], clock)).people as [
    Person,
    Person,
    Person,
  ]
})

const subjects = (letters: LetterSummary[]) => letters.map(({ subject }) => subject)
const summary = (person: Person, ref: string) => person.do.letters.summary({ ref }, calling)
const refused = (code: string) => expect.objectContaining({ code }) as unknown

/** Waits until the author's summary of a letter has this state. */
async function reached(person: Person, ref: string, state: string): Promise<LetterSummary> {
  await eventually(async () => (await summary(person, ref)).state === state, state)
  return summary(person, ref)
}

test('a box is listed in the requested order, and the next page follows the last entry in that order', async () => {
  for (const [subject, chars] of [
    ['middle', 3000],
    ['short', 10],
    ['long', 9000],
  ] as const) {
    await alice.write(bob, subject, 'x'.repeat(chars))
    clock.pass(1000)
  }
  const list = async (order: 'newest' | 'oldest' | 'largest') => {
    const first = await alice.list('sent', { order, limit: 2 })
    return subjects([...first, ...(await alice.list('sent', { order, limit: 2, before: first[1]!.cursor }))])
  }
  expect(await list('newest')).toEqual(['long', 'short', 'middle'])
  expect(await list('oldest')).toEqual(['middle', 'short', 'long'])
  expect(await list('largest')).toEqual(['long', 'middle', 'short'])
  await expect(alice.list('sent', { before: 'nowhere' })).rejects.toEqual(refused('INVALID'))
})

test('a box can be filtered by states, and by a person who is its author or reader', async () => {
  const both = await alice.write([bob, carol], 'To both', 'x')
  const urgent = await alice.write(bob, 'Urgent', 'x', { policy: { ...PLAIN_POLICY, urgent: true } })
  const fromBob = await bob.write(alice, 'From bob', 'x')
  await Promise.all([alice.arrival(fromBob), bob.arrival(both), bob.arrival(urgent)])
  expect(subjects(await alice.list('sent', { person: 'carol' }))).toEqual(['To both'])
  expect(subjects(await alice.list('sent', { person: 'bob' }))).toEqual(['Urgent', 'To both'])
  expect(subjects(await alice.list('sent', { person: 'bob', only: ['urgent'] }))).toEqual(['Urgent'])
  expect(subjects(await alice.list('inbox', { person: bob.home.parts.identity.address }))).toEqual([
    'From bob',
  ])
  expect(subjects(await alice.list('inbox', { person: 'carol' }))).toEqual([])
  await expect(alice.list('inbox', { person: 'dave' })).rejects.toEqual(refused('NOT_FOUND'))
  await bob.read(both)
  expect(subjects(await bob.list('inbox', { only: ['opened'] }))).toEqual(['To both'])
  expect(subjects(await bob.list('inbox', { only: ['unread'] }))).toEqual(['Urgent'])
  expect(subjects(await bob.list('inbox', { only: ['unread', 'opened'] }))).toEqual([])
  await bob.do.letters.mark({ ref: both, value: 'done' }, calling)
  expect(subjects(await bob.list('inbox', { only: ['done'] }))).toEqual(['To both'])
  await bob.do.letters.tidy({ refs: [urgent], starred: true }, calling)
  expect(subjects(await bob.list('inbox', { only: ['starred', 'urgent'] }))).toEqual(['Urgent'])
})

test('the reader’s list shows as the time of a state the opening, the mark, the recall or the expiry', async () => {
  const soon = clock.iso(60_000)
  const refs = {
    word: await alice.write(bob, 'A word', 'x'),
    recalled: await alice.write(bob, 'Recalled', 'x'),
    held: await alice.write(bob, 'Held', 'x'),
    expiring: await alice.write(bob, 'Expiring', 'x', { policy: { ...PLAIN_POLICY, expires: soon } }),
  }
  await bob.arrival(refs.expiring)
  expect(await summary(bob, refs.word)).toMatchObject({ state: 'sealed', stateAt: null })
  clock.pass(1000)
  const opening = clock.now()
  await bob.read(refs.word)
  const opened = await summary(bob, refs.word)
  expect(opened.state).toBe('referenced')
  expect(Date.parse(opened.stateAt!)).toBeGreaterThanOrEqual(opening)
  clock.pass(5000)
  const saying = clock.now()
  await bob.do.letters.mark({ ref: refs.word, value: 'accepted' }, calling)
  const said = await summary(bob, refs.word)
  expect(said.state).toBe('accepted')
  expect(Date.parse(said.stateAt!)).toBeGreaterThanOrEqual(saying)
  const recalling = clock.now()
  await alice.do.letters.recall({ ref: refs.recalled }, calling)
  const recalled = await reached(bob, refs.recalled, 'recalled')
  expect(Date.parse(recalled.stateAt!)).toBeGreaterThanOrEqual(recalling)
  await alice.do.letters.hold({ ref: refs.held }, calling)
  expect((await reached(bob, refs.held, 'held')).stateAt).toBeNull()
  clock.pass(60_000)
  expect(await summary(bob, refs.expiring)).toMatchObject({ state: 'expired', stateAt: soon })
  expect((await reached(bob, refs.expiring, 'expired')).stateAt).toBe(soon)
})

test('the author’s list shows a time of a state once all readers share the state: the latest of their times', async () => {
  const ref = await alice.write([bob, carol], 'Both', 'x')
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  expect(await summary(alice, ref)).toMatchObject({ state: 'notified' })
  await bob.read(ref)
  expect(await reached(alice, ref, 'mixed')).toMatchObject({
    stateAt: null,
    tally: { referenced: 1, notified: 1 },
  })
  expect(await summary(bob, ref)).toMatchObject({ tally: null })
  clock.pass(60_000)
  await carol.read(ref)
  const { stateAt } = await reached(alice, ref, 'referenced')
  const times = (await alice.status(ref)).map(({ at }) => at!)
  expect(stateAt).toBe(times.sort().at(-1))
  expect(Date.parse(stateAt!) - Date.parse(times[0]!)).toBeGreaterThanOrEqual(60_000)
  const due = clock.iso(3_600_000)
  expect(
    await summary(alice, await alice.write(bob, 'Later', 'x', { policy: { ...PLAIN_POLICY, at: due } })),
  ).toMatchObject({
    state: 'scheduled',
    stateAt: due,
  })
  expect(
    await summary(alice, await alice.write(bob, 'Held', 'x', { policy: { ...PLAIN_POLICY, hold: true } })),
  ).toMatchObject({
    state: 'held',
    stateAt: null,
  })
})

type DraftInput = Parameters<Handlers['drafts']['save']>[0]

async function saveDraft(subject: string, more: Partial<DraftInput> = {}): Promise<void> {
  const draft = { to: [], subject, text: '', tags: [], policy: PLAIN_POLICY, ...more }
  await alice.do.drafts.save(draft, calling)
  clock.pass(1000)
}

test('drafts are paged in every order, also when the last one of a page was removed, and filtered by person only', async () => {
  await saveDraft('middle', { text: 'x'.repeat(20), to: ['BOB', 'some'] })
  await saveDraft('short', { text: '会' })
  await saveDraft('long', { text: '会'.repeat(30), to: ['carol'] })
  const list = async (order: 'newest' | 'oldest' | 'largest') =>
    subjects(await alice.list('drafts', { order, limit: 9 }))
  expect(await list('newest')).toEqual(['long', 'short', 'middle'])
  expect(await list('oldest')).toEqual(['middle', 'short', 'long'])
  expect(await list('largest')).toEqual(['long', 'middle', 'short'])
  const [first] = await alice.list('drafts', { limit: 1 })
  expect(first).toMatchObject({ subject: 'long', size: 90, state: 'draft', stateAt: null })
  await alice.do.drafts.remove({ draft: first!.draft! }, calling)
  expect(subjects(await alice.list('drafts', { before: first!.cursor }))).toEqual(['short', 'middle'])
  expect(subjects(await alice.list('drafts', { person: 'bob' }))).toEqual(['middle'])
  expect(await alice.list('drafts', { only: ['urgent'] })).toEqual([])
  expect(await alice.list('drafts', { label: 'work' })).toEqual([])
})

test('a draft keeps its hold over a restart; the draft of a recalled letter has none', async () => {
  await saveDraft('To be held', { policy: { ...PLAIN_POLICY, hold: true } })
  const recalled = await alice.write(bob, 'Recalled', 'x')
  await alice.do.letters.recall({ ref: recalled }, calling)
  await alice.stop()
  await alice.start()
  const drafts = await alice.do.drafts.list({}, calling)
  expect(drafts.map(({ subject, policy }) => [subject, policy.hold])).toEqual([
    ['Recalled', false],
    ['To be held', true],
  ])
})

test('a draft has the id that its writer chose, and a second begin with that id returns the same draft', async () => {
  const draft = 'ab'.repeat(16)
  const idsOf = async () => (await alice.do.drafts.list({}, calling)).map((one) => [one.draft, one.subject])
  await expect(saveDraft('Unknown', { draft })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await saveDraft('First', { draft, begins: true })
  await saveDraft('Again', { draft, begins: true })
  await saveDraft('On', { draft })
  expect(await idsOf()).toEqual([[draft, 'On']])
  expect(await alice.do.drafts.get({ draft }, calling)).toMatchObject({ draft, subject: 'On' })
  for (const unknown of ['ab', 'cd'.repeat(16), `${'ab'.repeat(15)}xy`])
    await expect(alice.do.drafts.get({ draft: unknown }, calling)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  for (const bad of ['ab', 'AB'.repeat(16), `${'ab'.repeat(15)}xy`])
    await expect(saveDraft('Bad', { draft: bad, begins: true })).rejects.toMatchObject({ code: 'INVALID' })
})

test('the status shows whether strangers may knock, and how many wait', async () => {
  const status = () => alice.do.knocks.status({}, calling)
  expect(await status()).toEqual({ enabled: true, waiting: 0 })
  const { address } = await alice.do.people.whoami({}, calling)
  await bob.do.people.forget({ person: 'alice' }, calling)
  await alice.do.people.forget({ person: 'bob' }, calling)
  await bob.do.knocks.send({ address, text: 'Me again', waitMs: PATIENCE_MS }, calling)
  await eventually(async () => (await status()).waiting === 1)
  await alice.do.knocks.setEnabled({ enabled: false }, calling)
  const [knock] = await alice.do.knocks.list({}, calling)
  await alice.do.knocks.answer({ knock: knock!.knock, answer: 'no' }, calling)
  expect(await status()).toEqual({ enabled: false, waiting: 0 })
})
