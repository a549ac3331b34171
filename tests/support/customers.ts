// People with stations, for scenarios. All waits of the work with stations are short.
import { afterEach } from 'vitest'
import { equalBytes, systemClock, type Clock } from '../../src/core/base/index.ts'
import type { EngineOptions } from '../../src/core/home-state.ts'
import type { Identity } from '../../src/core/identity/index.ts'
import type { Pace } from '../../src/core/keepers/index.ts'
import { listTold } from '../../src/core/keepers/told-rows.ts'
import type { InviteOptions } from '../../src/core/station/station-invites.ts'
import { MemoryNetwork } from './memory-network.ts'
import type { StationOptions } from '../../src/core/open-station.ts'
import { PATIENCE_MS } from './patience.ts'
import { calling, eventually, pair, Person } from './person.ts'
import { TestStation } from './station.ts'

/** Waits that are short enough for a test. */
export const QUICK_PACE: Pace = {
  settleMs: 5,
  // A station answers 50 requests a second.
  pollMs: [25, 100],
  refusedMs: 100,
  newsMs: 50,
  awayMs: 20,
  revisitMs: [50, 200],
  firstReadMs: 5,
  readAgainMs: [50, 200],
  visitMs: 1_000,
  routesAgainMs: 50,
  wakesAgainMs: 60_000,
}

/**
 * Call this function at the top of a test file. What it makes is removed after each test.
 * @param clock of everybody
 */
export function useCustomers(clock: Clock = systemClock) {
  const network = new MemoryNetwork()
  const made: (Person | TestStation)[] = []
  afterEach(async () => {
    await Promise.all(made.splice(0).map((one) => one.remove()))
  })
  async function person(name: string, options: Partial<EngineOptions> = {}): Promise<Person> {
    const person = await Person.create(name, network, clock, { stationPace: QUICK_PACE, ...options })
    made.push(person)
    return person
  }
  async function station(name: string, options: Partial<StationOptions> = {}): Promise<TestStation> {
    const station = await TestStation.create(network, { name, ...options }, clock)
    made.push(station)
    return station
  }
  /** Alice with so many stations, and bob who knows them. */
  async function open(count: number): Promise<{ alice: Person; bob: Person; stations: TestStation[] }> {
    const [alice, bob] = [await person('alice'), await person('bob')]
    const stations = await Promise.all(Array.from({ length: count }, (_, n) => station(`station ${n + 1}`)))
    await pair(alice, bob)
    for (const one of stations) await join(alice, one)
    await knowsStations(bob, alice)
    return { alice, bob, stations }
  }
  return { network, person, station, pair, open }
}

/** Opens the home of a customer again. */
export function comeBack(person: Person, pace: Partial<Pace> = {}): Promise<void> {
  return person.start({ stationPace: { ...QUICK_PACE, ...pace } })
}

/** Joins, and resolves when the station watches the feeds of all contacts. */
export async function join(
  person: Person,
  station: TestStation,
  limits: InviteOptions = {},
): Promise<{ station: string; name: string }> {
  const link = await station.invite(limits)
  const joined = await person.do.stations.add({ link, waitMs: PATIENCE_MS }, calling)
  await eventually(() => isWatched(person, station), 'the station watches')
  return joined
}

function isWatched({ home }: Person, station: TestStation): boolean {
  const own = home.ownCores.list().filter(({ length }) => length > 0)
  const watched = home.parts.feeds.list(home.parts.ledger)
  return station.do.customers().some(({ cores }) => cores === own.length + watched.length)
}

/** Resolves when the feed of `from` for a reader is at all their mailboxes. */
export function isDropped(from: Person, { person, card }: ReaderCard): Promise<void> {
  const { ledger, feeds } = from.home.parts
  return eventually(() => {
    const length = feeds.lengthOfMine(ledger, person)
    const told = listTold(ledger, person)
    const isTold = (place: Uint8Array): boolean =>
      told.some((one) => equalBytes(one.place, place) && one.length >= length)
    return card.keepers.mailboxes.every(isTold)
  }, `the notices of ${from.name} are in the mailbox`)
}

/** What is known of a reader who may be off. */
export type ReaderCard = Pick<Identity, 'person' | 'card'>

/** Resolves when the reader has the card on which the author names their stations. */
export function knowsStations(reader: Person, author: Person): Promise<void> {
  const { addressBook, ledger } = reader.home.parts
  const { person, card } = author.home.parts.identity
  return eventually(
    () => addressBook.find(ledger, person)?.card.number === card.number,
    `${reader.name} has the card of ${author.name}`,
  )
}

/** Like `knowsStations`, for a reader who need not be a contact of the author. */
export function knowsCardOf(reader: Person, author: Person): Promise<void> {
  const { acquaintances, ledger } = reader.home.parts
  const { person, card } = author.home.parts.identity
  return eventually(
    () => acquaintances.findCard(ledger, person)?.number === card.number,
    `${reader.name} has the card of ${author.name}`,
  )
}

/** Resolves when every station of this person has all of their letters. */
export function handedOver(person: Person): Promise<void> {
  return eventually(async () => {
    const stations = await person.do.stations.list({}, calling)
    return stations.length > 0 && stations.every(({ waiting, handedOver }) => waiting === 0 && handedOver > 0)
  }, `the letters of ${person.name} are at their stations`)
}

/** Resolves when every station also has its share of the key of this letter. */
export async function sharesHandedOver(author: Person, ref: string): Promise<void> {
  await handedOver(author)
  await eventually(
    async () =>
      (await author.status(ref)).every(
        ({ stations }) => stations !== null && stations.handedOver === stations.of,
      ),
    `the shares of ${author.name} are at their stations`,
  )
}
