// An unannounced letter can be undone. It becomes a draft again,
// and no list shows that it was sent.
import { expect, test } from 'vitest'
import { PLAIN_POLICY, type Policy, type RefText } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { calling, eventually, type Person } from '../support/person.ts'

const makeCircle = useCircle()
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString()
const undo = (person: Person, ref: RefText) => person.do.letters.recall({ ref, unlessTold: true }, calling)

async function makePair(): Promise<[Person, Person]> {
  return (await makeCircle(['alice', 'bob'])).people as [Person, Person]
}

test.each([
  ['scheduled', (): Partial<Policy> => ({ at: inMs(60_000) })],
  ['held', (): Partial<Policy> => ({ hold: true })],
])('a %s letter becomes a draft, and leaves no trace in any box', async (_, more) => {
  const [alice, bob] = await makePair()
  const ref = await alice.write(bob, 'Keys', 'Under the mat.', { policy: { ...PLAIN_POLICY, ...more() } })
  const { draft } = await undo(alice, ref)
  const drafts = await alice.do.drafts.list({}, calling)
  expect(drafts).toMatchObject([{ draft, subject: 'Keys', text: 'Under the mat.' }])
  for (const box of ['sent', 'held', 'scheduled', 'archive'] as const)
    expect(await alice.list(box)).toEqual([])
  await expect(alice.do.letters.summary({ ref }, calling)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await alice.do.letters.search({ query: 'mat', limit: 5 }, calling)).toEqual([])
})

test('a scheduled letter that is taken back keeps its time and its reminder', async () => {
  const [alice, bob] = await makePair()
  const at = inMs(60_000)
  const remindAfterMs = 3 * 24 * 60 * 60 * 1000
  const policy = { ...PLAIN_POLICY, at }
  const ref = await alice.write(bob, 'Keys', 'Under the mat.', { policy, remindAfterMs })
  await undo(alice, ref)
  const drafts = await alice.do.drafts.list({}, calling)
  expect(drafts).toMatchObject([{ remindAfterMs, policy: { at } }])
})

test('a public post that is not yet announced can be undone too', async () => {
  const [alice] = await makePair()
  const ref = await alice.write({ name: 'public' }, 'News', 'Soon.', {
    policy: { ...PLAIN_POLICY, at: inMs(60_000) },
  })
  await undo(alice, ref)
  expect(await alice.list('sent')).toEqual([])
  expect(await alice.do.drafts.list({}, calling)).toMatchObject([{ to: ['public'], subject: 'News' }])
})

test('undoing a reply makes its original unanswered again', async () => {
  const [alice, bob] = await makePair()
  const question = await bob.write(alice, 'Dinner?', 'On the 29th.')
  await alice.arrival(question)
  await alice.read(question)
  const ref = await alice.write(bob, 'Re: Dinner?', 'Yes.', {
    replyTo: question,
    policy: { ...PLAIN_POLICY, at: inMs(60_000) },
  })
  expect(await alice.list('waiting')).toEqual([])
  await undo(alice, ref)
  expect(await alice.list('waiting')).toMatchObject([{ ref: question }])
})

test('undo answers TOO_LATE once a notice is out, and changes nothing', async () => {
  const [alice, bob] = await makePair()
  const ref = await alice.write(bob, 'Keys', 'Under the mat.')
  await bob.arrival(ref)
  await expect(undo(alice, ref)).rejects.toMatchObject({ code: 'TOO_LATE' })
  expect(await bob.read(ref)).toMatchObject({ text: 'Under the mat.' })
  expect(await alice.do.drafts.list({}, calling)).toEqual([])
})

test('undo answers NOT_YOURS for another author’s letter, and INVALID for a note', async () => {
  const [alice, bob] = await makePair()
  const ref = await alice.write(bob, 'Keys', 'Under the mat.')
  await bob.arrival(ref)
  await expect(undo(bob, ref)).rejects.toMatchObject({ code: 'NOT_YOURS' })
  const note = await alice.write({ name: 'self' }, 'Note', 'Mine.')
  await expect(undo(alice, note)).rejects.toMatchObject({ code: 'INVALID' })
})

test('a scheduled letter shows its time until it is announced', async () => {
  const [alice, bob] = await makePair()
  const at = inMs(1500)
  const ref = await alice.write(bob, 'Keys', 'Under the mat.', { policy: { ...PLAIN_POLICY, at } })
  expect(await alice.list('scheduled')).toMatchObject([{ ref, state: 'scheduled', goesAt: at }])
  await bob.arrival(ref)
  await eventually(async () => (await alice.list('sent'))[0]?.goesAt === null)
})

test('a phone learns which letters cannot be read any more', async () => {
  const [alice, bob] = await makePair()
  const kept = await alice.write(bob, 'Kept', 'Stays.')
  const recalled = await alice.write(bob, 'Recalled', 'Goes.')
  await bob.arrival(kept)
  await bob.arrival(recalled)
  const refs = [kept, recalled]
  expect(await bob.do.letters.gone({ refs }, calling)).toEqual([])
  await alice.do.letters.recall({ ref: recalled, unlessTold: false }, calling)
  await eventually(async () => (await bob.do.letters.gone({ refs }, calling)).length > 0)
  expect(await bob.do.letters.gone({ refs }, calling)).toEqual([recalled])
  expect(await alice.do.letters.gone({ refs }, calling)).toEqual([])
})
