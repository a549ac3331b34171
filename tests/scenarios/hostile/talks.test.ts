// A hostile contact reacts to letters that are not theirs to see, corrects what they said endlessly,
// and breaks the rules of reactions and read marks one by one. Each is counted, and nothing of it is shown.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isReplaced } from '../../../src/core/delivery/index.ts'
import { getRef, objectId } from '../../../src/core/store/index.ts'
import { Mallory, skippedBy, type MadeObject } from '../../support/mallory.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person
let mallory: Mallory

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
  mallory = await Mallory.pairWith(network, alice, bob)
})

afterEach(() => Promise.all([alice.remove(), bob.remove(), mallory.remove()]))

const say = async (who: string, text: string): Promise<string> =>
  (await alice.do.talks.say({ with: who, text }, calling)).ref

const idOf = (ref: string): Uint8Array => objectId(getRef(ref))

const reactionsTo = async (ref: string): Promise<string[]> =>
  (await alice.do.letters.status({ ref, limit: 10 }, calling)).reactions.map(({ text }) => text)

const malformed = async (count: number): Promise<void> =>
  eventually(async () => (await skippedBy(alice))['feed-record-malformed'] === count)

test('a reaction or a read mark about a letter between two others is refused', async () => {
  const toBob = await say('bob', 'Not for mallory.')
  const object = idOf(toBob)
  await mallory.write(
    alice,
    { type: 'reaction', object, n: 1, text: 'ha', at: Date.now() },
    { type: 'seen', object, at: Date.now() },
    { type: 'reaction', object: new Uint8Array(32).fill(9), n: 1, text: 'ha', at: Date.now() },
  )
  await malformed(3)
  expect(await reactionsTo(toBob)).toEqual([])
})

test('a reaction of two lines is refused, and an old number does not replace a newer one', async () => {
  const ref = await say('mallory', 'Hello.')
  const object = idOf(ref)
  await mallory.write(
    alice,
    { type: 'reaction', object, n: 5, text: 'thanks', at: Date.now() },
    { type: 'reaction', object, n: 4, text: 'no', at: Date.now() },
    { type: 'reaction', object, n: 5, text: 'never', at: Date.now() },
    { type: 'reaction', object, n: 6, text: 'a\nb', at: Date.now() },
  )
  await malformed(1)
  expect(await reactionsTo(ref)).toEqual(['thanks'])
})

test('a reaction to her own letter is shown, and any number of them are one row', async () => {
  const made = await mallory.sendHonestly(alice)
  await alice.arrival(made.refText)
  const many = Array.from({ length: 200 }, (_, n) => ({
    ...{ type: 'reaction' as const, object: made.object, n: n + 1, text: `${n}`, at: Date.now() },
  }))
  await mallory.write(alice, ...many)
  await eventually(async () => (await alice.read(made.refText)).reactions[0]?.text === '199')
  const { count } = alice.home.parts.ledger.get<{ count: number }>('SELECT count(*) AS count FROM reactions')!
  expect(count).toBe(1)
})

test('of a chain of corrections, in any order, a hundred count and the others are said anew', async () => {
  const made: MadeObject[] = []
  for (let i = 0; i < 130; i++) made.push(await mallory.make([alice], '', 'Again.'))
  const records = made.map((one, i) => {
    const replaces = made[i - 1]?.ref ?? null
    const grant = mallory.grantFor(alice, one)
    return { type: 'notice' as const, notice: mallory.noticeOf(one, { mode: 'open', grant, replaces }) }
  })
  await mallory.write(alice, ...records.toReversed())
  const { ledger, inbox } = alice.home.parts
  await eventually(() => inbox.find(ledger, made[0]!.object) !== null)
  const unreplaced = made.filter(({ object }) => !isReplaced(ledger, object))
  expect(unreplaced).toHaveLength(2)
  expect(await skippedBy(alice)).toEqual({})
})

test('the author of a hundred corrections is told to say it anew', async () => {
  let ref = await say('bob', 'one')
  for (let i = 0; i < 100; i++)
    ref = (await alice.do.talks.say({ with: 'bob', text: `fix ${i}`, replaces: ref }, calling)).ref
  const again = alice.do.talks.say({ with: 'bob', text: 'once more', replaces: ref }, calling)
  await expect(again).rejects.toMatchObject({ code: 'CORRECTED_OFTEN' })
  await bob.arrival(ref)
})
