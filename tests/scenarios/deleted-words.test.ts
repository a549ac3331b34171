// Deleted means deleted: of an object that its author deleted, the home keeps no word, neither its
// own nor what others said about it.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { findInFiles } from '../support/decrypted-files.ts'
import { foundGroup } from '../support/groups.ts'
import { MemoryNetwork } from '../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'

let alice: Person
let bob: Person

beforeEach(async () => {
  const network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
})

afterEach(async () => {
  await Promise.all([alice, bob].map((one) => one.remove()))
})

const OPEN = { ...PLAIN_POLICY, mode: 'open' } as const

/** Returns which of these words are in the rows of alice's ledger or index. */
async function wordsHere(words: readonly string[]): Promise<string[]> {
  const found = await Promise.all(words.map((word) => findInFiles(alice.homeDir, Buffer.from(word), 'cells')))
  return words.filter((_, i) => found[i]!.length > 0)
}

test('reactions and notes about a deleted letter leave the ledger, also those that come later', async () => {
  const words = ['wqreactionofbobwq', 'kxqnoteofbobkxq', 'pwownreactionpw', 'vbsubjectvb', 'zkwordszk']
  const ref = await alice.write(bob, 'vbsubjectvb', 'zkwordszk and more', { policy: OPEN })
  await bob.arrival(ref)
  await bob.read(ref)
  await bob.do.talks.react({ ref, text: 'wqreactionofbobwq' }, calling)
  await bob.do.letters.mark({ ref, value: 'done', note: 'kxqnoteofbobkxq' }, calling)
  await alice.do.talks.react({ ref, text: 'pwownreactionpw' }, calling)
  await eventually(async () => (await alice.read(ref)).reactions.length === 2, 8_000, 'both reactions')
  await eventually(async () => (await alice.status(ref))[0]?.state === 'done', 8_000, 'the note')
  await alice.do.space.delete({ ref }, calling)
  expect(await wordsHere(words)).toEqual([])
  await bob.do.talks.react({ ref, text: 'latelatereaction' }, calling)
  await bob.do.letters.mark({ ref, value: 'accepted', note: 'latelatenote' }, calling)
  const { ledger, feeds } = alice.home.parts
  const read = () => feeds.find(ledger, bob.home.parts.identity.person)!.nextPosition
  const told = () =>
    bob.home.parts.feeds.lengthOfMine(bob.home.parts.ledger, alice.home.parts.identity.person)
  await eventually(() => read() === told(), 8_000, 'alice has read it')
  await alice.stop()
  await alice.start()
  expect(await wordsHere([...words, 'latelatereaction', 'latelatenote'])).toEqual([])
})

test('what a fellow member says about a deleted post is not kept', async () => {
  await foundGroup(alice, 'garden', [bob], { style: 'team' })
  const ref = await alice.write({ name: 'garden' }, 'a post', 'gardenwordsgarden', { policy: OPEN })
  await bob.arrival(ref)
  await bob.read(ref)
  await bob.do.letters.mark({ ref, value: 'done', note: 'fellownotefellow' }, calling)
  await eventually(async () => (await alice.status(ref))[0]?.note === 'fellownotefellow', 8_000, 'the note')
  await alice.do.space.delete({ ref }, calling)
  await bob.do.talks.react({ ref, text: 'fellowreactionfellow' }, calling)
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(await wordsHere(['gardenwordsgarden', 'fellownotefellow', 'fellowreactionfellow'])).toEqual([])
})
