// Homes for the tests of delivery: the real nouns below it, a ledger in memory, and a clock that
// the test sets.
// No core is opened and no network is used, so a test passes the records of one home's feed to
// another.
import { onTestFinished } from 'vitest'
import { ClockGuard } from '../../../src/core/access/index.ts'
import { silentLog } from '../../../src/core/base/index.ts'
import { Acquaintances, AddressBook, Devices } from '../../../src/core/contacts/index.ts'
import type { OwnCores } from '../../../src/core/cores/index.ts'
import { createPersonStrategy, resealForCard, type DeliveryParts } from '../../../src/core/delivery/index.ts'
import { PairFeeds } from '../../../src/core/feeds/index.ts'
import type { Identity } from '../../../src/core/identity/index.ts'
import { Inbox } from '../../../src/core/inbox/index.ts'
import { Replicate } from '../../../src/core/network/index.ts'
import { News } from '../../../src/core/news/index.ts'
import { createCorrespondentStrategy } from '../../../src/core/outside/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { ObjectStore, type Audience } from '../../../src/core/store/index.ts'
import type { HomeLedger } from '../../support/home-ledger.ts'
import { noMailSender } from '../../support/mail-sender.ts'
import { openNouns, SetClock } from '../../support/nouns.ts'
import { standInKinds, standInPorts } from './stand-in-nouns.ts'
import { standInGroup, standInPublic, type StandIn } from './stand-in-strategies.ts'

export interface PlainHome {
  ledger: HomeLedger
  clock: SetClock
  identity: Identity
  /** The keys by which another home names this one. */
  audience: Audience
  parts: Omit<DeliveryParts, 'peers'>
  ownCores: OwnCores
  group: StandIn
  /** Where anyone finds public objects. */
  publicCore: Uint8Array
  /** The kinds of bad input, in the order in which they were counted. */
  counted: readonly string[]
}

/** Opens a home of the person with this name, who has the same keys in all tests of a file. */
export async function openHome(name: string, clock = new SetClock()): Promise<PlainHome> {
  const { ledger, identity, ownCores, foreignCores, badInput } = await openNouns(name, { clock })
  const group: StandIn = { members: [], isOpen: true }
  const publicCore = randomBytes(32)
  const parts = joinNouns({ ledger, clock, identity, ownCores, foreignCores, badInput, group, publicCore })
  const audience = { kind: 'person', key: identity.person } as const
  return { ledger, clock, identity, audience, parts, ownCores, group, publicCore, counted: badInput.kinds }
}

export interface Circle {
  alice: PlainHome
  bob: PlainHome
  carol: PlainHome
  clock: SetClock
}

/**
 * Alice writes; Bob and Carol are paired with her but not with each other. Closed at the end of the
 * test.
 */
export async function openCircle(): Promise<Circle> {
  const clock = new SetClock()
  const alice = await openHome('alice', clock)
  const bob = await openHome('bob', clock)
  const carol = await openHome('carol', clock)
  onTestFinished(() => [alice, bob, carol].forEach(({ ledger }) => ledger.close()))
  for (const other of [bob, carol]) pair(alice, other)
  return { alice, bob, carol, clock }
}

type Foundation = Omit<PlainHome, 'audience' | 'parts' | 'counted'> &
  Pick<DeliveryParts, 'foreignCores' | 'badInput'>

function joinNouns({ group, publicCore, ...foundation }: Foundation): PlainHome['parts'] {
  const { clock, identity, ownCores, foreignCores, badInput } = foundation
  const ledger = foundation.ledger.asLedger
  const devices = new Devices(ledger, identity)
  const addressBook: AddressBook = new AddressBook({
    ledger,
    devices,
    clock,
    news: new News(ledger, () => clock.now()),
    onNewerCard: (tx, { person }) => resealForCard(tx, { feeds, addressBook }, person),
    onBlocked: () => undefined,
    onUnblocked: () => undefined,
    onForgotten: () => undefined,
  })
  const { hadDevice, isBlocked } = knownDevices(devices, addressBook)
  const feeds: PairFeeds = new PairFeeds({
    ...{ ledger, ownCores, foreignCores, clock, badInput, isBlocked, device: identity.device },
    receive: () => undefined,
  })
  const store = new ObjectStore({
    ...{ ledger, ownCores, foreignCores, hadDevice: (person, device) => hadDevice(ledger, person, device) },
    findByWords: () => null,
    findTold: () => null,
    author: { person: identity.person, device: identity.device.publicKey },
  })
  const replicate = new Replicate({
    ...{ ledger, ownCores, foreignCores, feeds, isKeptFor: () => false },
    findPublic: () => Promise.resolve(null),
  })
  const audiences = {
    person: createPersonStrategy({ addressBook, feeds, identity, replicate }),
    group: standInGroup(group),
    public: standInPublic(publicCore),
    correspondent: createCorrespondentStrategy({ identity, clock, mailSender: noMailSender }),
  }
  const inbox = new Inbox({
    ...{ ledger, identity, clock, badInput, isDeviceOf: hadDevice, audiences: () => audiences },
    isDeskOf: (rows, person, device) => devices.isDeskOf(rows, person, device),
  })
  return {
    ...{ ledger, identity, clock, store, foreignCores, feeds, audiences, replicate, addressBook, inbox },
    ...{ badInput, hadDevice, whoIs: devices.whoIs, log: silentLog, kinds: standInKinds() },
    ...standInPorts(),
    acquaintances: new Acquaintances(addressBook, identity.person),
    clockGuard: new ClockGuard({ ledger, clock, log: silentLog, elapsedMs: () => clock.monotonicMs() }),
  }
}

function knownDevices(
  devices: Devices,
  addressBook: AddressBook,
): Pick<DeliveryParts, 'hadDevice'> & { isBlocked: AddressBook['isBlockedPerson'] } {
  return {
    hadDevice: (rows, person, device) => devices.hadDevice(rows, person, device),
    isBlocked: (rows, person) => addressBook.isBlockedPerson(rows, person),
  }
}

/** Gives both homes the card of the other and a feed for the other. */
export function pair(one: PlainHome, other: PlainHome): void {
  const pairSecret = randomBytes(32)
  meet(one, other, pairSecret)
  meet(other, one, pairSecret)
}

export function meet(me: PlainHome, them: PlainHome, pairSecret: Uint8Array): void {
  const { person, device, card } = them.identity
  me.ledger.transact((tx) => {
    me.parts.addressBook.keep(tx, card)
    me.parts.feeds.create(tx, { person, device: device.publicKey, pairSecret })
  })
}
