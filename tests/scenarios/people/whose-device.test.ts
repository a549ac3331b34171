// The owner of a device. A lost device is a stranger's, and no person claims another's device.
// Engines and bare keys ask the release desk and the network.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import {
  createReleaseRequest,
  decodeReleaseAnswer,
  releaseRequestForm,
} from '../../../src/core/access/index.ts'
import { MalformedRecord, toHex } from '../../../src/core/base/index.ts'
import { UNGIVEN } from '../../../src/core/delivery/index.ts'
import { toNoticed } from '../../../src/core/delivery/policy.ts'
import { feedRecordForm, type Notice } from '../../../src/core/feeds/index.ts'
import { publicNamespace } from '../../../src/core/follows/public-names.ts'
import { parseInvite } from '../../../src/core/contacts/invite-link.ts'
import { decodeCard, encodeCard, type Card, type PersonRoot } from '../../../src/core/identity/index.ts'
import { signCard } from '../../../src/core/identity/card.ts'
import type { DeviceEra, NamedDevice } from '../../../src/core/identity/device-era.ts'
import { createSigningKeyPair, randomBytes, type KeyPair } from '../../../src/core/seal/index.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { foundGroup, untilAgreed, untilIn } from '../../support/groups.ts'
import { Mallory, skippedBy } from '../../support/mallory.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { attestOther, comeBack, loseDevice } from '../../support/other-device.ts'
import { knockAt, offerOf } from '../../support/knock.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { makeIdentity, RawPeer } from '../../support/raw-peer.ts'
import { parseGroupLink } from '../../../src/core/groups/group-link.ts'
import { joinRequestForm } from '../../../src/core/groups/join-message.ts'
import { CandidateRequest } from 'blind-pairing-core'

let folder: string
let network: MemoryNetwork
const made: { remove(): Promise<void> }[] = []

const person = async (name: string): Promise<Person> => {
  const one = await Person.create(name, network)
  made.push(one)
  return one
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-devices-'))
  network = new MemoryNetwork()
})

afterEach(async () => {
  await Promise.all(made.splice(0).map((one) => one.remove()))
  await rm(folder, { recursive: true, force: true })
})

async function thiefWith(keys: KeyPair, victim: Person): Promise<RawPeer> {
  const thief = await RawPeer.join(network, keys)
  made.push(thief)
  await thief.dial(victim.device)
  return thief
}

/**
 * Returns the status of the answer to a device's release request; null if it is answered as a
 * stranger.
 */
async function askForKey(peer: RawPeer, author: Person, ref: string): Promise<string | null> {
  const hash = peer.handshakeHash(author.device)
  const request = createReleaseRequest(objectId(parseRef(ref)!), hash, peer.device)
  const bytes = await peer.ask(author.device, 'release', releaseRequestForm.encode(request))
  return bytes === null || bytes.byteLength === 0 ? null : decodeReleaseAnswer(bytes).status
}

describe.each([
  ['met in a group, then a contact', true],
  ['a contact, then met in a group', false],
])('the lost device of a person %s', (_, isMetFirst) => {
  test('is a stranger once the person writes from another device', async () => {
    const carol = await person('carol')
    const bob = await person('bob')
    const alice = await person('alice')
    await pair(carol, bob)
    await pair(carol, alice)
    if (!isMetFirst) await pair(bob, alice)
    await foundGroup(carol, 'Choir', [bob, alice])
    await foundGroup(carol, 'Band', [bob, alice])
    await untilAgreed(carol, 'Choir', [bob, alice])
    if (isMetFirst) await pair(bob, alice)
    const ref = await bob.write(alice, 'For alice', 'only alice, wherever she is')
    await alice.arrival(ref)
    const lost = await loseDevice(alice, folder)
    const again = await comeBack('alice', lost, folder, network)
    made.push(again)
    await eventually(() => bob.home.parts.addressBook.whoIs(again.device) !== null, 'bob hears of it')
    const thief = await thiefWith(lost.keys, bob)
    expect(await askForKey(thief, bob, ref)).toBe(null)
    expect(bob.home.parts.whoIs(lost.keys.publicKey)).toBe(null)
    expect((await bob.status(ref)).map(({ state }) => state)).toEqual(['notified'])
    expect((await again.read(ref)).text).toBe('only alice, wherever she is')
  })
})

test('the lost device of a fellow member who is not a contact is a stranger', async () => {
  const carol = await person('carol')
  const bob = await person('bob')
  const alice = await person('alice')
  await pair(carol, bob)
  await pair(carol, alice)
  await foundGroup(carol, 'Choir', [bob, alice])
  await foundGroup(carol, 'Band', [bob, alice])
  await untilAgreed(carol, 'Band', [bob, alice])
  const lost = await loseDevice(alice, folder)
  const again = await comeBack('alice', lost, folder, network)
  made.push(again)
  await eventually(() => bob.home.parts.whoIs(again.device) !== null, 'bob hears of it by the roster')
  expect(bob.home.parts.whoIs(lost.keys.publicKey)).toBe(null)
})

test.each([
  ['an existing one', false],
  ['one by an old address', true],
])('a follow of a person who lost a device moves to the new device: %s', async (_, isAgain) => {
  const bob = await person('bob')
  const alice = await person('alice')
  await pair(bob, alice)
  const { address } = await alice.do.people.whoami({}, calling)
  await bob.do.follows.follow({ who: 'alice' }, calling)
  const lost = await loseDevice(alice, folder)
  const again = await comeBack('alice', lost, folder, network)
  made.push(again)
  await eventually(() => bob.home.parts.whoIs(again.device) !== null, 'bob hears of the new device')
  if (isAgain) {
    await bob.do.follows.unfollow({ who: 'alice' }, calling)
    await bob.do.follows.follow({ who: address }, calling)
  }
  const thief = await thiefWith(lost.keys, bob)
  const { person: key } = again.home.parts.identity
  const feed = await thief.makeCore(publicNamespace(key, lost.keys.publicKey, 0))
  await thief.append(feed, [
    feedRecordForm.encode({ type: 'notice', notice: postOf(key, lost.keys.publicKey) }),
  ])
  const order = { to: ['public'], subject: 'From the new device', text: 'x', policy: PLAIN_POLICY }
  await again.do.letters.send(order, calling)
  const titles = async () => (await bob.list('following')).map(({ subject }) => subject)
  await eventually(async () => (await titles()).length > 0, 'a post arrives')
  expect(thief.isConnected(bob.device)).toBe(true)
  // The feed of the lost device has only one record, and time to arrive.
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(await titles()).toEqual(['From the new device'])
})

/** Makes a public notice by this device. Nobody opens the post. */
function postOf(author: Uint8Array, device: Uint8Array): Notice {
  const [cipherRoot, keyCommit, core] = [randomBytes(32), randomBytes(32), randomBytes(32)]
  return {
    ref: { cipherRoot, keyCommit, person: author, device, core, start: 0, chunkCount: 1 },
    ...{ kind: 'letter', at: Date.now(), title: 'From the lost device', to: [], initials: null, size: 100 },
    ...toNoticed({ ...UNGIVEN, mode: 'open' }),
    ...{ reply: null, releaser: { device, term: 1 }, boxNumber: 0, grant: randomBytes(32) },
    ...{
      audience: { kind: 'public' },
      isShared: false,
      replaces: null,
      attached: { count: 0, bytes: 0 },
      gate: null,
      words: null,
    },
  }
}

test('a lost device cannot take a person’s place by an invite with its old card', async () => {
  const bob = await person('bob')
  const alice = await person('alice')
  await pair(bob, alice)
  const { cardBytes, boxKeys } = alice.home.parts.identity
  const lost = await loseDevice(alice, folder)
  const again = await comeBack('alice', lost, folder, network)
  made.push(again)
  await eventually(() => bob.home.parts.whoIs(again.device) !== null, 'bob hears of it')
  const thief = await thiefWith(lost.keys, bob)
  const { invite } = await bob.do.invites.create({}, calling)
  const link = parseInvite(invite)
  const offer = offerOf(cardBytes, boxKeys.kemKey)
  const request = new CandidateRequest(Buffer.from(link.invite), Buffer.from(offer)).encode()
  const answer = await thief.ask(bob.device, 'pair', request)
  expect(answer?.byteLength ?? 0).toBe(0)
  expect((await bob.do.invites.list({}, calling))[0]!.state).toBe('open')
  const { device } = bob.home.parts.feeds.find(bob.home.parts.ledger, again.home.parts.identity.person)!
  expect(toHex(device)).toBe(toHex(again.device))
})

test('a card that names a fellow member’s device takes nothing from that member', async () => {
  const bob = await person('bob')
  const carol = await person('carol')
  await bob.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
  const { link } = await bob.do.groups.createLink({ group: 'Choir', needsApproval: false }, calling)
  await carol.do.groups.join({ link, waitMs: PATIENCE_MS }, calling)
  await untilIn(carol, 'Choir')
  const mallory = await Mallory.pairWith(network, bob)
  made.push(mallory)
  await mallory.write(bob, { type: 'card', card: encodeCard(await claimConsenting(mallory, carol)) })
  await eventually(async () => 'feed-record-malformed' in (await skippedBy(bob)), 'it is counted')
  expect(toHex(bob.home.parts.whoIs(carol.device)!)).toBe(toHex(carol.home.parts.identity.person))
  await bob.do.people.block({ person: 'mallory' }, calling)
  expect(bob.home.peers.find(carol.device)).not.toBe(null)
  const { ref } = await bob.do.letters.send(
    { to: ['Choir'], subject: 'after', text: 'two', policy: PLAIN_POLICY },
    calling,
  )
  await carol.arrival(ref)
  expect((await carol.read(ref)).text).toBe('two')
})

test.each([
  ['names a device without its consent', claim],
  ['names a device with the consent that it gave its own person', claimConsenting],
])('a card that %s is refused', async (_, make) => {
  const bob = await person('bob')
  const dora = await person('dora')
  const mallory = await Mallory.pairWith(network, bob)
  made.push(mallory)
  await mallory.write(bob, { type: 'card', card: encodeCard(await make(mallory, dora)) })
  await eventually(async () => 'feed-record-malformed' in (await skippedBy(bob)), 'it is counted')
  expect(findCard(bob, mallory)?.number).toBe(1)
  expect(bob.home.parts.whoIs(dora.device)).toBe(null)
  await pair(bob, dora)
})

/** Stops the engine. `keys` and `old` are what a thief has; `device` and `card` are the new ones. */
async function replaceDevice(owner: Person) {
  const words = await owner.do.home.words({}, calling)
  const { device: lost, card: old } = owner.home.parts.identity
  const keys = { publicKey: Buffer.from(lost.publicKey), secretKey: Buffer.from(lost.secretKey) }
  await owner.stop()
  return { keys, old, ...(await attestOther(words, old)) }
}

test('a knock by a lost device does not replace the knock by its successor', async () => {
  const bob = await person('bob')
  const alice = await person('alice')
  const { kemKey } = alice.home.parts.identity.boxKeys
  const { keys, old, device, card } = await replaceDevice(alice)
  const knock = async (from: KeyPair, by: Card, text: string): Promise<void> => {
    const peer = await thiefWith(from, bob)
    await knockAt(peer, bob, { card: encodeCard(by), kemKey, text })
  }
  await knock(device, card, 'from the new device')
  await knock(keys, old, 'from the lost device')
  const [waiting, ...others] = await bob.do.knocks.list({}, calling)
  expect([waiting?.text, others]).toEqual(['from the new device', []])
  await bob.do.knocks.answer({ knock: waiting!.knock, answer: 'yes' }, calling)
  expect([bob.home.parts.whoIs(keys.publicKey), bob.home.parts.whoIs(device.publicKey)]).toEqual([
    null,
    Buffer.from(card.person),
  ])
})

test('a request to join by a lost device lets its successor in', async () => {
  const bob = await person('bob')
  const alice = await person('alice')
  const { kemKey } = alice.home.parts.identity.boxKeys
  const { keys, old, device, card } = await replaceDevice(alice)
  await bob.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
  const { link } = await bob.do.groups.createLink({ group: 'Choir', needsApproval: true }, calling)
  const { group, token } = parseGroupLink(link)
  const ask = async (from: KeyPair, by: Card): Promise<void> => {
    const peer = await thiefWith(from, bob)
    await peer.ask(
      bob.device,
      'group-join',
      joinRequestForm.encode({ group, token, card: encodeCard(by), kemKey }),
    )
  }
  await ask(keys, old)
  await ask(device, card)
  const [request, ...others] = await bob.do.groups.requests({}, calling)
  expect(others).toEqual([])
  await bob.do.groups.answerRequest({ request: request!.id, accept: true }, calling)
  expect([bob.home.parts.whoIs(keys.publicKey), bob.home.parts.whoIs(device.publicKey)]).toEqual([
    null,
    Buffer.from(card.person),
  ])
})

test('a device that consents to two persons stays with the first known one', async () => {
  const bob = await person('bob')
  const mallory = await Mallory.pairWith(network, bob)
  made.push(mallory)
  const phone = createSigningKeyPair()
  const root = await mallory.openRoot()
  const { card } = mallory.identity
  const named = [...card.devices.named, await root.nameDevice(phone)]
  const next = { ...card, number: 2, devices: root.signEra({ era: 2, at: 2, named, ended: [] }) }
  root.wipe()
  await mallory.write(bob, { type: 'card', card: encodeCard(signCard(phone, next)) })
  const owner = (): Uint8Array | null => bob.home.parts.whoIs(phone.publicKey)
  await eventually(() => owner() !== null, 'it counts before it is met')
  const other = await makeIdentity('other', phone)
  const { acquaintances, ledger } = bob.home.parts
  const kept = ledger.write((tx) => acquaintances.keep(tx, other.card))
  await expect(kept).rejects.toBeInstanceOf(MalformedRecord)
  expect([toHex(owner()!), acquaintances.findCard(ledger, other.person)]).toEqual([
    toHex(mallory.person),
    null,
  ])
})

test('a card of a lost device is ignored, and its letters are requested from its successor', async () => {
  const bob = await person('bob')
  const alice = await person('alice')
  await pair(bob, alice)
  const { card: known } = alice.home.parts.identity
  const lost = await loseDevice(alice, folder)
  const again = await comeBack('alice', lost, folder, network)
  made.push(again)
  const { whoIs, addressBook, acquaintances, ledger } = bob.home.parts
  await eventually(() => whoIs(again.device) !== null, 'bob hears of it')
  const forged = signCard(lost.keys, { ...again.home.parts.identity.card, number: 2 ** 40 })
  expect(() => decodeCard(encodeCard(forged))).toThrow(MalformedRecord)
  const later = signCard(lost.keys, { ...known, number: 2 ** 40 })
  expect(await ledger.write((tx) => acquaintances.keep(tx, decodeCard(encodeCard(later))))).toBe('older')
  expect(whoIs(lost.keys.publicKey)).toBe(null)
  const heir = addressBook.devices.currentDevice(ledger, known.person, lost.keys.publicKey)
  expect(toHex(heir)).toBe(toHex(again.device))
})

test('a card that ends a device before its owner connects does not keep the owner out', async () => {
  const bob = await person('bob')
  const dora = await person('dora')
  const mallory = await Mallory.pairWith(network, bob)
  made.push(mallory)
  await mallory.write(bob, { type: 'card', card: encodeCard(await end(mallory, dora)) })
  const number = (): number | undefined => findCard(bob, mallory)?.number
  await eventually(() => number() === 2, 'the card is kept')
  expect(bob.home.parts.whoIs(dora.device)).toBe(null)
  await pair(bob, dora)
  const ref = await bob.write(dora, 'For dora', 'only dora')
  await dora.arrival(ref)
  expect((await dora.read(ref)).text).toBe('only dora')
  await bob.do.people.block({ person: 'mallory' }, calling)
  expect(bob.home.peers.find(dora.device)).not.toBe(null)
})

test('a card that ends our own device, or another contact’s, is refused', async () => {
  const bob = await person('bob')
  const alice = await person('alice')
  await pair(bob, alice)
  const mallory = await Mallory.pairWith(network, bob)
  made.push(mallory)
  await mallory.write(bob, { type: 'card', card: encodeCard(await end(mallory, bob)) })
  await mallory.write(bob, { type: 'card', card: encodeCard(await end(mallory, alice)) })
  await eventually(async () => (await skippedBy(bob))['feed-record-malformed'] === 2, 'both are counted')
  expect(findCard(bob, mallory)?.number).toBe(1)
  expect(bob.home.parts.whoIs(bob.device)).toBe(null)
  expect(toHex(bob.home.parts.whoIs(alice.device)!)).toBe(toHex(alice.home.parts.identity.person))
})

function findCard(at: Person, { person: key }: Mallory) {
  const { acquaintances, ledger } = at.home.parts
  return acquaintances.findCard(ledger, key)
}

/** Returns mallory's next card, which names a foreign device with the consent of her own device. */
function claim(mallory: Mallory, { device }: Person): Promise<Card> {
  return nextCard(mallory, async (root, [own]) => ({
    named: [own!, { device, attestation: await root.attestDevice(device), consent: own!.consent }],
  }))
}

/** The same, with the consent that the device gave to its own person. */
function claimConsenting(mallory: Mallory, { device, home }: Person): Promise<Card> {
  const [theirs] = home.parts.identity.card.devices.named
  return nextCard(mallory, async (root, [own]) => ({
    named: [own!, { ...theirs!, attestation: await root.attestDevice(device) }],
  }))
}

function end(mallory: Mallory, { device }: Person): Promise<Card> {
  return nextCard(mallory, async (_, [own]) => ({ ended: [{ device, heir: own!.device }] }))
}

async function nextCard(
  mallory: Mallory,
  change: (root: PersonRoot, named: NamedDevice[]) => Promise<Partial<DeviceEra>>,
): Promise<Card> {
  const root = await mallory.openRoot()
  const { card } = mallory.identity
  const { named, era } = card.devices
  const devices = root.signEra({ era: era + 1, at: 2, named, ended: [], ...(await change(root, named)) })
  root.wipe()
  return signCard(mallory.device, { ...card, number: card.number + 1, devices, at: 2 })
}
