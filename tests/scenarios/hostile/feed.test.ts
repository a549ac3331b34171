// Hostile records in a contact's feed to us are counted, skipped and never shown,
// and later records still arrive.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { encodeReleaseAnswer, withdrawalForm, signWithdrawal } from '../../../src/core/access/index.ts'
import { releaseForm, signRelease } from '../../../src/core/access/release-record.ts'
import { noticeForm, signSuccession, type FeedRecord, type Notice } from '../../../src/core/feeds/index.ts'
import { sealFeedRecord } from '../../../src/core/feeds/feed-record.ts'
import { encodeCard } from '../../../src/core/identity/index.ts'
import { signCard } from '../../../src/core/identity/card.ts'
import { createSigningKeyPair, randomBytes, sealRecord } from '../../../src/core/seal/index.ts'
import { formatRef, parseRef } from '../../../src/core/store/index.ts'
import { countRefused, Mallory, skippedBy, type MadeObject } from '../../support/mallory.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { RawPeer } from '../../support/raw-peer.ts'
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
  mallory = await Mallory.pairWith(network, alice)
})

afterEach(() => Promise.all([alice.remove(), bob.remove(), mallory.remove()]))

const skipped = async () => countRefused(await skippedBy(alice))
const subjects = async () => (await alice.list()).map(({ subject }) => subject)

/**
 * An honest later record shows that the feed was read to its end;
 * bob's shows that others are unaffected.
 */
async function expectOnlyHonestLetters(): Promise<void> {
  await mallory.sendHonestly(alice)
  const ref = await bob.write(alice, 'From bob', 'all is well')
  await alice.arrival(ref)
  await eventually(async () => (await alice.list()).length >= 2, 'the honest letters arrive')
  expect((await subjects()).sort()).toEqual(['From bob', 'Honest'])
  expect(await alice.read(ref)).toMatchObject({ text: 'all is well' })
  expect(
    await alice.read((await alice.list()).find(({ subject }) => subject === 'Honest')!.ref!),
  ).toMatchObject({
    text: 'nothing to complain about',
  })
}

const withFirstByte = (byte: number) => (person: Person, position: number) => {
  const { feed, key } = mallory.victim(person)
  const at = Buffer.alloc(8)
  at.writeBigUInt64LE(BigInt(position))
  return sealRecord(key, Buffer.alloc(256, byte), Buffer.concat([feed.key, at]))
}

test('blocks without a record, or with an unknown version or type, are counted and skipped', async () => {
  const { feed, key } = mallory.victim(alice)
  const kept: FeedRecord = { type: 'kept', objects: [randomBytes(32)] }
  const whole = sealFeedRecord(key, feed.key, 4, kept)
  await mallory.writeBlocks(
    alice,
    Buffer.alloc(0),
    randomBytes(400),
    withFirstByte(9)(alice, 2),
    Buffer.from(withFirstByte(1)(alice, 3)).fill(0, 30, 40),
    whole.subarray(0, whole.byteLength - 7),
    withUnknownType(5),
  )
  await expectOnlyHonestLetters()
  expect(await skippedBy(alice)).toEqual({ 'feed-record-malformed': 4, 'feed-record-unknown': 2 })
})

/** Type 200, version 1. */
function withUnknownType(position: number): Uint8Array {
  const { feed, key } = mallory.victim(alice)
  const at = Buffer.alloc(8)
  at.writeBigUInt64LE(BigInt(position))
  const plain = Buffer.alloc(256)
  plain.set([200, 1])
  return sealRecord(key, plain, Buffer.concat([feed.key, at]))
}

test('unknown fields are ignored where the format allows them, else the record is counted and skipped; the feed continues', async () => {
  const objects = [randomBytes(32)]
  const extended = (tag: number) => ({ extensions: [{ tag, bytes: randomBytes(20) }] })
  const [odd, even] = [await mallory.make([alice], 'Odd', 'x'), await mallory.make([alice], 'Even', 'x')]
  await mallory.write(
    alice,
    { type: 'kept', objects, ...extended(2) },
    { type: 'notice', notice: { ...mallory.noticeOf(even), ...extended(2) } },
    { type: 'kept', objects, ...extended(1) },
    { type: 'notice', notice: { ...mallory.noticeOf(odd), ...extended(1) } },
  )
  await mallory.sendHonestly(alice)
  await eventually(async () => (await subjects()).length === 2, 'both letters arrive')
  expect((await subjects()).sort()).toEqual(['Honest', 'Odd'])
  expect(await skippedBy(alice)).toEqual({ 'feed-record-unknown': 2 })
  // The record is kept byte for byte.
  const [row] = alice.home.parts.ledger.all<{ notice: Uint8Array }>(
    'SELECT notice FROM received WHERE object = ?',
    odd.object,
  )
  expect(noticeForm.decode(row!.notice).extensions).toMatchObject([{ tag: 1 }])
})

test('a record counts only at the position that it was sealed for', async () => {
  const made = await mallory.make([alice], 'Replayed', 'again and again')
  const { feed, key } = mallory.victim(alice)
  const block = sealFeedRecord(key, feed.key, 7, { type: 'notice', notice: mallory.noticeOf(made) })
  await mallory.writeBlocks(alice, block, block, block)
  await expectOnlyHonestLetters()
  expect(await skipped()).toBe(3)
})

const otherKey = randomBytes(32)

/** Each breaks exactly one rule of a notice. */
const badNotices: [string, (made: MadeObject) => Partial<Notice>][] = [
  ['of a third person', ({ ref }) => ({ ref: { ...ref, person: bob.home.parts.identity.person } })],
  ['of another device', ({ ref }) => ({ ref: { ...ref, device: bob.device } })],
  ['for another reader', () => ({ to: [bob.home.parts.identity.person] })],
  ['for no reader', () => ({ to: [] })],
  ['with another releaser', () => ({ releaser: { device: bob.device, term: 1 } })],
  ['open without a grant', () => ({ mode: 'open' })],
  ['controlled with a grant', (made) => ({ grant: mallory.grantFor(alice, made) })],
  ['with a grant for another reader', (made) => ({ mode: 'open', grant: mallory.grantFor(bob, made) })],
  [
    'with a grant of no key',
    (made) => ({
      mode: 'open',
      grant: mallory.grantFor(alice, { ...made, contentKey: otherKey.subarray(1) }),
    }),
  ],
  [
    'to a box key that does not exist',
    (made) => ({ mode: 'open', boxNumber: 7, grant: mallory.grantFor(alice, made) }),
  ],
  [
    'open and expiring',
    (made) => ({
      mode: 'open',
      expiresAt: Date.now() + 1e6,
      grant: mallory.grantFor(alice, made),
    }),
  ],
  ['without chunks', ({ ref }) => ({ ref: { ...ref, chunkCount: 0 } })],
  ['with more chunks than there can be', ({ ref }) => ({ ref: { ...ref, chunkCount: 2 ** 40 } })],
  ['with more chunks than its size', ({ ref }) => ({ ref: { ...ref, chunkCount: 100_000 } })],
  ['with a larger size than its chunks', () => ({ size: 2 ** 40 })],
  [
    'of a letter larger than letters are',
    ({ ref }) => ({ ref: { ...ref, chunkCount: 2000 }, size: 2000 * 65_552 }),
  ],
  ['with bytes of no file', () => ({ attached: { count: 0, bytes: 1 } })],
  ['with more files than one letter can link', () => ({ attached: { count: 1001, bytes: 1 } })],
  ['with a title of several lines', () => ({ title: 'One\nTwo' })],
  ['with a gate that needs no share', () => ({ gate: gateOf(0, 2) })],
  ['with a gate that needs more shares than exist', () => ({ gate: gateOf(3, 2) })],
  ['with a gate without shares', () => ({ gate: gateOf(1, 0) })],
  [
    'open and with a gate',
    (made) => ({
      ...{ mode: 'open', expiresAt: null, gate: gateOf(1, 2) },
      grant: mallory.grantFor(alice, made),
    }),
  ],
  ['with a title that drives a terminal', () => ({ title: 'Nice \u001b[2J' })],
]

function gateOf(need: number, of: number): Notice['gate'] {
  const hashes = Array.from({ length: of }, () => randomBytes(16))
  return { number: 1, set: randomBytes(32), need, hashes, until: Date.now() + 1e6 }
}

test('a notice that breaks any rule is not filed', async () => {
  for (const [, change] of badNotices) {
    const made = await mallory.make([alice], 'Bad', 'never to be seen')
    await mallory.announce(alice, made, change(made))
  }
  await expectOnlyHonestLetters()
  expect(await skipped()).toBe(badNotices.length)
})

test('another author’s notice, forwarded as one’s own, is not filed', async () => {
  const ref = await bob.write(alice, 'From bob', 'to alice alone')
  await alice.arrival(ref)
  const object = alice.home.parts.inbox.listObjects(alice.home.parts.ledger)[0]!
  const { notice } = alice.home.parts.inbox.find(alice.home.parts.ledger, object)!
  await mallory.write(
    alice,
    { type: 'notice', notice },
    { type: 'notice', notice: { ...notice, title: 'From mallory' } },
  )
  await mallory.sendHonestly(alice)
  await eventually(async () => (await alice.list()).length === 2)
  expect((await subjects()).sort()).toEqual(['From bob', 'Honest'])
  expect((await alice.list()).find(({ subject }) => subject === 'From bob')!.from.name).toBe('bob')
  expect(await skipped()).toBe(2)
})

test('a notice that names a position in our own store gives its author no right to it', async () => {
  const ref = await alice.write(bob, 'For bob', 'not for mallory')
  const { core } = parseRef(ref)!
  const made = await mallory.make([alice], 'Hers', 'words')
  await mallory.announce(alice, made, { ref: { ...made.ref, core } })
  const claimed = await mallory.wantCore(core)
  await mallory.sendHonestly(alice)
  await eventually(async () => (await alice.list()).length === 2)
  await expect(alice.read(formatRef({ ...made.ref, core }), 0)).rejects.toEqual(
    expect.objectContaining({ code: 'ALTERED' }),
  )
  expect([claimed.length, claimed.peers.length]).toEqual([0, 0])
})

test('titles and lists over the limits of a notice are not decoded', async () => {
  const made = await mallory.make([alice], 'Long', 'x')
  const notice = mallory.noticeOf(made)
  const tooLong = [
    { title: 'x'.repeat(4096) },
    { title: 'x'.repeat(201) },
    { to: Array.from({ length: 9 }, () => randomBytes(32)) },
  ]
  for (const change of tooLong)
    await mallory.writeBlocks(alice, sealUnchecked({ type: 'notice', notice: { ...notice, ...change } }))
  await expectOnlyHonestLetters()
  expect(await skippedBy(alice)).toEqual({ 'feed-record-malformed': tooLong.length })
})

/**
 * Returns the bytes of an encoder without limits:
 * a valid record in which the long field replaces its own.
 */
function sealUnchecked(record: Extract<FeedRecord, { type: 'notice' }>): Uint8Array {
  const { feed, key } = mallory.victim(alice)
  const at = Buffer.alloc(8)
  at.writeBigUInt64LE(BigInt(feed.length))
  return sealRecord(key, encodeWithoutCaps(record.notice), Buffer.concat([feed.key, at]))
}

/** Type 0, a notice with a ref, as in docs/protocol.md. */
function encodeWithoutCaps({ ref, title, to }: Notice): Uint8Array {
  const refBytes = Buffer.concat([
    Buffer.of(1),
    ref.cipherRoot,
    ref.keyCommit,
    ref.person,
    ref.device,
    ref.core,
    Buffer.of(0, 1),
  ])
  const text = Buffer.from(title!)
  return Buffer.concat([
    Buffer.of(0, 1),
    refBytes,
    Buffer.of(1),
    uint(text.length),
    text,
    Buffer.of(0, 0),
    uint(to.length),
    ...to,
    Buffer.alloc(256),
  ])
}

function uint(value: number): Uint8Array {
  if (value <= 0xfc) return Buffer.of(value)
  const bytes = Buffer.of(0xfd, 0, 0)
  bytes.writeUInt16LE(value, 1)
  return bytes
}

test('a second notice of one object with different content changes nothing', async () => {
  const made = await mallory.make([alice], 'First', 'the only text')
  const differences: Partial<Notice>[] = [
    { title: 'Second' },
    { at: made.header.at - 1000 },
    { size: made.bytes - 1 },
    { urgent: true },
    { kind: 'file' },
    { expiresAt: Date.now() + 1e6 },
    { reply: made.ref },
    { to: [...made.header.to, bob.home.parts.identity.person] },
    { mode: 'open', grant: mallory.grantFor(alice, made) },
  ]
  await mallory.announce(alice, made)
  for (const change of differences) await mallory.announce(alice, made, change)
  await mallory.announce(alice, made)
  await mallory.sendHonestly(alice)
  await eventually(async () => (await alice.list()).length === 2)
  expect(await alice.list()).toMatchObject([
    { subject: 'Honest' },
    { subject: 'First', policy: { mode: 'controlled', urgent: false }, to: [{ name: 'alice' }] },
  ])
  expect(await skipped()).toBe(differences.length)
})

test('a notice may name as releaser the device that writes it, or the desk of the accepted card', async () => {
  const desk = createSigningKeyPair()
  const releaser = { device: desk.publicKey, term: 2 }
  await mallory.announce(alice, await mallory.make([alice], 'Before the card', 'x'), { releaser })
  const { card } = mallory.identity
  const root = await mallory.openRoot()
  const named = [...card.devices.named, await root.nameDevice(desk)]
  const devices = root.signEra({ era: card.devices.era + 1, at: 1, named, ended: [] })
  root.wipe()
  const next = signCard(desk, { ...card, number: card.number + 1, devices, desk: releaser })
  await mallory.write(alice, { type: 'card', card: encodeCard(next) })
  const made = await mallory.make([alice], 'By the desk', 'released by another device')
  await mallory.announce(alice, made, { releaser })
  await eventually(async () => (await subjects()).includes('By the desk'), 'the notice is filed')
  expect(await subjects()).toEqual(['By the desk'])
  expect(await skippedBy(alice)).toEqual({ 'feed-record-malformed': 1 })
  const peer = await RawPeer.join(network, desk)
  try {
    const { person } = alice.home.parts.identity
    const record = releaseForm.encode(signRelease({ objectId: made.object, person, at: Date.now() }, desk))
    const grant = mallory.grantFor(alice, made)
    const answer = encodeReleaseAnswer({ status: 'released', boxNumber: 1, grant, record })
    peer.answers.set('release', () => answer)
    await peer.dial(alice.device)
    expect(await alice.read(made.refText)).toMatchObject({ text: 'released by another device' })
  } finally {
    await peer.remove()
  }
})

test('a withdrawal counts only from the author of the letter, signed by their device', async () => {
  const ref = await bob.write(alice, 'From bob', 'all is well')
  await alice.arrival(ref)
  const bobsObject = alice.home.parts.inbox.listObjects(alice.home.parts.ledger)[0]!
  const made = await mallory.make([alice], 'Mine', 'to be kept')
  await mallory.announce(alice, made)
  const recall = { kind: 'recalled' as const, at: Date.now() }
  const forgeries = [
    signWithdrawal({ ...recall, objectId: bobsObject }, mallory.device),
    { ...signWithdrawal({ ...recall, objectId: bobsObject }, mallory.device), device: bob.device },
    { ...signWithdrawal({ ...recall, objectId: made.object }, mallory.device), signature: randomBytes(64) },
    signWithdrawal({ ...recall, objectId: randomBytes(32) }, mallory.device),
  ]
  await mallory.write(
    alice,
    ...forgeries.map((forged) => ({ type: 'withdrawal' as const, record: withdrawalForm.encode(forged) })),
  )
  await mallory.write(alice, { type: 'withdrawal', record: randomBytes(200) })
  await mallory.sendHonestly(alice)
  await eventually(async () => (await alice.list()).length === 3)
  expect((await alice.list()).map(({ state }) => state)).toEqual(['sealed', 'sealed', 'sealed'])
  expect(await alice.read(ref)).toMatchObject({ text: 'all is well' })
  // The first and the last name objects that mallory never announced: they have no effect.
  expect(await skipped()).toBe(forgeries.length + 1 - 2)
})

test('a state counts only from a reader, and only for letters released to them', async () => {
  const toBob = await alice.write(bob, 'For bob', 'not for mallory')
  const toMallory = await alice.do.letters.send(
    { to: ['mallory'], subject: 'For mallory', text: 'unopened', policy: PLAIN_POLICY },
    calling,
  )
  const objects = [toBob, toMallory.ref].map((ref) => objectOf(ref))
  const say = (object: Uint8Array, n = 1): FeedRecord => ({
    type: 'state',
    object,
    n,
    value: 'done',
    at: 1,
    note: 'I was here',
  })
  await mallory.write(
    alice,
    say(objects[0]!),
    say(objects[1]!),
    say(randomBytes(32)),
    say(objects[1]!, 2 ** 53 - 1),
    say(objects[1]!, 0),
  )
  await expectOnlyHonestLetters()
  expect([await alice.status(toBob), await alice.status(toMallory.ref)]).toMatchObject([
    [{ name: 'bob', state: 'notified', note: null }],
    [{ name: 'mallory', state: 'notified', note: null }],
  ])
  expect(await skipped()).toBe(5)
})

/** Returns the ref of one of alice's own letters, from her ledger. */
function objectOf(ref: string): Uint8Array {
  const { ledger, store } = alice.home.parts
  const rows = ledger.all<{ object: Uint8Array }>('SELECT object FROM policies')
  return rows.find(({ object }) => formatRef(store.findOwn(ledger, object)!.ref) === ref)!.object
}

test('a flood of arrival and keep records for foreign objects leaves no trace', async () => {
  const toBob = await alice.write(bob, 'For bob', 'not for mallory')
  const object = objectOf(toBob)
  const flood = Array.from({ length: 300 }, (_, i): FeedRecord => {
    const objects = [object, ...Array.from({ length: 99 }, () => randomBytes(32))]
    return i % 2 === 0 ? { type: 'arrived', objects, at: 1 } : { type: 'kept', objects }
  })
  await mallory.write(alice, ...flood)
  await expectOnlyHonestLetters()
  await eventually(async () => (await alice.status(toBob))[0]!.arrivedAt !== null)
  const { ledger } = alice.home.parts
  const arrived = ledger.all('SELECT object FROM access_audiences WHERE arrived_at IS NOT NULL')
  const released = ledger.all('SELECT 1 FROM access_releases WHERE person = ?', mallory.person)
  expect([arrived, released]).toEqual([[{ object }], []])
})

test('another person’s card, and a rewritten own card, change nothing and are remembered', async () => {
  const { card } = mallory.identity
  const rewritten = signCard(mallory.device, { ...card, name: 'Mallory the Good' })
  const carrying = bob.home.parts.identity.cardBytes
  await mallory.write(
    alice,
    { type: 'card', card: carrying },
    { type: 'card', card: encodeCard(rewritten) },
    { type: 'card', card: randomBytes(300) },
  )
  await expectOnlyHonestLetters()
  const contacts = alice.home.parts.addressBook.list().map(({ name, isRewritten }) => [name, isRewritten])
  expect(contacts).toEqual([
    ['bob', false],
    ['mallory', true],
  ])
  expect([await skipped(), (await skippedBy(alice))['card-rewritten']]).toEqual([2, 1])
  const report = await alice.do.doctor.report({}, calling)
  expect([
    report.warnings.filter((warning) => warning.includes('two different cards')).length,
    report.rewritten,
  ]).toEqual([1, []])
})

test('a card cannot claim or end a contact’s device, contain terminal control characters, or name an unusable sealing key', async () => {
  const { card } = mallory.identity
  const root = await mallory.openRoot()
  const attestation = await root.attestDevice(bob.device)
  const [own] = card.devices.named
  const era = { era: 2, at: 2, named: [own!], ended: [] }
  const stolen = root.signEra({ ...era, named: [own!, { ...own!, device: bob.device, attestation }] })
  const ended = root.signEra({ ...era, ended: [{ device: bob.device, heir: own!.device }] })
  const sign = (changes: object) => encodeCard(signCard(mallory.device, { ...card, number: 2, ...changes }))
  const cards = [
    sign({ devices: stolen }),
    sign({ devices: ended }),
    sign({ name: 'mallory\u001b[2J' }),
    sign({ boxKeys: [{ number: 2, publicKey: new Uint8Array(32) }] }),
  ]
  await mallory.write(alice, ...cards.map((bytes) => ({ type: 'card' as const, card: bytes })))
  await expectOnlyHonestLetters()
  expect(await skipped()).toBe(cards.length)
  const { whoIs } = alice.home.parts.addressBook
  expect(whoIs(bob.device)).toEqual(bob.home.parts.identity.person)
  expect(await bob.read(await alice.write(bob, 'Still bob', 'and his device'))).toMatchObject({
    text: 'and his device',
  })
})

test('a succession counts only if it is signed and names the next generation, a few times a day', async () => {
  const keyOf = mallory.feedKeyOf(alice)
  const succeed = (generation: number, changes: object = {}, signer = mallory.device) =>
    signSuccession(signer, {
      ...{ frozen: mallory.feedFor(alice).key, length: 0, treeHash: Buffer.alloc(32), generation },
      ...{
        next: keyOf(Math.min(generation, 2 ** 32 - 1)),
        ...changes,
      },
    })
  const bad = [
    randomBytes(200),
    succeed(1, {}, bob.home.parts.identity.device),
    succeed(1, { next: randomBytes(32) }),
    succeed(2 ** 40),
  ]
  for (const bytes of bad) await mallory.ask(alice.device, 'succession', bytes)
  const generation = () =>
    alice.home.parts.feeds.find(alice.home.parts.ledger, mallory.person)!.theirGeneration
  expect(generation()).toBe(0)
  expect((await skippedBy(alice))['request-succession']).toBe(bad.length)
  for (let i = 1; i <= 20; i++) await mallory.ask(alice.device, 'succession', succeed(i))
  expect([generation(), (await skippedBy(alice))['request-succession']]).toEqual([8, bad.length + 12])
  const ref = await bob.write(alice, 'From bob', 'all is well')
  await alice.arrival(ref)
})

test('a request for access to a foreign object is ignored', async () => {
  const made = await mallory.make([alice], 'Hers', 'x')
  const asks = [made.ref, { ...made.ref, cipherRoot: randomBytes(32) }].map((ref): FeedRecord => ({
    type: 'ask',
    ref,
    via: null,
    text: 'let me in',
    at: 1,
  }))
  await mallory.write(alice, ...asks)
  await expectOnlyHonestLetters()
  expect(await alice.do.letters.asks({}, calling)).toEqual([])
  expect(await skipped()).toBe(2)
})
