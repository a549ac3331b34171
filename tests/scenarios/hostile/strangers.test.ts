// A stranger's device can only knock and pair by the rules; a blocked or forgotten person likewise.
import { CandidateRequest, createInvite, decodeInvite } from 'blind-pairing-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { createReleaseRequest, releaseRequestForm } from '../../../src/core/access/index.ts'
import { toHex } from '../../../src/core/base/index.ts'
import { formatInvite, parseInvite } from '../../../src/core/contacts/invite-link.ts'
import {
  decodeSealedKnock,
  MAX_KNOCK_BYTES,
  sealedKnockForm,
  type Knock,
} from '../../../src/core/contacts/knock.ts'
import { createAddress } from '../../../src/core/identity/address.ts'
import { createSigningKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { Mallory, skippedBy } from '../../support/mallory.ts'
import { knockAt, offerOf, sealedFor } from '../../support/knock.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { makeIdentity, RawPeer, type RawIdentity } from '../../support/raw-peer.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person
let eve: RawIdentity
let stranger: RawPeer
const others: { remove(): Promise<void> }[] = []

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
  eve = await makeIdentity('eve')
  stranger = await RawPeer.join(network, eve.device)
  await stranger.dial(alice.device)
})

afterEach(() => Promise.all([...others.splice(0), alice, bob, stranger].map((one) => one.remove())))

const refused = (code: string): unknown => expect.objectContaining({ code })
/** Many rounds of dialling. */
const REFUSED_MS = 300
const settle = (ms = 200) => new Promise((resolve) => setTimeout(resolve, ms))
const contactsOf = async (person: Person) =>
  (await person.do.people.contacts({}, calling)).map(({ name }) => name)
const hex = (answer: Uint8Array | null) => (answer === null ? null : toHex(answer))
const NOTHING = ''
/** The only answer to a well-formed knock. */
const HEARD = '00'

async function redial(): Promise<void> {
  stranger.hangUp(alice.device)
  await eventually(() => !stranger.isConnected(alice.device))
  await stranger.dial(alice.device)
}

test('no core is announced or served to a stranger, even one who knows its key', async () => {
  const ref = await alice.write(bob, 'For bob', 'and nobody else')
  await bob.arrival(ref)
  await redial()
  const keys = alice.home.ownCores.list().map(({ core }) => core)
  const theirs = alice.home.parts.feeds.list(alice.home.parts.ledger).map(({ theirCore }) => theirCore)
  const cores = await Promise.all([...keys, ...theirs].map((key) => stranger.wantCore(key)))
  await settle()
  expect(cores.length).toBeGreaterThanOrEqual(3)
  expect(cores.map(({ length, peers }) => [length, peers.length])).toEqual(cores.map(() => [0, 0]))
  expect(stranger.askedFor(alice.device)).toEqual([])
})

test('every method answers malformed requests of a stranger with nothing, and repetition closes the connection', async () => {
  const answers = []
  for (const method of ['release', 'succession', 'pair', 'knock', 'welcome']) {
    for (const bytes of [new Uint8Array(0), randomBytes(100)])
      answers.push(hex(await stranger.ask(alice.device, method, bytes)))
  }
  expect(answers).toEqual(answers.map(() => NOTHING))
  expect(await skippedBy(alice)).toEqual({
    'request-release': 2,
    'request-succession': 2,
    'request-pair': 2,
    'request-knock': 2,
    'request-welcome': 2,
  })
  await Promise.all(
    Array.from({ length: 50 }, () => stranger.ask(alice.device, 'release', randomBytes(10), 500)),
  )
  await eventually(() => !stranger.isConnected(alice.device), 'alice hangs up')
  expect(await contactsOf(alice)).toEqual(['bob'])
})

type Changes = Partial<Knock> & { tag?: Uint8Array }

const knockFrom = async ({ cardBytes: card, kemKey }: RawIdentity, changes: Changes = {}) =>
  hex(await knockAt(stranger, alice, { card, kemKey, ...changes }))
const knocks = () => alice.do.knocks.list({}, calling)

test('a knock gets the same answer whether it is accepted, has a wrong tag, or knocks are off', async () => {
  const heard = await knockFrom(eve)
  const wrongTag = await knockFrom(await makeIdentity('eve', eve.device), { tag: randomBytes(16) })
  await alice.do.knocks.setEnabled({ enabled: false }, calling)
  const off = await knockFrom(await makeIdentity('eve', eve.device))
  expect([heard, wrongTag, off]).toEqual([HEARD, HEARD, HEARD])
  expect(await knocks()).toMatchObject([{ name: 'eve', text: 'hello' }])
  expect(await skippedBy(alice)).toEqual({ 'knock-wrong-tag': 1 })
})

test('a knock with another person’s card, a forged card or a box that does not open is ignored', async () => {
  const bobs = { ...eve, cardBytes: bob.home.parts.identity.cardBytes }
  const forged = { ...eve, cardBytes: Buffer.from(eve.cardBytes) }
  forged.cardBytes[40]! ^= 1
  expect([await knockFrom(bobs), await knockFrom(forged)]).toEqual([HEARD, HEARD])
  const { tag, sealed } = decodeSealedKnock(
    await sealedFor(stranger, alice, { card: eve.cardBytes, kemKey: eve.kemKey }),
  )
  const raw = [
    sealedKnockForm.encode({ tag, sealed: Buffer.concat([sealed, Buffer.alloc(1)]) }),
    sealedKnockForm.encode({ tag, sealed: sealed.subarray(0, 40) }),
    Buffer.alloc(MAX_KNOCK_BYTES + 1),
  ]
  const answers = []
  for (const bytes of raw) answers.push(hex(await stranger.ask(alice.device, 'knock', bytes)))
  await alice.home.knocks.untilOpened()
  expect(answers).toEqual([HEARD, HEARD, NOTHING])
  expect(await knocks()).toEqual([])
  expect(await skippedBy(alice)).toEqual({ 'knock-malformed': 4, 'request-knock': 1 })
})

test('a daily quota of a flood of knocks is kept, one per person', async () => {
  let told = 0
  alice.home.knocks.events.on('arrived', () => {
    told++
  })
  for (let i = 0; i < 20; i++) expect(await knockFrom(eve, { text: `again ${i}` })).toBe(HEARD)
  expect([(await knocks()).map(({ text }) => text), told]).toEqual([['again 19'], 1])
  const crowd = await Promise.all(Array.from({ length: 60 }, (_, i) => makeIdentity(`face ${i}`, eve.device)))
  for (const [i, face] of crowd.entries()) {
    if (i % 25 === 0) await redial()
    expect(await knockFrom(face)).toBe(HEARD)
  }
  expect([(await knocks()).length, told]).toEqual([50, 50])
  expect(await skippedBy(alice)).toEqual({ 'knock-over-quota': 11 })
  const ref = await bob.write(alice, 'From bob', 'all is well')
  await alice.arrival(ref)
  expect(await alice.read(ref)).toMatchObject({ text: 'all is well' })
})

test('a refused stranger stays refused, and gets the same answer as before', async () => {
  await knockFrom(eve)
  const [first] = await knocks()
  await alice.do.knocks.answer({ knock: first!.knock, answer: 'no' }, calling)
  expect([await knockFrom(eve), await knocks(), await contactsOf(alice)]).toEqual([HEARD, [], ['bob']])
  expect(await skippedBy(alice)).toEqual({ 'knock-after-refusal': 1 })
})

test('a stranger whose knock is blocked can no longer connect', async () => {
  await knockFrom(eve)
  const [first] = await knocks()
  await alice.do.knocks.answer({ knock: first!.knock, answer: 'block' }, calling)
  await eventually(() => !stranger.isConnected(alice.device), 'eve is disconnected')
  await expect(stranger.dial(alice.device, REFUSED_MS)).rejects.toThrow()
  expect(await knocks()).toEqual([])
})

test('a malformed answer to our knock is counted, and the knock still waits', async () => {
  stranger.answers.set('knock-key', () => eve.kemKey)
  stranger.answers.set('knock', () => randomBytes(300))
  const address = createAddress(eve.person, eve.device, eve.attestation, randomBytes(16))
  const sent = await alice.do.knocks.send({ address, text: 'may I?', waitMs: PATIENCE_MS }, calling)
  expect(sent.state).toBe('delivered')
  const before = (await skippedBy(alice))['knock-answer']!
  expect(before).toBeGreaterThanOrEqual(1)
  network.cut(alice.device, eve.device.publicKey)
  await eventually(async () => (await skippedBy(alice))['knock-answer']! > before, 'it is delivered again')
  expect(await contactsOf(alice)).toEqual(['bob'])
})

/** Makes a request to pair by this link, from the holder of this identity. */
function pairRequest(link: string, identity: RawIdentity, cardBytes = identity.cardBytes): Uint8Array {
  return requestWith(parseInvite(link).invite, cardBytes, identity.kemKey)
}

function requestWith(invite: Uint8Array, card: Uint8Array, kemKey = eve.kemKey): Uint8Array {
  const offer = offerOf(card, kemKey)
  return new CandidateRequest(Buffer.from(invite), Buffer.from(offer)).encode()
}

async function invite(lifetimeMs?: number): Promise<string> {
  return (await alice.do.invites.create({ lifetimeMs }, calling)).invite
}

const askToPair = async (request: Uint8Array) => hex(await stranger.ask(alice.device, 'pair', request))

test('an invite pairs once, with its own guest, before it expires', async () => {
  const [used, expired, revoked, open] = [await invite(), await invite(1), await invite(), await invite()]
  const carol = await Person.create('carol', network)
  others.push(carol)
  await carol.do.invites.accept({ link: used, waitMs: PATIENCE_MS }, calling)
  const inviteId = (link: string) => toHex(decodeInvite(Buffer.from(parseInvite(link).invite)).id)
  await alice.do.invites.revoke({ invite: inviteId(revoked) }, calling)
  await settle(5)
  const foreign = createInvite(bob.home.parts.identity.person, { expires: Date.now() + 1e6 }).invite
  const forged = createInvite(alice.home.parts.identity.person, { expires: Date.now() + 1e6 }).invite
  const { cardBytes } = eve
  const denied = [
    await askToPair(pairRequest(used, eve)),
    await askToPair(pairRequest(expired, eve)),
    await askToPair(pairRequest(revoked, eve)),
  ]
  const ignored = [
    await askToPair(requestWith(foreign, cardBytes)),
    await askToPair(requestWith(forged, cardBytes)),
    await askToPair(pairRequest(open, eve, bob.home.parts.identity.cardBytes)),
    await askToPair(pairRequest(open, eve, randomBytes(300))),
    await askToPair(randomBytes(500)),
  ]
  // The version, then used, expired, used. A refusal contains nothing else, and no card.
  expect(denied.map((answer) => answer!.slice(0, 4))).toEqual(['0101', '0102', '0101'])
  expect(denied.every((answer) => answer!.length < 600)).toBe(true)
  expect(ignored).toEqual(ignored.map(() => NOTHING))
  expect((await contactsOf(alice)).sort()).toEqual(['bob', 'carol'])
  expect(await skippedBy(alice)).toEqual({ 'request-pair': ignored.length })
  // The failed tries with the open invite did not use it up.
  expect((await askToPair(pairRequest(open, eve)))!.slice(0, 4)).toBe('0100')
  expect((await contactsOf(alice)).sort()).toEqual(['bob', 'carol', 'eve'])
})

test('another device cannot use a captured pairing request', async () => {
  const link = await invite()
  const request = pairRequest(link, eve)
  const answer = await askToPair(request)
  const thief = await RawPeer.join(network, createSigningKeyPair())
  others.push(thief)
  await thief.dial(alice.device)
  expect(hex(await thief.ask(alice.device, 'pair', request))).toBe(NOTHING)
  // Its guest, whose answer may have been lost, gets the same answer again without a second effect.
  expect(await askToPair(request)).toBe(answer)
  expect((await contactsOf(alice)).sort()).toEqual(['bob', 'eve'])
})

test('exactly one of the guests who race for one invite pairs', async () => {
  const guests = await Promise.all(['carol', 'dave', 'erin'].map((name) => Person.create(name, network)))
  others.push(...guests)
  for (let round = 0; round < 3; round++) {
    const link = await invite()
    const before = (await contactsOf(alice)).length
    const tries = await Promise.allSettled(
      guests.map((guest) => guest.do.invites.accept({ link, waitMs: PATIENCE_MS }, calling)),
    )
    const won = tries.filter(({ status }) => status === 'fulfilled')
    const lost = tries.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    )
    expect([won.length, lost]).toEqual([1, [refused('INVITE_USED'), refused('INVITE_USED')]])
    const winner = guests[tries.findIndex(({ status }) => status === 'fulfilled')]!
    expect((await contactsOf(alice)).length - before).toBeLessThanOrEqual(1)
    expect(await contactsOf(winner)).toEqual(['alice'])
  }
})

test('a leaked link for several floods no list, and admits nobody alone', async () => {
  const { invite: link } = await alice.do.invites.create({ people: 100 }, calling)
  // Many persons, each with a device of their own, as one attacker can make them.
  const flood = 104
  const answers: string[] = []
  for (let n = 0; n < flood; n++) {
    const identity = await makeIdentity(`flood ${n}`)
    const peer = await RawPeer.join(network, identity.device)
    await peer.dial(alice.device)
    answers.push(hex(await peer.ask(alice.device, 'pair', pairRequest(link, identity)))!.slice(0, 4))
    await peer.remove()
  }
  expect(answers.filter((answer) => answer === '0103').length).toBe(100)
  expect(answers.slice(100)).toEqual(['0101', '0101', '0101', '0101'])
  const waiting = await alice.do.invites.guests({}, calling)
  expect(waiting.length).toBe(100)
  expect(await contactsOf(alice)).toEqual(['bob'])
  expect(await skippedBy(alice)).toEqual({ 'invite-over-quota': 4 })
  // One person has one place, with any number of requests.
  await alice.do.invites.answer({ guests: waiting.map(({ guest }) => guest), accept: false }, calling)
  for (const request of [pairRequest(link, eve), pairRequest(link, eve)])
    expect((await askToPair(request))!.slice(0, 4)).toBe('0103')
  expect((await alice.do.invites.guests({}, calling)).map(({ name }) => name)).toEqual(['eve'])
  const [guest] = await alice.do.invites.guests({}, calling)
  await alice.do.invites.answer({ guests: [guest!.guest], accept: false }, calling)
  expect((await askToPair(pairRequest(link, eve)))!.slice(0, 4)).toBe('0103')
  expect(await alice.do.invites.guests({}, calling)).toEqual([])
})

test('an inviter with a malformed answer becomes no contact', async () => {
  const made = createInvite(eve.person, { expires: Date.now() + 1e6 })
  const link = formatInvite({
    person: eve.person,
    name: 'eve',
    device: eve.device.publicKey,
    expiresAt: Date.now() + 1e6,
    invite: made.invite,
    nodes: [],
  })
  const answers = [
    randomBytes(300),
    Buffer.concat([Buffer.of(1, 0, 10), randomBytes(10), Buffer.of(10), randomBytes(10)]),
    Buffer.of(1, 7, 0, 0),
  ]
  for (const answer of answers) {
    stranger.answers.set('pair', () => answer)
    await expect(bob.do.invites.accept({ link, waitMs: PATIENCE_MS }, calling)).rejects.toEqual(
      refused('INVALID'),
    )
  }
  expect(await contactsOf(bob)).toEqual(['alice'])
  expect(await skippedBy(bob)).toEqual({ 'pair-answer': answers.length })
})

test('a blocked person is disconnected, cannot reconnect, and receives nothing', async () => {
  const mallory = await Mallory.pairWith(network, alice)
  others.push(mallory)
  await alice.do.people.block({ person: 'mallory' }, calling)
  await eventually(() => !mallory.isConnected(alice.device), 'mallory is disconnected')
  await expect(mallory.dial(alice.device, REFUSED_MS)).rejects.toThrow()
  const made = await mallory.sendHonestly(alice)
  await settle()
  expect([
    await alice.list(),
    (await alice.do.doctor.report({}, calling)).network.peers.some(({ person }) => person === mallory.id),
  ]).toEqual([[], false])
  await expect(alice.read(made.refText, 0)).rejects.toEqual(refused('BLOCKED'))
  await expect(
    alice.do.letters.send({ to: ['mallory'], subject: 's', text: 't', policy: PLAIN_POLICY }, calling),
  ).rejects.toEqual(refused('BLOCKED'))
})

test('a forgotten person is a stranger again: no letter, no feed, no key', async () => {
  const mallory = await Mallory.pairWith(network, alice)
  others.push(mallory)
  const { ref } = await alice.do.letters.send(
    { to: ['mallory'], subject: 'Before', text: 'unopened', policy: PLAIN_POLICY },
    calling,
  )
  const feed = await mallory.wantCore(mallory.victim(alice).theirFeed)
  await eventually(() => feed.length > 0, 'mallory has alice’s feed')
  // Undials first, because an immediate new wire would hide that the old one was closed.
  mallory.undial(alice.device)
  await alice.do.people.forget({ person: 'mallory' }, calling)
  await eventually(() => !mallory.isConnected(alice.device), 'mallory is disconnected')
  await mallory.dial(alice.device)
  await mallory.sendHonestly(alice)
  await bob.arrival(await alice.write(bob, 'For bob', 'after mallory'))
  const request = releaseRequestForm.encode(
    createReleaseRequest(objectId(parseRef(ref)!), mallory.handshakeHash(alice.device), mallory.device),
  )
  const answer = hex(await mallory.ask(alice.device, 'release', request))
  const objects = await mallory.wantCore(parseRef(ref)!.core)
  await settle()
  expect({
    answer,
    served: [feed.peers.length, objects.peers.length, objects.length],
    asked: mallory.askedFor(alice.device),
    inbox: await alice.list(),
  }).toEqual({
    answer: NOTHING,
    served: [0, 0, 0],
    asked: [],
    inbox: [],
  })
  expect(await contactsOf(alice)).toEqual(['bob'])
})
