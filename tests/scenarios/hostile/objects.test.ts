// An author or carrier alters an object. It is shown only if it is exactly as announced.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { releaseRequestForm, encodeReleaseAnswer } from '../../../src/core/access/index.ts'
import { releaseForm, signRelease } from '../../../src/core/access/release-record.ts'
import { toText } from '../../../src/core/base/index.ts'
import type { Notice } from '../../../src/core/feeds/index.ts'
import { sealObject } from '../../../src/core/seal/index.ts'
import { encodeObject, formatRef, objectId, type Ref } from '../../../src/core/store/index.ts'
import { Mallory, skippedBy, type MadeObject } from '../../support/mallory.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { forgeTwoKeyObject } from '../../support/two-key-object.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

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

const refused = (code: string, details: object = {}): unknown =>
  expect.objectContaining({ code, details: expect.objectContaining(details) as unknown })

/** Answers every request like a releaser, with this content key for this person. */
function releaseHonestly(person: Person, made: { contentKey: Uint8Array }): void {
  mallory.answers.set('release', (request) => {
    const { objectId: object } = releaseRequestForm.decode(request)
    const record = releaseForm.encode(
      signRelease(
        { objectId: object, person: mallory.victim(person).person, at: Date.now() },
        mallory.device,
      ),
    )
    return encodeReleaseAnswer({
      status: 'released',
      boxNumber: 1,
      grant: mallory.grantFor(person, { object, contentKey: made.contentKey }),
      record,
    })
  })
}

/** Announces an object to alice. Her opening is refused and counted, and it stays sealed. */
async function expectAltered(
  made: MadeObject,
  changes: Partial<Notice> = {},
  evidence?: string,
): Promise<void> {
  const before = (await skippedBy(alice))['object-altered'] ?? 0
  await mallory.announce(alice, made, changes)
  const ref = changes.ref === undefined ? made.refText : formatRef(changes.ref)
  await alice.arrival(ref)
  releaseHonestly(alice, made)
  await expect(alice.read(ref)).rejects.toEqual(
    refused('ALTERED', evidence === undefined ? undefined : { evidence }),
  )
  expect((await alice.list()).find((entry) => entry.ref === ref)).toMatchObject({ state: 'sealed' })
  expect(await skippedBy(alice)).toMatchObject({ 'object-altered': before + 1 })
}

async function expectAliceUnharmed(): Promise<void> {
  const honest = await mallory.sendHonestly(alice)
  const ref = await bob.write(alice, 'From bob', 'all is well')
  await Promise.all([alice.arrival(honest.refText), alice.arrival(ref)])
  expect(await alice.read(ref)).toMatchObject({ text: 'all is well' })
  expect(await alice.read(honest.refText)).toMatchObject({ text: 'nothing to complain about' })
}

const open = (made: MadeObject): Partial<Notice> => ({
  mode: 'open',
  grant: mallory.grantFor(alice, made),
})

function flipBit(block: Buffer): Buffer {
  block[block.length - 20]! ^= 1
  return block
}

test('an altered ciphertext is refused at opening by notice and by release', async () => {
  const first = await mallory.make([alice], 'Altered', 'words', flipBit)
  await expectAltered(first, open(first), 'cipher-root')
  await expectAltered(await mallory.make([alice], 'Altered', 'words', flipBit), {}, 'cipher-root')
  await expectAltered(
    await mallory.make([alice], 'Cut', 'words', (block) => block.subarray(0, -1)),
    {},
    'shape',
  )
  await expectAliceUnharmed()
})

test('a wrong key is refused before anything is decrypted', async () => {
  const [made, other] = [
    await mallory.make([alice], 'One', 'words'),
    await mallory.make([alice], 'Other', 'words'),
  ]
  await expectAltered(made, open({ ...made, contentKey: other.contentKey }), 'key-commitment')
  await expectAltered({ ...other, contentKey: made.contentKey }, {}, 'key-commitment')
  await expectAliceUnharmed()
})

test('an object that differs from its notice is refused at opening', async () => {
  const lies: Partial<Notice>[] = [
    { title: 'Harmless' },
    { at: Date.now() - 1e6 },
    { kind: 'collection' },
    { size: 4000 },
    { attached: { count: 3, bytes: 4_200_000 } },
  ]
  for (const lie of lies) await expectAltered(await mallory.make([alice], 'Title', 'words'), lie)
  const made = await mallory.make([alice], 'A letter', 'words')
  await expectAltered(await mallory.make([alice], 'No reply', 'words'), { reply: made.ref })
  await expectAltered(made, { to: [...made.header.to, mallory.victim(bob).person] })
  await expectAliceUnharmed()
})

test('a block over the size limit is refused', async () => {
  await expectAltered(await mallory.make([alice], 'Huge', 'words', () => Buffer.alloc(100_000, 1)))
  await expectAliceUnharmed()
})

test('a block of megabytes is refused before it is read, counted, and its connection closed', async () => {
  const huge = await mallory.make([alice], 'Huge', 'words', () => Buffer.alloc(8 * 1024 * 1024, 1))
  await mallory.announce(alice, huge, { mode: 'open', grant: mallory.grantFor(alice, huge) })
  await alice.arrival(huge.refText)
  await expect(alice.read(huge.refText, 2000)).rejects.toMatchObject({ code: 'AUTHOR_AWAY' })
  await eventually(async () => ((await skippedBy(alice))['frame-too-large'] ?? 0) > 0)
  await expectAliceUnharmed()
})

/** Makes an object whose prefix names another author. */
async function makeInTheNameOf(person: Person): Promise<MadeObject> {
  const made = await mallory.make([alice], 'In another name', 'I owe mallory a house')
  const author = { person: mallory.victim(person).person, device: person.device }
  const { blocks, cipherRoot, keyCommit, contentKey } = await sealObject(
    author,
    encodeObject(made.header, Buffer.from('I owe mallory a house')),
  )
  const core = await mallory.objects()
  const ref: Ref = { ...made.ref, cipherRoot, keyCommit, start: core.length }
  await mallory.append(core, blocks)
  return { ...made, ref, refText: formatRef(ref), object: objectId(ref), contentKey }
}

test('an object whose clear prefix names another author is refused', async () => {
  await expectAltered(await makeInTheNameOf(bob))
  await expectAliceUnharmed()
})

test('a made-up ref cannot show mallory’s text as bob’s', async () => {
  const made = await makeInTheNameOf(bob)
  const author = { person: mallory.victim(bob).person, device: mallory.device.publicKey }
  const { blocks, cipherRoot, keyCommit, contentKey } = await sealObject(
    author,
    encodeObject(made.header, Buffer.from('I owe mallory a house')),
  )
  const core = await mallory.objects()
  const ref: Ref = { ...author, cipherRoot, keyCommit, core: core.key, start: core.length, chunkCount: 1 }
  await mallory.append(core, blocks)
  releaseHonestly(alice, { contentKey })
  await expect(alice.read(formatRef(ref))).rejects.toEqual(refused('NOT_A_READER'))
  await expect(alice.read(formatRef({ ...ref, device: bob.device }))).rejects.toEqual(refused('NOT_A_READER'))
  expect(await alice.list()).toEqual([])
})

test('a ref to more blocks than the limit is refused before it is fetched', async () => {
  const made = await mallory.make([alice], 'Endless', 'words')
  const endless = { ...made.ref, chunkCount: 1_000_000 }
  const ref = formatRef(endless)
  await mallory.announce(alice, { ...made, ref: endless })
  await eventually(async () => (await skippedBy(alice))['feed-record-malformed'] === 1)
  releaseHonestly(alice, made)
  await expect(alice.read(ref)).rejects.toEqual(refused('NOT_A_READER'))
})

test('only the announced key opens a ciphertext that has two keys', async () => {
  const header = (await mallory.make([alice, bob], 'A promise', '')).header
  const author = { person: mallory.person, device: mallory.device.publicKey }
  const promise = encodeObject(header, Buffer.from('I will pay.'))
  const { block, cipherRoot, versions } = forgeTwoKeyObject('promise', promise, 'I will not pay.', author)
  const core = await mallory.objects()
  const [pay, not] = versions as [(typeof versions)[0], (typeof versions)[0]]
  const ref: Ref = {
    cipherRoot,
    keyCommit: pay.keyCommit,
    ...author,
    core: core.key,
    start: core.length,
    chunkCount: 1,
  }
  await mallory.append(core, [block])
  const made = {
    ref,
    refText: formatRef(ref),
    object: objectId(ref),
    header,
    contentKey: pay.contentKey,
    block,
    bytes: block.byteLength,
  }
  for (const [person, key] of [
    [alice, pay],
    [bob, not],
  ] as const) {
    await mallory.announce(person, made, {
      mode: 'open',
      grant: mallory.grantFor(person, { ...made, contentKey: key.contentKey }),
    })
    await person.arrival(made.refText)
  }
  expect((await alice.read(made.refText)).text).toMatch(/^I will pay\./)
  await expect(bob.read(made.refText)).rejects.toEqual(refused('ALTERED', { evidence: 'key-commitment' }))
  expect(await skippedBy(bob)).toMatchObject({ 'object-altered': 1 })
  // A ref for the other key would be another letter, so two readers who compare see two refs.
  expect(objectId({ ...ref, keyCommit: not.keyCommit })).not.toEqual(made.object)
})

interface Rewritable {
  truncate(length: number, options: { keyPair: unknown }): Promise<void>
}

test('a rewritten objects core is reported as rewritten, and opened letters stay', async () => {
  const before = await mallory.sendHonestly(alice, 'Before')
  await alice.arrival(before.refText)
  await alice.read(before.refText)
  await ((await mallory.objects()) as unknown as Rewritable).truncate(0, { keyPair: mallory.device })
  const after = await mallory.sendHonestly(alice, 'After')
  await alice.arrival(after.refText)
  network.cut(alice.device, mallory.device.publicKey)
  await mallory.dial(alice.device)
  await eventually(async () => (await skippedBy(alice))['core-rewritten'] === 1, 'the rewrite is noticed')
  await expect(alice.read(after.refText, 1000)).rejects.toEqual(refused('REWRITTEN', { fork: 1 }))
  expect(await skippedBy(alice)).toMatchObject({ 'core-rewritten': 1 })
  expect(await alice.read(before.refText)).toMatchObject({ text: 'nothing to complain about' })
  const core = toText((await mallory.objects()).key)
  const seen = [expect.objectContaining({ person: toText(mallory.person), core, fork: 1 })]
  expect((await alice.do.doctor.report({}, calling)).rewritten).toEqual(seen)
  await alice.do.people.forget({ person: 'mallory' }, calling)
  await alice.stop()
  await alice.start()
  const { healthy, rewritten } = await alice.do.doctor.report({}, calling)
  expect([healthy, rewritten]).toEqual([false, seen])
})

test('a fellow reader’s claim that the author has rewritten a core is not believed', async () => {
  const [first, second] = [
    await alice.write([bob, { name: 'mallory' }], 'One', 'first words'),
    await alice.write([bob, { name: 'mallory' }], 'Two', 'second words'),
  ]
  await Promise.all([bob.arrival(first), bob.arrival(second)])
  await bob.read(first)
  const { ledger, inbox } = bob.home.parts
  const { core } = inbox.find(ledger, inbox.listObjects(ledger)[0]!)!.notice.ref
  const claimed = await mallory.wantCore(core)
  await eventually(() => claimed.length > 0 && claimed.peers.length > 0, 'mallory has the core too')
  ;(claimed as unknown as { core: { state: { fork: number } } }).core.state.fork = 7
  network.cut(bob.device, mallory.device.publicKey)
  await mallory.dial(bob.device)
  await eventually(() => claimed.peers.length > 0, 'bob replicates with mallory')
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(await bob.read(second)).toMatchObject({ text: 'second words' })
  expect(ledger.all('SELECT 1 FROM rewritten_cores')).toEqual([])
})
