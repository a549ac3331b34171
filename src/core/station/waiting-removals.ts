// Removals that wait for seven days, because one of several devices of a customer may be stolen: to
// leave the station, to drop blocks of what the customer or somebody for them wrote, and to forget
// gates that the station has not decided. Another active device stops them by `station-stay`. With one
// device nobody could object, so nothing waits.
import type { Clock } from '../base/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { WHOLE_CORE } from '../station-records/index.ts'
import type { Range } from './ranges.ts'

export const REMOVAL_WAIT_MS = 7 * 24 * 60 * 60 * 1000
/** Each account may have so many. A device that wants more is answered later. */
const MAX_WAITING = 65_536

export type RemovedBlocks = { core: Uint8Array } & Range
export interface RemovedGate {
  handle: Uint8Array
}

/** Null: everything of the account. */
export type Removed = RemovedBlocks | RemovedGate | null

export interface Removal {
  account: Uint8Array
  /** The device that asked. */
  device: Uint8Array
  removed: Removed
}

interface Row {
  account: Uint8Array
  device: Uint8Array
  core: Uint8Array
  start: number
  until: number
}

/** A row of the whole account names a core of one byte, which no real key is. */
const EVERYTHING = { core: Uint8Array.of(0), start: 0, until: 0 }
/** A row of a gate has its handle in place of a core, and starts before every block. */
const GATE_START = -1

export class WaitingRemovals {
  readonly #ledger: Ledger
  readonly #clock: Clock

  constructor(ledger: Ledger, clock: Clock) {
    this.#ledger = ledger
    this.#clock = clock
  }

  /** True if another device of the account could object. */
  hasOthers(account: Uint8Array): boolean {
    const sql = 'SELECT count(*) AS count FROM account_devices WHERE account = ? AND is_active = 1'
    return this.#ledger.get<{ count: number }>(sql, account)!.count > 1
  }

  /**
   * Adds removals that wait. One that waits already keeps its time.
   * @throws Error if too many wait
   */
  add(account: Uint8Array, device: Uint8Array, removed: readonly Removed[]): Promise<void> {
    const at = this.#clock.now()
    return this.#ledger.write((tx) => {
      for (const one of removed) {
        const { core, start, until } = toRow(one)
        tx.run(
          'INSERT OR IGNORE INTO waiting_removals (account, core, start, until, device, asked_at) VALUES (?, ?, ?, ?, ?, ?)',
          ...[account, core, start, until, device, at],
        )
      }
      if (countOf(tx, account) > MAX_WAITING) throw new Error('too many removals wait')
    })
  }

  /** Returns when the account leaves the station. Null if no device wants that. */
  leavesAt(account: Uint8Array): number | null {
    const sql = 'SELECT asked_at AS askedAt FROM waiting_removals WHERE account = ? AND core = ?'
    const row = this.#ledger.get<{ askedAt: number }>(sql, account, EVERYTHING.core)
    return row === undefined ? null : row.askedAt + REMOVAL_WAIT_MS
  }

  /**
   * A device objects: what another one asked for falls, and that this one wants to leave. What it has
   * read or deleted itself still goes.
   */
  stop(account: Uint8Array, device: Uint8Array): Promise<unknown> {
    const sql = 'DELETE FROM waiting_removals WHERE account = ? AND (device <> ? OR core = ?)'
    return this.#ledger.write((tx) => tx.run(sql, account, device, EVERYTHING.core))
  }

  /** The customer wants these cores again, so they do not go as a whole. */
  keep(account: Uint8Array, cores: readonly Uint8Array[]): Promise<void> {
    const sql = 'DELETE FROM waiting_removals WHERE account = ? AND core = ? AND start = 0 AND until = ?'
    return this.#ledger.write((tx) => {
      for (const core of cores) tx.run(sql, account, core, WHOLE_CORE)
    })
  }

  /** Call this function in the transaction that removes the account too. */
  forget(tx: Transaction, account: Uint8Array): void {
    tx.run('DELETE FROM waiting_removals WHERE account = ?', account)
  }

  /**
   * Returns removals whose time has come. Those of devices that are no longer active fall, because
   * such a device may have been ended for that reason.
   */
  async listDue(limit: number): Promise<Removal[]> {
    const before = this.#clock.now() - REMOVAL_WAIT_MS
    await this.#ledger.write((tx) => tx.run(DROP_OF_ENDED))
    const sql = `SELECT account, device, core, start, until FROM waiting_removals
      WHERE asked_at <= ? ORDER BY asked_at LIMIT ?`
    return this.#ledger.all<Row & Record<string, never>>(sql, before, limit).map(toRemoval)
  }

  done({ account, removed }: Removal): Promise<unknown> {
    const { core, start } = toRow(removed)
    const sql = 'DELETE FROM waiting_removals WHERE account = ? AND core = ? AND start = ?'
    return this.#ledger.write((tx) => tx.run(sql, account, core, start))
  }
}

const DROP_OF_ENDED = `
  DELETE FROM waiting_removals WHERE NOT EXISTS (
    SELECT 1 FROM account_devices d WHERE d.account = waiting_removals.account
      AND d.device = waiting_removals.device AND d.is_active = 1)`

function countOf(rows: Rows, account: Uint8Array): number {
  const sql = 'SELECT count(*) AS count FROM waiting_removals WHERE account = ?'
  return rows.get<{ count: number }>(sql, account)!.count
}

function toRow(removed: Removed): RemovedBlocks {
  if (removed === null) return EVERYTHING
  return 'handle' in removed ? { core: removed.handle, start: GATE_START, until: 0 } : removed
}

function toRemoval({ account, device, core, start, until }: Row): Removal {
  if (core.byteLength === EVERYTHING.core.byteLength) return { account, device, removed: null }
  const removed = start === GATE_START ? { handle: core } : { core, start, until }
  return { account, device, removed }
}
