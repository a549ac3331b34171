// "Tell me if nobody answers": a letter that nobody answered in time waits for its author, also
// after a restart, until somebody answers.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { calling, eventually, type Person } from '../support/person.ts'
import { TestClock } from '../support/test-clock.ts'

const DAY_MS = 24 * 60 * 60_000
const makeCircle = useCircle()
let clock: TestClock

beforeEach(() => {
  clock = new TestClock()
})
afterEach(() => vi.useRealTimers())

async function makePair(): Promise<[Person, Person]> {
  return (await makeCircle(['alice', 'bob'], clock)).people as [Person, Person]
}

const waiting = async (person: Person) => (await person.list('waiting')).map(({ subject }) => subject)
const remindsAt = async (person: Person, ref: string) =>
  (await person.do.letters.summary({ ref }, calling)).remindsAt

/** A restart looks at what fell due, as the minute of the timer does. */
async function passDays(person: Person, days: number): Promise<void> {
  clock.pass(days * DAY_MS)
  await person.stop()
  await person.start()
}

test('a letter that nobody answered waits for its author, and an answer ends it', async () => {
  const [alice, bob] = await makePair()
  const ref = await alice.write(bob, 'Shall we meet?', 'On Friday.', { remindAfterMs: 3 * DAY_MS })
  const plain = await alice.write(bob, 'Hello', 'No question.')
  await bob.arrival(plain)
  const dueAt = Date.parse((await remindsAt(alice, ref))!)
  expect(dueAt - clock.now()).toBeGreaterThan(3 * DAY_MS - 60_000)
  await passDays(alice, 2)
  expect(await waiting(alice)).toEqual([])
  await passDays(alice, 1.1)
  await eventually(async () => (await waiting(alice)).length > 0)
  expect(await waiting(alice)).toEqual(['Shall we meet?'])

  const answer = await bob.write(alice, 'Re: Shall we meet?', 'Yes.', { replyTo: ref })
  await alice.arrival(answer)
  expect(await waiting(alice)).toEqual([])
  expect(await remindsAt(alice, ref)).toBeNull()
})

test('a report counts as an answer, an opening does not, and the author hears of the reminder', async () => {
  const [alice, bob] = await makePair()
  const heard: string[] = []
  const refs: string[] = []
  for (const subject of ['Done?', 'Opened?'])
    refs.push(await alice.write(bob, subject, 'Please.', { remindAfterMs: DAY_MS }))
  await Promise.all(refs.map((ref) => bob.arrival(ref)))
  for (const ref of refs) await bob.read(ref)
  await bob.do.letters.mark({ ref: refs[0]!, value: 'done' }, calling)
  await eventually(async () => (await remindsAt(alice, refs[0]!)) === null)
  alice.do.events.subscribe((event) => {
    if (event.type === 'reminder-due') heard.push(event.letter.subject!)
  })
  clock.pass(1.1 * DAY_MS)
  // Any commit lets the timer look at the clock.
  await alice.do.letters.remind({ ref: refs[1]!, at: clock.iso(100) }, calling)
  await eventually(() => heard.length > 0)
  expect(heard).toEqual(['Opened?'])
  expect(await waiting(alice)).toEqual(['Opened?'])
  await alice.do.letters.remind({ ref: refs[1]!, at: null }, calling)
  expect(await waiting(alice)).toEqual([])
})

test('a reminder is set afterwards, unless somebody answered or nobody can', async () => {
  const [alice, bob] = await makePair()
  const { letters } = alice.do
  const ref = await alice.write(bob, 'Question', 'Well?')
  await bob.arrival(ref)
  const at = clock.iso(DAY_MS)
  expect(await letters.remind({ ref, at }, calling)).toMatchObject({ remindsAt: at })
  expect(await letters.remind({ ref, at: null }, calling)).toMatchObject({ remindsAt: null })
  await expect(letters.remind({ ref, at: clock.iso(-1) }, calling)).rejects.toMatchObject({ code: 'INVALID' })
  await expect(bob.do.letters.remind({ ref, at }, calling)).rejects.toMatchObject({ code: 'NOT_YOURS' })
  const note = await alice.write({ name: 'self' }, 'Note', 'mine')
  await expect(letters.remind({ ref: note, at }, calling)).rejects.toMatchObject({ code: 'INVALID' })
  await expect(
    alice.write({ name: 'self' }, 'Note', 'mine', { remindAfterMs: DAY_MS }),
  ).rejects.toMatchObject({ code: 'INVALID' })
  await alice.arrival(await bob.write(alice, 'Re: Question', 'Well.', { replyTo: ref }))
  await expect(letters.remind({ ref, at }, calling)).rejects.toMatchObject({ code: 'TOO_LATE' })
})

test('a held letter, which nobody can answer, is reminded of only after it was let go', async () => {
  const [alice, bob] = await makePair()
  const policy = { ...PLAIN_POLICY, hold: true }
  const ref = await alice.write(bob, 'Held', 'Later.', { policy, remindAfterMs: DAY_MS })
  await passDays(alice, 1.5)
  await eventually(async () => Date.parse((await remindsAt(alice, ref))!) > clock.now())
  expect(await waiting(alice)).toEqual([])
  await alice.do.letters.letGo({ ref }, calling)
  await passDays(alice, 1.1)
  await eventually(async () => (await waiting(alice)).length > 0)
  await alice.do.letters.recall({ ref }, calling)
  expect(await waiting(alice)).toEqual([])
})

test('a reminder moves with the time of its letter', async () => {
  const [alice, bob] = await makePair()
  const { letters } = alice.do
  const policy = { ...PLAIN_POLICY, at: clock.iso(2 * DAY_MS) }
  const ref = await alice.write(bob, 'Planned', 'Then.', { policy, remindAfterMs: DAY_MS })
  const [later, laterStill] = [clock.iso(4 * DAY_MS), clock.iso(5 * DAY_MS)]
  await letters.schedule({ ref, at: later }, calling)
  expect(await remindsAt(alice, ref)).toBe(laterStill)
  await letters.schedule({ ref, at: null }, calling)
  const inMs = Date.parse((await remindsAt(alice, ref))!) - clock.now()
  expect(Math.abs(inMs - DAY_MS)).toBeLessThan(60_000)
})

test('a draft keeps the reminder until it is sent', async () => {
  const [alice, bob] = await makePair()
  const { draft } = await alice.do.drafts.save(
    { to: ['bob'], subject: 'Plan', text: 'See.', tags: [], policy: PLAIN_POLICY, remindAfterMs: DAY_MS },
    calling,
  )
  expect(await alice.do.drafts.get({ draft }, calling)).toMatchObject({ remindAfterMs: DAY_MS })
  const { ref } = await alice.do.drafts.send({ draft }, calling)
  await bob.arrival(ref)
  expect(await remindsAt(alice, ref)).not.toBeNull()
})

test('the reminders are listed soonest first, and one that is ended is gone', async () => {
  const [alice, bob] = await makePair()
  const later = await alice.write(bob, 'Later', 'x', { remindAfterMs: 7 * DAY_MS })
  const sooner = await alice.write(bob, 'Sooner', 'y', { remindAfterMs: DAY_MS })
  await alice.write(bob, 'None', 'z')
  const list = async () => (await alice.do.letters.reminders({ limit: 10 }, calling)).map(({ ref }) => ref)
  expect(await list()).toEqual([sooner, later])
  await passDays(alice, 2)
  expect(await list()).toEqual([sooner, later])
  await alice.do.letters.remind({ ref: sooner, at: null }, calling)
  expect(await list()).toEqual([later])
})
