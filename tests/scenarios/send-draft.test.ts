// A draft is sent by its id, because the engine has its content. The transaction that stores the
// letter removes the draft.
import { expect, test } from 'vitest'
import { PLAIN_POLICY, type Handlers, type Policy } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { calling, type Person } from '../support/person.ts'

const makeCircle = useCircle()
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString()
type DraftInput = Parameters<Handlers['drafts']['save']>[0]

async function makePair(): Promise<[Person, Person]> {
  return (await makeCircle(['alice', 'bob'])).people as [Person, Person]
}

async function save(one: Person, to: string[], policy: Partial<Policy> = {}, more: Partial<DraftInput> = {}) {
  const words = { to, subject: ' Keys ', text: 'Under the mat.', tags: [] }
  return one.do.drafts.save({ ...words, policy: { ...PLAIN_POLICY, ...policy }, ...more }, calling)
}

test('drafts.send() makes a letter with all choices of the draft, and removes the draft', async () => {
  const [alice, bob] = await makePair()
  const expires = inMs(3_600_000)
  const { draft } = await save(alice, ['bob'], { urgent: true, expires })
  const { ref, state } = await alice.do.drafts.send({ draft }, calling)
  expect(state).toBe('notified')
  expect(await alice.do.drafts.list({}, calling)).toEqual([])
  await bob.arrival(ref)
  expect(await bob.list()).toMatchObject([{ ref, subject: 'Keys', policy: { urgent: true, expires } }])
  expect(await bob.read(ref)).toMatchObject({ text: 'Under the mat.' })
  const { policy } = await alice.read(ref)
  expect(policy).toEqual({ ...PLAIN_POLICY, mode: 'controlled', urgent: true, expires })
})

test('a draft is sent only once, also by two calls at once, and never with an unknown name', async () => {
  const [alice] = await makePair()
  const unknown = await save(alice, ['bob'], {}, { typed: ['Zed'] })
  const refused = alice.do.drafts.send({ draft: unknown.draft }, calling)
  await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const { draft } = await save(alice, ['bob'])
  const both = [alice.do.drafts.send({ draft }, calling), alice.do.drafts.send({ draft }, calling)]
  const [one, other] = await Promise.all(both)
  expect(one).toEqual(other)
  expect(await alice.list('sent')).toHaveLength(1)
  expect(await alice.do.drafts.list({}, calling)).toMatchObject([{ draft: unknown.draft }])
})

test('a repeated send has the same answer, also after a restart, and sends nothing again', async () => {
  const [alice] = await makePair()
  const { draft, savedAt } = await save(alice, ['bob'])
  const sent = await alice.do.drafts.send({ draft, savedAt }, calling)
  await alice.stop()
  await alice.start()
  for (const again of [{ draft, savedAt }, { draft }])
    expect(await alice.do.drafts.send(again, calling)).toEqual(sent)
  for (const begins of [true, false])
    await expect(save(alice, ['bob'], {}, { draft, begins })).rejects.toMatchObject({ code: 'SENT' })
  const otherTime = new Date(0).toISOString()
  expect(await alice.do.drafts.send({ draft, savedAt: otherTime }, calling)).toEqual(sent)
  expect(await alice.list('sent')).toHaveLength(1)
  expect(await alice.do.drafts.list({}, calling)).toEqual([])
})

test('what is said under the id of a draft is said once, and later words under it are said too', async () => {
  const [alice, bob] = await makePair()
  const draft = 'ab'.repeat(16)
  const words = { with: bob.name, text: 'On my way.', draft }
  const [one, other] = await Promise.all([
    alice.do.talks.say(words, calling),
    alice.do.talks.say(words, calling),
  ])
  expect([one, await alice.do.talks.say(words, calling)]).toEqual([other, other])
  expect((await alice.do.talks.say({ ...words, text: 'Soon.' }, calling)).ref).not.toBe(one.ref)
  const { entries } = await alice.do.talks.stream({ with: bob.name, limit: 10 }, calling)
  expect(entries.map(({ text }) => text)).toEqual(['On my way.', 'Soon.'])
})

test('a repeated send of a letter that was undone is refused, because the draft has another id', async () => {
  const [alice] = await makePair()
  const { draft, savedAt } = await save(alice, ['bob'])
  const { ref, undoMs } = await alice.do.drafts.send({ draft, savedAt, undoMs: 10_000 }, calling)
  expect(undoMs).toBe(10_000)
  const again = await alice.do.drafts.send({ draft, savedAt, undoMs: 10_000 }, calling)
  expect([again.ref, again.undoMs > 0 && again.undoMs <= 10_000]).toEqual([ref, true])
  await alice.do.letters.recall({ ref, unlessTold: true }, calling)
  const repeated = alice.do.drafts.send({ draft, savedAt, undoMs: 10_000 }, calling)
  await expect(repeated).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(save(alice, ['bob'], {}, { draft, begins: true })).rejects.toMatchObject({ code: 'SENT' })
  expect(await alice.list('sent')).toEqual([])
})

test('words that were said and deleted are not said again by a repeated call', async () => {
  const [alice, bob] = await makePair()
  const words = { with: bob.name, text: 'On my way.', draft: 'cd'.repeat(16) }
  const { ref } = await alice.do.talks.say(words, calling)
  await alice.do.space.delete({ ref }, calling)
  await expect(alice.do.talks.say(words, calling)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a version that is saved while the draft is sent stays a draft', async () => {
  const [alice] = await makePair()
  const { draft } = await save(alice, ['bob'])
  await new Promise((resolve) => setTimeout(resolve, 5))
  const sending = alice.do.drafts.send({ draft }, calling)
  await save(alice, ['bob'], {}, { draft, text: 'Under the stone.' })
  const { ref } = await sending
  expect(await alice.read(ref)).toMatchObject({ text: 'Under the mat.' })
  expect(await alice.do.drafts.list({}, calling)).toMatchObject([{ draft, text: 'Under the stone.' }])
})

test('drafts.send() omits choices that the audience does not support, such as the expiry of a public post', async () => {
  const [alice] = await makePair()
  const terms = { mode: 'controlled', expires: inMs(3_600_000), hold: true, at: inMs(60_000) } as const
  const send = async (to: string[], more: Partial<DraftInput> = {}) => {
    const { draft } = await save(alice, to, terms, more)
    const { ref } = await alice.do.drafts.send({ draft }, calling)
    return alice.read(ref)
  }
  const note = await send(['self'], { tags: ['harbour'] })
  expect(note.policy).toEqual({ ...PLAIN_POLICY, mode: 'controlled' })
  expect(note.tags).toEqual(['harbour'])
  const post = await send(['public'], { tags: ['harbour'] })
  expect(post.policy).toEqual({ ...PLAIN_POLICY, ...terms, mode: 'open', expires: null })
  expect((await send(['bob'], { tags: ['harbour'] })).tags).toEqual([])
})

test('a letter that is undone within its undo time becomes a draft without a schedule', async () => {
  const [alice] = await makePair()
  const { draft } = await save(alice, ['bob'], { urgent: true })
  const { ref, state } = await alice.do.drafts.send({ draft, undoMs: 10_000 }, calling)
  expect(state).toBe('scheduled')
  const undone = await alice.do.letters.recall({ ref, unlessTold: true }, calling)
  expect(undone).toMatchObject({ ref, readers: [{ name: 'bob', outcome: 'recalled' }] })
  const drafts = await alice.do.drafts.list({}, calling)
  expect(drafts).toMatchObject([{ draft: undone.draft, subject: 'Keys', policy: { urgent: true, at: null } }])
})

test('a scheduled letter that is undone becomes a draft with the same schedule', async () => {
  const [alice] = await makePair()
  const at = inMs(3_600_000)
  const { draft } = await save(alice, ['bob'], { at })
  const { ref } = await alice.do.drafts.send({ draft }, calling)
  const undone = await alice.do.letters.recall({ ref, unlessTold: true }, calling)
  expect(await alice.do.drafts.get({ draft: undone.draft! }, calling)).toMatchObject({ policy: { at } })
})

test('recall() returns the draft with the text, and a second recall() returns the same draft', async () => {
  const [alice, bob] = await makePair()
  const ref = await alice.write(bob, 'Keys', 'Under the mat.')
  await bob.arrival(ref)
  const recalled = await alice.do.letters.recall({ ref }, calling)
  expect(recalled.readers).toMatchObject([{ name: 'bob', outcome: 'recalled' }])
  const draft = recalled.draft!
  expect(await alice.do.drafts.get({ draft }, calling)).toMatchObject({ text: 'Under the mat.' })
  expect((await alice.do.letters.recall({ ref }, calling)).draft).toBe(draft)
})

test('recall() of an opened letter is too late and returns no draft', async () => {
  const [alice, bob] = await makePair()
  const ref = await alice.write(bob, 'Keys', 'Under the mat.')
  await bob.arrival(ref)
  await bob.read(ref)
  const recalled = await alice.do.letters.recall({ ref }, calling)
  expect(recalled).toMatchObject({ readers: [{ outcome: 'too-late' }], draft: null })
})
