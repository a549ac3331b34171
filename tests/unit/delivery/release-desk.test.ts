// The release desk: how it answers each asker, and how its releases reach the feeds of their
// audiences.
import { openOwnReleases } from '../../../src/core/delivery/own-releases.ts'
import { expect, test } from 'vitest'
import {
  createReleaseRequest,
  decodeReleaseAnswer,
  releaseRequestForm,
  MAX_RELEASES,
  type ReleaseAnswerRecord,
} from '../../../src/core/access/index.ts'
import { releaseForm } from '../../../src/core/access/release-record.ts'
import { MalformedRecord } from '../../../src/core/base/index.ts'
import { recall, ReleaseDesk } from '../../../src/core/delivery/index.ts'
import type { Peer, Peers } from '../../../src/core/network/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { giveLetter, isoOf } from './made-objects.ts'
import { DAY_MS } from '../../support/nouns.ts'
import { openCircle, type PlainHome } from './plain-delivery.ts'
import { saidTo, wordsTo, openedBy } from './said.ts'
import { group } from './stand-in-strategies.ts'

type Handle = Parameters<Peers['respond']>[0]['handle']

interface OpenDesk {
  desk: ReleaseDesk
  /** Asks as a device of this home does, over its own connection. */
  ask: (reader: PlainHome, object: Uint8Array) => Promise<ReleaseAnswerRecord>
  handle: Handle
}

function openDesk(home: PlainHome): OpenDesk {
  const handles: Handle[] = []
  const desk = new ReleaseDesk(home.parts, { respond: (method) => void handles.push(method.handle) })
  const handle = handles[0]!
  const ask = async (reader: PlainHome, object: Uint8Array): Promise<ReleaseAnswerRecord> => {
    const peer = wireOf(reader)
    const request = createReleaseRequest(object, peer.handshakeHash, reader.identity.device)
    return decodeReleaseAnswer(await handle(peer, releaseRequestForm.encode(request)))
  }
  return { desk, ask, handle }
}

function wireOf({ identity: { person, device } }: PlainHome): Peer {
  return { person, device: device.publicKey, handshakeHash: randomBytes(32) } as unknown as Peer
}

/** Returns the objects of the releases in the records of a feed. */
function releasedIn(home: PlainHome, audience = group as Parameters<typeof saidTo>[1]): Uint8Array[][] {
  return saidTo(home, audience).flatMap((record) => {
    if (record.type !== 'released') return []
    const releases = openOwnReleases(home.identity, audience.key, record)!
    return [releases.map((release) => releaseForm.decode(release).objectId)]
  })
}

function untold({ ledger }: PlainHome): number {
  return ledger.get<{ n: number }>('SELECT count(*) AS n FROM access_pending_releases')!.n
}

test('release: a reader gets the key, and the same answer again', async () => {
  const { alice, bob } = await openCircle()
  const { desk, ask } = openDesk(alice)
  const first: Uint8Array[] = []
  desk.events.on('released', ({ person }) => void first.push(person))
  const { object, contentKey } = await giveLetter(alice, { to: [bob.audience] })
  const answer = await ask(bob, object)
  if (answer.status !== 'released') throw new Error(answer.status)
  expect(openedBy(bob, alice, object, answer)).toEqual(contentKey)
  expect(await ask(bob, object)).toEqual(answer)
  expect([first, untold(alice)]).toEqual([[bob.identity.person], 1])
})

test('release: a person without a notice gets NOT_A_READER for existing and missing objects alike', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const { ask } = openDesk(alice)
  const toCarol = { to: [carol.audience] }
  const given = await Promise.all([
    giveLetter(alice, { to: [bob.audience] }),
    giveLetter(alice, { to: [bob.audience], mode: 'open' }),
    giveLetter(alice, { ...toCarol, hold: true }),
    giveLetter(alice, { ...toCarol, at: isoOf(clock.now() + DAY_MS) }),
  ])
  const recalled = await giveLetter(alice, { ...toCarol, hold: true })
  await recall(alice.parts, recalled.object)
  const objects = [...given, recalled].map(({ object }) => object)
  for (const object of [...objects, randomBytes(32), carol.identity.person])
    expect(await ask(carol, object)).toEqual({ status: 'NOT_A_READER' })
  expect(untold(alice)).toBe(0)
})

test('release: a request is valid only on its own connection and from a device that is still known', async () => {
  const { alice, bob } = await openCircle()
  const { ask, handle } = openDesk(alice)
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  const elsewhere = createReleaseRequest(object, randomBytes(32), bob.identity.device)
  await expect(handle(wireOf(bob), releaseRequestForm.encode(elsewhere))).rejects.toThrow(MalformedRecord)
  alice.ledger.transact((tx) => alice.parts.addressBook.block(tx, bob.identity.person))
  await expect(ask(bob, object)).rejects.toThrow(MalformedRecord)
  expect(untold(alice)).toBe(0)
})

test('release: a request that was checked before a block is refused after it', async () => {
  const { alice, bob } = await openCircle()
  const { ask } = openDesk(alice)
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  const blocking = alice.ledger.write((tx) => alice.parts.addressBook.block(tx, bob.identity.person))
  const asking = ask(bob, object)
  await blocking
  await expect(asking).rejects.toThrow(MalformedRecord)
  expect(untold(alice)).toBe(0)
})

test('appendReleases() writes to the feed of a person at once, sealed to the author', async () => {
  const { alice, bob } = await openCircle()
  const { desk, ask } = openDesk(alice)
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  await ask(bob, object)
  expect(await desk.appendReleases()).toBeNull()
  expect(wordsTo(alice, bob.audience)).toEqual(['notice', 'released'])
  const [, record] = saidTo(alice, bob.audience)
  if (record?.type !== 'released') throw new Error('no release is recorded')
  expect(openOwnReleases(bob.identity, bob.audience.key, record)).toBeNull()
  expect([releasedIn(alice, bob.audience), untold(alice)]).toEqual([[[object]], 0])
})

test('appendReleases() collects the releases of a group and appends them together', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const { desk, ask } = openDesk(alice)
  alice.group.members = [bob.identity.person, carol.identity.person]
  const { object } = await giveLetter(alice, { to: [group] })
  await ask(bob, object)
  clock.pass(4000)
  await ask(carol, object)
  expect(await desk.appendReleases()).toBe(6000)
  expect(releasedIn(alice)).toEqual([])
  clock.pass(6000)
  expect(await desk.appendReleases()).toBeNull()
  expect([releasedIn(alice), untold(alice)]).toEqual([[[object, object]], 0])
})

test('appendReleases() does not wait if a record is full', async () => {
  const { alice, bob } = await openCircle()
  const { desk, ask } = openDesk(alice)
  alice.group.members = [bob.identity.person]
  for (let i = 0; i <= MAX_RELEASES; i++) await ask(bob, (await giveLetter(alice, { to: [group] })).object)
  await desk.appendReleases()
  expect([releasedIn(alice).map((told) => told.length), untold(alice)]).toEqual([[MAX_RELEASES], 1])
  expect(await desk.appendReleases()).toBe(10_000)
})

test('appendReleases() keeps the pending rows of an audience that cannot be reached', async () => {
  const { alice, bob, clock } = await openCircle()
  const { desk, ask } = openDesk(alice)
  alice.group.members = [bob.identity.person]
  const toGroup = await giveLetter(alice, { to: [group] })
  const toBob = await giveLetter(alice, { to: [bob.audience] })
  for (const { object } of [toGroup, toBob]) await ask(bob, object)
  alice.ledger.transact((tx) => alice.parts.feeds.remove(tx, bob.identity.person))
  alice.group.isOpen = false
  clock.pass(10_000)
  const before = alice.ledger.commits
  expect(await desk.appendReleases()).toBeNull()
  expect([alice.ledger.commits - before, untold(alice)]).toEqual([0, 2])
  alice.group.isOpen = true
  await desk.appendReleases()
  expect([releasedIn(alice), untold(alice)]).toEqual([[[toGroup.object]], 1])
})

test('appendReleases() retries later if a feed did not accept the record', async () => {
  const { alice, bob } = await openCircle()
  const { desk, ask } = openDesk(alice)
  const { person } = alice.parts.audiences
  const { append } = person
  await ask(bob, (await giveLetter(alice, { to: [bob.audience] })).object)
  person.append = () => false
  await desk.appendReleases()
  expect(untold(alice)).toBe(1)
  person.append = append
  await desk.appendReleases()
  expect([wordsTo(alice, bob.audience), untold(alice)]).toEqual([['notice', 'released'], 0])
})

test('appendReleases() does not wait longer if the machine clock was set back', async () => {
  const { alice, bob, clock } = await openCircle()
  const { desk, ask } = openDesk(alice)
  alice.group.members = [bob.identity.person]
  const toGroup = await giveLetter(alice, { to: [group] })
  const toBob = await giveLetter(alice, { to: [bob.audience] })
  for (const { object } of [toGroup, toBob]) await ask(bob, object)
  clock.jump(-40 * DAY_MS)
  expect(await desk.appendReleases()).toBe(10_000)
  expect(wordsTo(alice, bob.audience)).toEqual(['notice', 'released'])
  clock.pass(10_000)
  expect(await desk.appendReleases()).toBeNull()
  expect(untold(alice)).toBe(0)
})

test('appendReleases() does not wait longer after an earlier clock was accepted', async () => {
  const { alice, bob, clock } = await openCircle()
  const { desk, ask } = openDesk(alice)
  alice.group.members = [bob.identity.person]
  const { object } = await giveLetter(alice, { to: [group] })
  await ask(bob, object)
  clock.jump(-40 * DAY_MS)
  await alice.parts.clockGuard.acceptClock()
  expect(await desk.appendReleases()).toBeNull()
  expect([releasedIn(alice), untold(alice)]).toEqual([[[object]], 0])
})
