// Deleted means deleted: of an object that its author deleted, the home keeps no word, neither its
// own nor what others said about it.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { findInFiles } from '../support/decrypted-files.ts'
import { addMembers, foundGroup } from '../support/groups.ts'
import { MemoryNetwork } from '../support/memory-network.ts'
import { readOwnFeeds } from '../support/own-words.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person

beforeEach(async () => {
  network = new MemoryNetwork()
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
  await eventually(async () => (await alice.read(ref)).reactions.length === 2, 'both reactions')
  await eventually(async () => (await alice.status(ref))[0]?.state === 'done', 'the note')
  await alice.do.space.delete({ ref }, calling)
  expect(await wordsHere(words)).toEqual([])
  await bob.do.talks.react({ ref, text: 'latelatereaction' }, calling)
  await bob.do.letters.mark({ ref, value: 'accepted', note: 'latelatenote' }, calling)
  const { ledger, feeds } = alice.home.parts
  const read = () => feeds.find(ledger, bob.home.parts.identity.person)!.nextPosition
  const told = () =>
    bob.home.parts.feeds.lengthOfMine(bob.home.parts.ledger, alice.home.parts.identity.person)
  await eventually(() => read() === told(), 'alice has read it')
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
  await eventually(async () => (await alice.status(ref))[0]?.note === 'fellownotefellow', 'the note')
  await alice.do.space.delete({ ref }, calling)
  await bob.do.talks.react({ ref, text: 'fellowreactionfellow' }, calling)
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(await wordsHere(['gardenwordsgarden', 'fellownotefellow', 'fellowreactionfellow'])).toEqual([])
})

const readsNothing = (words: readonly string[]): Promise<void> =>
  eventually(async () => {
    const all = await readOwnFeeds(alice)
    return words.every((word) => !all.includes(word))
  }, 'no own feed has the words')

test('the words of a deleted letter leave the own feed, and its readers read on', async () => {
  const ref = await alice.write(bob, 'vbsubjectvb', 'zkwordszk and more', { policy: OPEN })
  await bob.arrival(ref)
  await alice.do.talks.react({ ref, text: 'pwownreactionpw' }, calling)
  await eventually(
    async () => /vbsubjectvb[^]*zkwordszk[^]*pwownreactionpw/.test(await readOwnFeeds(alice)),
    'they are in the feed',
  )
  await alice.do.space.delete({ ref }, calling)
  await readsNothing(['vbsubjectvb', 'zkwordszk', 'pwownreactionpw'])
  const next = await alice.write(bob, 'next', 'Goes on.', { policy: OPEN })
  await bob.arrival(next)
  expect((await bob.read(ref)).text).toBe('zkwordszk and more')
})

test('a reader who was away goes on behind the words that were deleted meanwhile', async () => {
  await bob.stop()
  const before = await alice.write(bob, 'before', 'First.', { policy: OPEN })
  const gone = [
    await alice.write(bob, 'vbsubjectvb', 'zkwordszk', { policy: OPEN }),
    await alice.write(bob, 'vbothervb', 'Sealed.'),
  ]
  const after = await alice.write(bob, 'after', 'Last.', { policy: OPEN })
  for (const ref of gone) await alice.do.space.delete({ ref }, calling)
  await readsNothing(['vbsubjectvb', 'zkwordszk', 'vbothervb'])
  await alice.stop()
  await alice.start()
  await bob.start()
  for (const ref of [before, after]) await bob.arrival(ref)
  expect((await bob.list()).map(({ subject }) => subject).sort()).toEqual(['after', 'before'])
  const report = await bob.do.doctor.report({}, calling)
  expect(JSON.stringify(report)).not.toMatch(/feed-record|DAMAGED/)
  const answer = await bob.write(alice, 'answer', 'I have both.', { policy: OPEN })
  await alice.arrival(answer)
})

test('in a group, a member who joins later reads on behind deleted words', async () => {
  await foundGroup(alice, 'garden', [bob])
  const ref = await alice.write({ name: 'garden' }, 'vbpostvb', 'zkpostwordszk', { policy: OPEN })
  await bob.arrival(ref)
  await alice.do.space.delete({ ref }, calling)
  await readsNothing(['vbpostvb', 'zkpostwordszk'])
  const post = await alice.write({ name: 'garden' }, 'next post', 'Goes on.', { policy: OPEN })
  await bob.arrival(post)
  const carol = await Person.create('carol', network)
  try {
    await pair(alice, carol)
    await addMembers(alice, 'garden', [carol])
    const latest = await alice.write({ name: 'garden' }, 'latest post', 'For all three.', { policy: OPEN })
    await carol.arrival(latest)
  } finally {
    await carol.remove()
  }
})
