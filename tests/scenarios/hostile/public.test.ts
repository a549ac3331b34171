// Attacks by a followed author and by another follower. No false post is believed,
// and no private core is served.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type Hypercore from 'hypercore'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { UNGIVEN } from '../../../src/core/delivery/index.ts'
import { toNoticed } from '../../../src/core/delivery/policy.ts'
import { feedRecordForm, type FeedRecord, type Notice } from '../../../src/core/feeds/index.ts'
import { publicNamespace } from '../../../src/core/follows/public-names.ts'
import { createAddress } from '../../../src/core/identity/address.ts'
import { createSigningKeyPair, randomBytes, sealObject } from '../../../src/core/seal/index.ts'
import { encodeObject, formatRef, type Ref } from '../../../src/core/store/index.ts'
import { countRefused, skippedBy } from '../../support/mallory.ts'
import { encodeBeeBlock } from '../../support/memory-bee.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { makeIdentity, RawPeer, type RawIdentity } from '../../support/raw-peer.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person
let eve: RawIdentity
let author: RawPeer
let feed: Hypercore
const others: { remove(): Promise<void> }[] = []

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  eve = await makeIdentity('eve')
  author = await RawPeer.join(network, eve.device)
  feed = await author.makeCore(publicNamespace(eve.person, eve.device.publicKey, 0))
  const address = createAddress(eve.person, eve.device, eve.attestation, randomBytes(16))
  await bob.do.follows.follow({ who: address }, calling)
  await eventually(() => author.isConnected(bob.device))
  await write({ type: 'card', card: eve.cardBytes })
})
afterEach(() => Promise.all([...others.splice(0), alice, bob, author].map((one) => one.remove())))

const write = (...records: FeedRecord[]): Promise<void> =>
  author.append(feed, records.map(feedRecordForm.encode))
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200))
const titles = async (): Promise<(string | null)[]> =>
  (await bob.list('following')).map(({ subject }) => subject)
/** The reason why her archive is not shown, or null if it is shown. */
const refusal = (): Promise<unknown> =>
  look().then(
    () => null,
    (error: unknown) => (error as { code: unknown }).code,
  )
const look = () => bob.do.follows.archive({ who: 'eve', limit: 20, waitMs: 1000 }, calling)

interface Made {
  notice: Notice
  refText: string
}

/** Makes a normal post in one of her cores, with `changes` in its notice. */
async function make(title: string, changes: Partial<Notice> = {}, where: Partial<Ref> = {}): Promise<Made> {
  const at = Date.now()
  const header = {
    kind: 'letter' as const,
    title,
    at,
    type: 'text/markdown; charset=utf-8',
    to: [],
    links: [],
    madeFor: { kind: 'public' as const },
    tags: [],
  }
  const names = { person: eve.person, device: eve.device.publicKey }
  const { blocks, cipherRoot, keyCommit, contentKey, chunkCount } = await sealObject(
    names,
    encodeObject(header, Buffer.from('words')),
  )
  const core = await author.makeCore()
  await author.append(core, blocks)
  const ref: Ref = { cipherRoot, keyCommit, ...names, core: core.key, start: 0, chunkCount, ...where }
  const notice: Notice = {
    ...{
      ref,
      title,
      to: [],
      initials: null,
      kind: 'letter',
      size: blocks[0]!.byteLength,
      at,
      ...toNoticed({ ...UNGIVEN, mode: 'open' }),
    },
    ...{ reply: null, releaser: { device: eve.device.publicKey, term: 1 }, boxNumber: 0, grant: contentKey },
    ...{
      audience: { kind: 'public' },
      isShared: false,
      replaces: null,
      attached: { count: 0, bytes: 0 },
      gate: null,
      words: null,
    },
    ...changes,
  }
  return { notice, refText: formatRef(ref) }
}

async function announce(...made: Made[]): Promise<void> {
  await write(...made.map(({ notice }): FeedRecord => ({ type: 'notice', notice })))
}

/** Checks that a later honest post of the same author still arrives. */
async function sendHonestly(): Promise<void> {
  const made = await make('Honest')
  await announce(made)
  await eventually(async () => (await titles()).includes('Honest'), 'the honest post arrives')
  expect(await bob.read(made.refText)).toMatchObject({ text: 'words', from: { name: 'eve' } })
}

test('a post that names another author is skipped, and later posts are filed', async () => {
  const theirs = alice.home.parts.identity
  await announce(
    await make('As alice', {}, { person: theirs.person }),
    await make('As her device', {}, { device: theirs.device.publicKey }),
    await make('By another releaser', { releaser: { device: theirs.device.publicKey, term: 1 } }),
    await make('For persons', { audience: { kind: 'person' }, to: [bob.home.parts.identity.person] }),
    await make('Controlled', { mode: 'controlled', grant: null }),
    await make('With half a key', { grant: randomBytes(16) }),
    await make('Impossible', { size: 200_000 }),
  )
  await sendHonestly()
  expect(await titles()).toEqual(['Honest'])
  await eventually(async () => (await skippedBy(bob))['feed-record-malformed'] === 7)
})

test('blocks that are not records of a public feed are skipped', async () => {
  await author.append(feed, [randomBytes(300), Buffer.alloc(0), Buffer.from([1, 200]), Buffer.from([9])])
  await write(
    { type: 'arrived', objects: [randomBytes(32)], at: 1 },
    { type: 'leave' },
    { type: 'membership', group: randomBytes(32), core: randomBytes(32), number: 0, title: randomBytes(64) },
    { type: 'archive', core: randomBytes(32), length: 0 },
    { type: 'card', card: alice.home.parts.identity.cardBytes },
  )
  await sendHonestly()
  await eventually(async () => countRefused(await skippedBy(bob)) === 9)
})

test('a feed with a block over the record limit is read no further', async () => {
  await author.append(feed, [Buffer.alloc(1_000_000)])
  await announce(await make('After it'))
  await eventually(async () => (await skippedBy(bob))['feed-parked-oversized'] === 1)
  await eventually(async () => (await bob.do.doctor.report({}, calling)).parked[0]?.reason === 'oversized')
  expect(await titles()).toEqual([])
})

test('a body that differs from its announcement is not shown', async () => {
  const made = await make('A title', { title: 'Another title' })
  const other = await make('Another key', { grant: randomBytes(32) })
  await announce(made, other)
  await eventually(async () => (await titles()).length === 2)
  for (const { refText } of [made, other])
    await expect(bob.read(refText)).rejects.toMatchObject({ code: 'ALTERED' })
})

test('a forged archive is refused, whichever core it names', async () => {
  const other = await RawPeer.join(network, createSigningKeyPair())
  others.push(other)
  const loop = encodeBeeBlock(Buffer.from('p'), Buffer.from('v'), [{ keys: [1], children: [1, 0, 1, 0] }])
  const blocks = [Buffer.from('header'), loop]
  const hers = await author.makeCore()
  await author.append(hers, blocks)
  await write({ type: 'archive', core: hers.key, length: 2 })
  await eventually(async () => (await refusal()) === 'ALTERED', 'her own is refused')
  const foreign = await other.makeCore()
  await other.append(foreign, blocks)
  await other.dial(bob.device)
  await write({ type: 'archive', core: foreign.key, length: 2 })
  await eventually(async () => (await skippedBy(bob))['archive-malformed'] === 1)
  await settle()
  await expect(look()).rejects.toMatchObject({ code: 'ALTERED' })
  await write({ type: 'archive', core: hers.key, length: 9_000_000 })
  await eventually(async () => (await refusal()) === 'AUTHOR_AWAY', 'no device has so many blocks')
  await sendHonestly()
})

test('a core that a public notice names is served to no one unless it is its author’s own', async () => {
  await pair(alice, bob)
  const secret = await alice.write(bob, 'For bob', 'and nobody else')
  await bob.arrival(secret)
  await bob.read(secret)
  const { core } = alice.home.ownCores.list().find(({ kind }) => kind === 'objects')!
  const own = bob.home.ownCores
    .list()
    .filter(({ length }) => length > 0)
    .map((one) => one.core)
  await announce(...(await Promise.all([core, ...own].map((one, i) => make(`Look ${i}`, {}, { core: one })))))
  await announce(
    ...(await Promise.all(own.map((one, i) => make(`Beyond ${i}`, {}, { core: one, start: 1_000 })))),
  )
  await eventually(async () => (await titles()).length === 2 * own.length + 1)
  for (const { ref } of await bob.list('following'))
    await expect(bob.read(ref!, 100)).rejects.toMatchObject({ code: 'ALTERED' })
  // Not even to the connected author who named these cores.
  const named = await Promise.all(own.map((key) => author.wantCore(key)))
  await settle()
  expect(named.map(({ length }) => length)).toEqual(own.map(() => 0))
  const stranger = await RawPeer.join(network, createSigningKeyPair())
  others.push(stranger)
  await stranger.dial(bob.device)
  const asked = await Promise.all([core, ...own].map((key) => stranger.wantCore(key)))
  await settle()
  expect(asked.map(({ length, peers }) => [length, peers.length])).toEqual(asked.map(() => [0, 0]))
})

test('blocks that a follower has changed are refused, and those of an honest follower accepted', async () => {
  const { address } = await alice.do.people.whoami({}, calling)
  const { ref } = await alice.do.letters.send(
    { to: ['public'], subject: 'News', text: 'As alice wrote it.', policy: PLAIN_POLICY },
    calling,
  )
  const relay = await RawPeer.join(network, createSigningKeyPair())
  others.push(relay)
  await relay.dial(alice.device)
  const { ledger } = alice.home.parts
  const cores = [
    alice.home.publicFeed.find(ledger)!.core,
    alice.home.ownCores.list().find(({ kind }) => kind === 'public-objects')!.core,
  ]
  for (const key of cores) {
    const core = await relay.wantCore(key)
    await eventually(() => core.length > 0)
    for (let i = 0; i < core.length; i++) await core.get(i, { timeout: 5000 })
    changeBlocks(core)
  }
  const dave = await Person.create('dave', network)
  others.push(dave)
  network.partition(dave.device, alice.device)
  await dave.do.follows.follow({ who: address }, calling)
  await relay.dial(dave.device)
  await settle()
  expect(await dave.list('following')).toEqual([])
  await bob.do.follows.follow({ who: address }, calling)
  await eventually(async () => (await dave.list('following')).length === 1, 'dave has the post from bob')
  expect(await dave.read(ref)).toMatchObject({ text: 'As alice wrote it.' })
})

test('nothing more is read from a blocked author, whoever passes it on', async () => {
  await pair(alice, bob)
  const { address } = await alice.do.people.whoami({}, calling)
  const carol = await Person.create('carol', network)
  others.push(carol)
  for (const reader of [bob, carol]) await reader.do.follows.follow({ who: address }, calling)
  const post = (subject: string) =>
    alice.do.letters.send({ to: ['public'], subject, text: 'words', policy: PLAIN_POLICY }, calling)
  await post('One')
  await eventually(async () => (await titles()).includes('One'))
  await bob.do.people.block({ person: 'alice' }, calling)
  await post('Two')
  await eventually(async () => (await carol.list('following')).length === 2)
  await settle()
  expect(await titles()).toEqual(['One'])
})

interface Inside {
  core: { state: { storage: { read(): { getBlock(index: number): Promise<Uint8Array | null> } } } }
}

/** Changes the first byte of every block that this core serves from now on. */
function changeBlocks(core: Hypercore): void {
  const { storage } = (core as unknown as Inside).core.state
  const read = storage.read.bind(storage)
  storage.read = () => {
    const batch = read()
    const getBlock = batch.getBlock.bind(batch)
    batch.getBlock = async (index) => {
      const block = await getBlock(index)
      if (block === null) return null
      const changed = Buffer.from(block)
      changed[0]! ^= 0xff
      return changed
    }
    return batch
  }
}
