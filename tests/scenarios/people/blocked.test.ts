// A blocked person has no effect by another device, a group,
// a knock, an invite, a link or a public feed.
// After the block is lifted, their letters from the meantime are filed.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CandidateRequest } from 'blind-pairing-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { parseText } from '../../../src/core/base/index.ts'
import { parseInvite } from '../../../src/core/contacts/invite-link.ts'
import { findGroup } from '../../../src/core/groups/group-row.ts'
import { encodeCard } from '../../../src/core/identity/index.ts'
import { addMembers, foundGroup, membershipOf, untilAgreed } from '../../support/groups.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { attestOther, comeBack, loseDevice } from '../../support/other-device.ts'
import { knockAt, offerOf } from '../../support/knock.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { makeIdentity, RawPeer } from '../../support/raw-peer.ts'

let folder: string
let network: MemoryNetwork
const made: { remove(): Promise<void> }[] = []

const person = async (name: string): Promise<Person> => {
  const one = await Person.create(name, network)
  made.push(one)
  return one
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-blocked-'))
  network = new MemoryNetwork()
})

afterEach(async () => {
  await Promise.all(made.splice(0).map((one) => one.remove()))
  await rm(folder, { recursive: true, force: true })
})

const subjects = async (one: Person) => (await one.list()).map(({ subject }) => subject)
const refusal = (act: Promise<unknown>) =>
  act.then(
    () => null,
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  )

/** Attests another device with her words and connects it. Returns how it knocks. */
async function moveToOtherDevice(
  { home }: Person,
  words: Awaited<ReturnType<Person['do']['home']['words']>>,
  bob: Person,
): Promise<() => Promise<void>> {
  const { card: old, boxKeys } = home.parts.identity
  const { kemKey } = boxKeys
  const { device, card } = await attestOther(words, old)
  const peer = await RawPeer.join(network, device)
  made.push(peer)
  await peer.dial(bob.device)
  return async () => {
    await knockAt(peer, bob, { card: encodeCard(card), kemKey, text: 'it is me' })
  }
}

async function choir(): Promise<[carol: Person, bob: Person, mallory: Person]> {
  const [carol, bob, mallory] = [await person('carol'), await person('bob'), await person('mallory')]
  await pair(carol, bob)
  await pair(carol, mallory)
  await pair(bob, mallory)
  await foundGroup(carol, 'Choir', [bob, mallory])
  await untilAgreed(carol, 'Choir', [bob, mallory])
  return [carol, bob, mallory]
}

test('a blocked contact gets no key by a common group from another device', async () => {
  const [carol, bob, mallory] = await choir()
  const ref = await bob.write(mallory, 'Before the block', 'not for her any more')
  await mallory.arrival(ref)
  await bob.do.people.block({ person: 'mallory' }, calling)
  const again = await comeBack('mallory', await loseDevice(mallory, folder), folder, network)
  made.push(again)
  await eventually(async () => (await membershipOf(again, 'Choir')) === 'member', 'carol lets her in')
  await untilAgreed(carol, 'Choir', [bob])
  expect(bob.home.parts.whoIs(again.device)).toBe(null)
  await expect(again.read(ref, 2000)).rejects.toMatchObject({
    code: expect.stringMatching(/^(AUTHOR_AWAY|UNREACHABLE)$/) as string,
  })
  expect(bob.home.peers.find(again.device)?.person ?? null).toBe(null)
  expect((await bob.status(ref)).map(({ state }) => state)).toEqual(['notified'])
})

test('posts of a blocked member are filed only after the block is lifted', async () => {
  const [carol, bob, mallory] = await choir()
  const post = async (by: Person, subject: string) => {
    const policy = { ...PLAIN_POLICY, mode: 'open', urgent: true } as const
    return (await by.do.letters.send({ to: ['Choir'], subject, text: subject, policy }, calling)).ref
  }
  const before = await post(mallory, 'before')
  await bob.arrival(before)
  await bob.do.people.block({ person: 'mallory' }, calling)
  const during = await post(mallory, 'during')
  await carol.arrival(during)
  // Carol relays in order, so her own post arrives after the relayed ones.
  const honest = await post(carol, 'honest')
  await bob.arrival(honest)
  await bob.stop()
  await bob.start()
  const later = await post(carol, 'later')
  await bob.arrival(later)
  expect((await subjects(bob)).sort()).toEqual(['before', 'honest', 'later'])
  await bob.do.people.unblock({ person: 'mallory' }, calling)
  await bob.arrival(during)
  expect((await bob.read(during)).text).toBe('during')
})

test('a new name of a blocked member is shown only after the block is lifted', async () => {
  const [carol, bob, mallory] = await choir()
  const dave = await person('dave')
  await pair(carol, dave)
  await bob.do.people.block({ person: 'mallory' }, calling)
  await mallory.do.people.rename({ name: 'You will be sorry' }, calling)
  const named = async (one: Person) => (await one.do.people.contacts({}, calling)).map(({ name }) => name)
  await eventually(async () => (await named(carol)).includes('You will be sorry'))
  // Her card is part of the roster.
  await addMembers(carol, 'Choir', [dave])
  const members = async () => (await bob.do.groups.show({ group: 'Choir' }, calling)).members
  await eventually(async () => (await members()).length === 4)
  expect((await members()).map(({ name }) => name).sort()).toEqual(['bob', 'carol', 'dave', 'mallory'])
  expect(await named(bob)).toEqual(['carol', 'mallory'])
  await bob.do.people.unblock({ person: 'mallory' }, calling)
  const [, again] = await bob.do.people.contacts({}, calling)
  expect(again).toMatchObject({ name: 'You will be sorry', formerName: 'mallory' })
})

test('a new group name from a blocked owner is shown only after the block is lifted', async () => {
  const [eve, bob, mallory] = [await person('eve'), await person('bob'), await person('mallory')]
  await pair(eve, bob)
  await pair(eve, mallory)
  await pair(bob, mallory)
  await foundGroup(mallory, 'Choir', [eve, bob])
  await untilAgreed(mallory, 'Choir', [eve, bob])
  await bob.do.people.block({ person: 'mallory' }, calling)
  await mallory.do.groups.change({ group: 'Choir', name: 'You will be sorry' }, calling)
  const named = async (one: Person) => (await one.do.groups.list({}, calling)).map(({ name }) => name)
  await eventually(async () => (await named(eve)).includes('You will be sorry'))
  // A fellow member passes her record on.
  const group = (await bob.do.groups.list({}, calling))[0]!.group
  const numberOf = (one: Person) => findGroup(one.home.parts.ledger, parseText(group)!)!.number
  await eventually(async () => numberOf(bob) === numberOf(eve))
  expect(await named(bob)).toEqual(['Choir'])
  expect((await bob.do.groups.show({ group: 'Choir' }, calling)).members).toHaveLength(3)
  await bob.do.people.unblock({ person: 'mallory' }, calling)
  expect(await named(bob)).toEqual(['You will be sorry'])
})

test('a blocked person gets no mark and no reaction, also not after the block is lifted', async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  await pair(alice, bob)
  const ref = await alice.write(bob, 'Before the block', 'text')
  await bob.arrival(ref)
  await bob.read(ref)
  await bob.do.people.block({ person: 'alice' }, calling)
  expect(await refusal(bob.do.letters.mark({ ref, value: 'done' }, calling))).toBe('BLOCKED')
  expect(await refusal(bob.do.talks.react({ ref, text: '♥' }, calling))).toBe('BLOCKED')
  await bob.do.people.unblock({ person: 'alice' }, calling)
  await bob.do.letters.mark({ ref, value: 'accepted' }, calling)
  await eventually(async () => (await alice.status(ref))[0]?.state === 'accepted')
  const { readers, reactions } = await alice.do.letters.status({ ref, limit: 10 }, calling)
  expect(readers[0]!.history.map(({ value }) => value)).not.toContain('done')
  expect(reactions).toEqual([])
})

test('a blocked contact cannot knock from another device', async () => {
  const [bob, mallory] = [await person('bob'), await person('mallory')]
  const words = await mallory.do.home.words({}, calling)
  await pair(bob, mallory)
  await bob.do.people.block({ person: 'mallory' }, calling)
  const knock = await moveToOtherDevice(mallory, words, bob)
  await mallory.stop()
  await knock()
  expect(await bob.do.knocks.list({}, calling)).toEqual([])
  await bob.do.people.unblock({ person: 'mallory' }, calling)
  await knock()
  expect((await bob.do.knocks.list({}, calling)).map(({ text }) => text)).toEqual(['it is me'])
})

test('a block outlasts the contact and holds at every door until it is lifted', async () => {
  const [bob, mallory] = [await person('bob'), await person('mallory')]
  const words = await mallory.do.home.words({}, calling)
  await pair(bob, mallory)
  await bob.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
  const { link } = await bob.do.groups.createLink({ group: 'Choir', needsApproval: false }, calling)
  await bob.do.people.block({ person: 'mallory' }, calling)
  await bob.do.people.forget({ person: 'mallory' }, calling)
  await mallory.do.people.forget({ person: 'bob' }, calling)
  const { person: key } = await mallory.do.people.whoami({}, calling)
  expect(await bob.do.people.contacts({}, calling)).toEqual([])
  expect(await bob.do.people.blocked({}, calling)).toMatchObject([
    { person: key, name: 'mallory', isContact: false },
  ])

  const { address } = await bob.do.people.whoami({}, calling)
  // Her device gets no connection, as if bob were offline.
  const knock = await mallory.do.knocks.send({ address, text: 'let me in', waitMs: 1000 }, calling)
  expect(knock.state).toBe('waiting')
  expect(await bob.do.knocks.list({}, calling)).toEqual([])
  const { invite } = await bob.do.invites.create({}, calling)
  const accepted = await mallory.do.invites.accept({ link: invite, waitMs: 1000 }, calling)
  expect(accepted.state).toBe('waiting')
  expect((await bob.do.invites.list({}, calling))[0]).toMatchObject({ state: 'open' })
  expect(await refusal(mallory.do.groups.join({ link, waitMs: 1000 }, calling))).toBe('INVITER_AWAY')
  expect((await bob.do.groups.show({ group: 'Choir' }, calling)).memberCount).toBe(1)
  const theirs = await mallory.do.invites.create({}, calling)
  expect(await refusal(bob.do.invites.accept({ link: theirs.invite, waitMs: 1000 }, calling))).toBe('BLOCKED')
  const { address: hers } = await mallory.do.people.whoami({}, calling)
  const knocking = bob.do.knocks.send({ address: hers, text: 'hello', waitMs: 1000 }, calling)
  expect(await refusal(knocking)).toBe('BLOCKED')
  expect(await refusal(bob.do.follows.follow({ who: key }, calling))).toBe('BLOCKED')

  await bob.stop()
  await bob.start()
  const knockAgain = await moveToOtherDevice(mallory, words, bob)
  await mallory.stop()
  await knockAgain()
  expect(await bob.do.knocks.list({}, calling)).toEqual([])

  expect(await bob.do.people.unblock({ person: 'mallory' }, calling)).toEqual([])
  expect(await bob.do.people.blocked({}, calling)).toEqual([])
  await knockAgain()
  expect((await bob.do.knocks.list({}, calling)).map(({ text }) => text)).toEqual(['it is me'])
})

test('a stranger whose knock is blocked becomes no contact, and is in the list of blocked people', async () => {
  const [bob, mallory] = [await person('bob'), await person('mallory')]
  const { address } = await bob.do.people.whoami({}, calling)
  await mallory.do.knocks.send({ address, text: 'let me in', waitMs: PATIENCE_MS }, calling)
  const [knock] = await bob.do.knocks.list({}, calling)
  await bob.do.knocks.answer({ knock: knock!.knock, answer: 'block' }, calling)
  expect(await bob.do.people.contacts({}, calling)).toEqual([])
  expect(await bob.do.people.blocked({}, calling)).toMatchObject([{ name: 'mallory', isContact: false }])
  expect(bob.home.parts.whoIs(mallory.device)).toBe(null)
  await bob.do.people.unblock({ person: 'mallory' }, calling)
  await pair(bob, mallory)
  expect((await bob.do.people.contacts({}, calling)).map(({ blocked }) => blocked)).toEqual([false])
})

test('a waiting knock is removed when its person is blocked, and accepting it is refused', async () => {
  const [bob, mallory] = [await person('bob'), await person('mallory')]
  const { address } = await bob.do.people.whoami({}, calling)
  await mallory.do.knocks.send({ address, text: 'let me in', waitMs: PATIENCE_MS }, calling)
  await bob.home.knocks.untilOpened()
  const [knock] = await bob.do.knocks.list({}, calling)
  await pair(bob, mallory)
  await bob.do.people.block({ person: 'mallory' }, calling)
  expect(await bob.do.knocks.list({}, calling)).toEqual([])
  expect(await refusal(bob.do.knocks.answer({ knock: knock!.knock, answer: 'yes' }, calling))).toBe(
    'NOT_FOUND',
  )
  expect((await bob.do.people.contacts({}, calling)).map(({ blocked }) => blocked)).toEqual([true])
})

test('a blocked person uses up no invite', async () => {
  const [bob, mallory, alice] = [await person('bob'), await person('mallory'), await person('alice')]
  const words = await mallory.do.home.words({}, calling)
  await pair(bob, mallory)
  await bob.do.people.block({ person: 'mallory' }, calling)
  const { device, card } = await attestOther(words, mallory.home.parts.identity.card)
  const { invite } = await bob.do.invites.create({}, calling)
  const peer = await RawPeer.join(network, device)
  made.push(peer)
  await peer.dial(bob.device)
  const offer = offerOf(encodeCard(card), mallory.home.parts.identity.boxKeys.kemKey)
  const { invite: bytes } = parseInvite(invite)
  const request = new CandidateRequest(Buffer.from(bytes), Buffer.from(offer)).encode()
  const answer = await peer.ask(bob.device, 'pair', request)
  expect(answer?.byteLength ?? 0).toBe(0)
  const accepted = await alice.do.invites.accept({ link: invite, waitMs: PATIENCE_MS }, calling)
  expect(accepted.name).toBe('bob')
})

test('a blocked person cannot join an own group by a link, with or without an earlier request', async () => {
  const [bob, mallory] = [await person('bob'), await person('mallory')]
  await pair(bob, mallory)
  await bob.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
  const { link } = await bob.do.groups.createLink({ group: 'Choir', needsApproval: true }, calling)
  await mallory.do.groups.join({ link, waitMs: PATIENCE_MS }, calling)
  const [request] = await bob.do.groups.requests({}, calling)
  await bob.do.people.block({ person: 'mallory' }, calling)
  expect((await bob.do.groups.requests({}, calling)).map(({ blocked }) => blocked)).toEqual([true])
  const answered = bob.do.groups.answerRequest({ request: request!.id, accept: true }, calling)
  expect(await refusal(answered)).toBe('BLOCKED')
  expect((await bob.do.groups.show({ group: 'Choir' }, calling)).memberCount).toBe(1)
  await bob.do.people.unblock({ person: 'mallory' }, calling)
  await bob.do.groups.answerRequest({ request: request!.id, accept: true }, calling)
  expect((await bob.do.groups.show({ group: 'Choir' }, calling)).memberCount).toBe(2)
})

test('a group of a blocked owner cannot be joined', async () => {
  const [bob, mallory] = [await person('bob'), await person('mallory')]
  await pair(bob, mallory)
  await mallory.do.groups.create({ name: 'Trap', style: 'conversation' }, calling)
  const { link } = await mallory.do.groups.createLink({ group: 'Trap', needsApproval: false }, calling)
  await bob.do.people.block({ person: 'mallory' }, calling)
  expect(await refusal(bob.do.groups.join({ link, waitMs: 1000 }, calling))).toBe('BLOCKED')
})

test('public posts of a blocked author are filed only after the block is lifted', async () => {
  const [bob, mallory] = [await person('bob'), await person('mallory')]
  await pair(bob, mallory)
  await bob.do.follows.follow({ who: 'mallory' }, calling)
  const publish = async (subject: string) => {
    const order = { to: ['public'], subject, text: subject, policy: PLAIN_POLICY }
    return (await mallory.do.letters.send(order, calling)).ref
  }
  const before = await publish('before')
  const isFollowing = async (ref: string) => (await bob.list('following')).some((one) => one.ref === ref)
  await eventually(() => isFollowing(before), 'the earlier post is listed')
  await bob.do.people.block({ person: 'mallory' }, calling)
  const during = await publish('during')
  expect((await bob.list('following')).map(({ subject }) => subject)).toEqual(['before'])
  await bob.do.people.unblock({ person: 'mallory' }, calling)
  await eventually(() => isFollowing(during), 'the post is listed after the block is lifted')
})

test('a stranger with bare keys whose knock is blocked becomes no contact and no peer', async () => {
  const bob = await person('bob')
  const stranger = await makeIdentity('mallory')
  const peer = await RawPeer.join(network, stranger.device)
  made.push(peer)
  await peer.dial(bob.device)
  await knockAt(peer, bob, { card: stranger.cardBytes, kemKey: stranger.kemKey })
  const [waiting] = await bob.do.knocks.list({}, calling)
  await bob.do.knocks.answer({ knock: waiting!.knock, answer: 'block' }, calling)
  expect(await bob.do.people.contacts({}, calling)).toEqual([])
  expect(bob.home.peers.find(stranger.device.publicKey)).toBe(null)
})
