// The parts that keepers works with, what it asks of higher nouns, and how long it waits.
import type { Clock, Log } from '../base/index.ts'
import type { ForeignCores, OwnCores } from '../cores/index.ts'
import type { PairFeeds } from '../feeds/index.ts'
import type { Identity, Keepers, KeeperSet } from '../identity/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import type { Peers } from '../network/index.ts'
import type { Phones } from '../phones/index.ts'
import type { AwayFeed } from './away-reader.ts'
import type { RosterReaders } from './roster-errands.ts'

/** What keepers asks about contacts and letters. */
interface KeepersPorts {
  /** The stations on the newest card of a person. Null for an unknown or blocked person. */
  keepersOf: (rows: Rows, person: Uint8Array) => Keepers | null
  isBlocked: (rows: Rows, person: Uint8Array) => boolean
  /** The devices that count for a person. */
  devicesOf: (rows: Rows, person: Uint8Array) => Uint8Array[]
  /**
   * Writes the stations on the own card, together with the rows of `choose`, and appends the card to
   * the feeds. Resolves after the commit.
   */
  changeCard: (choose: (tx: Transaction) => Keepers) => Promise<void>
  /** True if the author reads this object without an audience, so that its key stays. */
  keepsKey: (rows: Rows, object: Uint8Array) => boolean
  /** True if an open gate names this set. */
  isSetInUse: (rows: Rows, set: KeeperSet) => boolean
  /** True if this person has public posts. */
  isPublishing: (rows: Rows) => boolean
  readers: RosterReaders
  /** The phones of this home, which a station wakes. */
  phones: Pick<Phones, 'events' | 'door' | 'wakes' | 'recordPush'>
  /** The feeds of fellow members of groups, and those of followed authors. */
  listOtherFeeds: (rows: Rows) => AwayFeed[]
}

export interface KeepersParts extends KeepersPorts {
  ledger: Ledger
  identity: Identity
  clock: Clock
  log: Log
  ownCores: OwnCores
  foreignCores: ForeignCores
  feeds: PairFeeds
  peers: Peers
  pace: Pace
}

/** All times are in ms. */
export interface Pace {
  /** Between a commit and the handing over of what it wrote. */
  settleMs: number
  /** Between two questions how much a station has; the pause grows from the first to the second. */
  pollMs: readonly [number, number]
  /** Between two tries after a station refused because of a limit. */
  refusedMs: number
  /** Between two questions what a station has decided. */
  newsMs: number
  /**
   * How long the devices of a contact must be away before their mailbox is visited. A device that
   * went without a word counts as away 7 s later, and a notice must be in the mailbox within 45 s.
   */
  awayMs: number
  /** Between two failed visits of one mailbox; the pause grows from the first to the second. */
  revisitMs: readonly [number, number]
  /** Between the start and the first visit of the stations of absent contacts. */
  firstReadMs: number
  /** Between two such visits; the pause grows from the first to the second. */
  readAgainMs: readonly [number, number]
  /** The longest part of a visit without news. */
  visitMs: number
  /** Until routes for phones are opened again that a station did not take, or has closed. */
  routesAgainMs: number
  /** Between two questions of a home that stays connected, as what wakes its phones grows old. */
  wakesAgainMs: number
}

export const PACE: Pace = {
  settleMs: 50,
  pollMs: [250, 5_000],
  refusedMs: 3_600_000,
  newsMs: 15_000,
  awayMs: 25_000,
  revisitMs: [30_000, 3_600_000],
  firstReadMs: 1_000,
  readAgainMs: [120_000, 3_600_000],
  visitMs: 15_000,
  routesAgainMs: 10_000,
  wakesAgainMs: 6 * 3_600_000,
}

/** Returns the pause after this number of tries, which doubles with each. */
export function growing([first, most]: readonly [number, number], tries: number): number {
  return Math.min(most, first * 2 ** Math.min(tries, 20))
}
