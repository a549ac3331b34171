// What the parts of a run of the keepers' model share: its tables, its options, its stations, and
// what it judges in the end.
import type { GateFacts, GateState } from '../../../src/core/gates/gate-situation.ts'
import { accountOf, emptyLog, type LogHead } from '../../../src/core/station-records/index.ts'
import { stationSchema } from '../../../src/core/station/index.ts'
import { PlainLedger } from '../../unit/access/plain-ledger.ts'
import { TestStation, type Customer } from '../../unit/station/test-station.ts'
import type { Random } from '../random.ts'
import type { AccountRows } from './account-rows.ts'

const MAX_STATIONS = 7
const LOSS = 0.2

/** Tables that many runs share. Each run has a letter and a customer of its own. */
export class KeeperTables {
  readonly author = new PlainLedger()
  readonly stations = Array.from({ length: MAX_STATIONS }, () => new PlainLedger(':memory:', [stationSchema]))

  close(): void {
    for (const ledger of [this.author, ...this.stations]) ledger.close()
  }
}

export interface Preset {
  /** The number of stations. */
  of: number
  need: number
  distrust: number
}

/** All that the screens offer, and some that a person can set. */
export const PRESETS: readonly Preset[] = [
  { of: 1, need: 1, distrust: 0 },
  { of: 2, need: 1, distrust: 0 },
  { of: 2, need: 2, distrust: 1 },
  { of: 3, need: 2, distrust: 1 },
  { of: 3, need: 3, distrust: 1 },
  { of: 5, need: 2, distrust: 1 },
  { of: 5, need: 3, distrust: 1 },
  { of: 5, need: 3, distrust: 2 },
]

export type StepName =
  | 'ask'
  | 'deliver'
  | 'pass on'
  | 'put'
  | 'hear'
  | 'heads'
  | 'crash'
  | 'wait'
  | 'copy'
  | 'rewind'
  | 'noticed rewind'
  | 'ask home'
  | 'late clock'
  | 'take back'
  | 'hold'
  | 'let-go'

export interface RunOptions {
  preset: Preset
  /** Stations that hand their share to the reader whatever they answer. */
  liars: number
  /** Stations that are put back to an earlier state at a time when nobody notices. */
  rewinds: number
  /** True if stations that are put back do not wait and are not fenced. */
  isForgetful?: boolean
  /** Other frequencies of some steps, for what seldom happens otherwise. */
  weights?: Partial<Record<StepName, number>>
  /** Another decision than the engine's, to see what it would do. */
  decide?: (facts: GateFacts) => GateState
}

export interface Verdict {
  /** True if the author was told that the letter is recalled or expired. */
  wasCertain: boolean
  /** True if the reader has the letter. */
  isOpened: boolean
  /** True if the author was told so with too few burns, by the run's own count. */
  wasTooEarly: boolean
  state: GateState
  steps: string[]
}

/** True if the author was told that nobody can open it, and the reader opened it. */
export const isBroken = ({ wasCertain, isOpened }: Verdict): boolean => wasCertain && isOpened

export interface Keeper {
  place: number
  station: TestStation
  account: Uint8Array
  isLiar: boolean
  canRewind: boolean
  copied: AccountRows | null
  /** What the author has read of its log. */
  head: LogHead
}

export function makeKeeper(tables: KeeperTables, author: Customer, i: number): Keeper {
  const station = new TestStation(i + 1, tables.stations[i])
  station.join(author)
  const account = accountOf(station.pair.publicKey, author.person)
  return {
    ...{ place: i + 1, station, account, isLiar: false, canRewind: false, copied: null },
    head: emptyLog(account),
  }
}

/** True if a call or its answer does not arrive. */
export function isLost(random: Random, loss = LOSS): boolean {
  return random.share() < loss
}

export function shuffled<T>(random: Random, values: readonly T[]): T[] {
  const keyed = values.map((value) => ({ value, key: random.share() }))
  return keyed.sort((one, other) => one.key - other.key).map(({ value }) => value)
}
