// What the functions about gates use, in one argument.
import type { Clock } from '../base/index.ts'
import type { TimeReading } from '../access/index.ts'
import type { Ledger, Rows } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'

export interface GateLimits {
  /** Shares that the station keeps at once, and as many burns without a gate. */
  readonly gates: number
  readonly releasesPerDay: number
}

export interface GateParts {
  readonly ledger: Pick<Ledger, 'get' | 'all' | 'write' | 'checkpoint'>
  /** The key of this station. */
  readonly station: KeyPair
  readonly readTime: () => TimeReading
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** How long a station waits at most for the others after its start; a minute by default. */
  readonly longestStartMs?: number
  /** Returns the account on which this device is active; null if it is on none. */
  readonly findAccount: (rows: Rows, device: Uint8Array) => Uint8Array | null
  readonly limitsOf: (rows: Rows, account: Uint8Array) => GateLimits
}
