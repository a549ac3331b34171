// Invites: single-use tokens that the operator gives to future customers, with the limits of the
// account that each one opens. The ledger holds only their hashes.
import { equalBytes, type Clock } from '../base/index.ts'
import {
  formatStationLink,
  TOKEN_BYTES,
  type JoinRefusal,
  type StationLimits,
} from '../station-records/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { hash, randomBytes } from '../seal/index.ts'
import type { StationSelf } from './station-self.ts'

const DAY_MS = 86_400_000
const LIFE_MS = 7 * DAY_MS

export const DEFAULT_LIMITS: StationLimits = {
  bytes: 10_000_000_000,
  cores: 20_000,
  gates: 100_000,
  releasesPerDay: 10_000,
  egressPerDay: 50_000_000_000,
}

export interface InviteOptions extends Partial<StationLimits> {
  lifeMs?: number
}

export interface StationInvite {
  link: string
  /** ms since the epoch. */
  expiresAt: number
}

interface InviteRow extends StationLimits {
  expiresAt: number
  usedBy: Uint8Array | null
}

export class StationInvites {
  readonly #ledger: Ledger
  readonly #self: StationSelf
  readonly #clock: Clock

  constructor(ledger: Ledger, self: StationSelf, clock: Clock) {
    this.#ledger = ledger
    this.#self = self
    this.#clock = clock
  }

  async create({ lifeMs = LIFE_MS, ...limits }: InviteOptions = {}): Promise<StationInvite> {
    const token = randomBytes(TOKEN_BYTES)
    const expiresAt = this.#clock.now() + lifeMs
    const { bytes, cores, gates, releasesPerDay, egressPerDay } = { ...DEFAULT_LIMITS, ...limits }
    await this.#ledger.write((tx) => {
      tx.run(
        'DELETE FROM station_invites WHERE used_by IS NULL AND expires_at < ?',
        this.#clock.now() - DAY_MS,
      )
      tx.run(
        'INSERT INTO station_invites VALUES (?, ?, NULL, ?, ?, ?, ?, ?)',
        hashToken(token),
        ...[expiresAt, bytes, cores, gates, releasesPerDay, egressPerDay],
      )
    })
    const { device, name } = this.#self
    return { link: formatStationLink({ station: device.publicKey, name, token, expiresAt }), expiresAt }
  }

  /**
   * Returns the limits that the token grants to this account, or why it grants none. The same account
   * may ask again as long as it is here, because the answer may not have reached it.
   */
  find(
    tx: Transaction,
    token: Uint8Array,
    { account, isHere }: { account: Uint8Array; isHere: boolean },
  ): StationLimits | JoinRefusal {
    const row = tx.get<InviteRow>(
      `SELECT expires_at AS expiresAt, used_by AS usedBy, bytes, cores, gates, releases_per_day AS releasesPerDay,
         egress_per_day AS egressPerDay
       FROM station_invites WHERE token_hash = ?`,
      hashToken(token),
    )
    if (row === undefined) return 'USED'
    const { expiresAt, usedBy, ...limits } = row
    if (usedBy !== null && !(isHere && equalBytes(usedBy, account))) return 'USED'
    if (usedBy === null && this.#clock.now() >= expiresAt) return 'EXPIRED'
    return limits
  }

  spend(tx: Transaction, token: Uint8Array, account: Uint8Array): void {
    tx.run('UPDATE station_invites SET used_by = ? WHERE token_hash = ?', account, hashToken(token))
  }
}

function hashToken(token: Uint8Array): Uint8Array {
  return hash('fumikura/station-token/1', token)
}
