// Delivers the removal of a group's member to the own stations, and to those of other members who are
// away, so that the removed one can no longer open posts there. A station of others is visited with
// fresh keys. Each is tried for seven days, and passes the removal on to the others of its customer.
import { Pumps, toHex } from '../base/index.ts'
import { encodeGateActs, removalForm, MAX_REMOVALS, type Removal } from '../station-records/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { ANSWER_MS } from './ask.ts'
import { growing, type KeepersParts } from './parts.ts'
import type { Visits } from './visits.ts'

const TRY_FOR_MS = 7 * 86_400_000

/** A removal, and the station of an author that has the member on a roster. */
export interface RemovalAt extends Removal {
  readonly station: Uint8Array
}

export class RemovalErrands {
  readonly #parts: KeepersParts
  readonly #visits: Visits
  readonly #pumps: Pumps
  readonly #tries = new Map<string, number>()
  #queued: Uint8Array[] = []

  constructor(parts: KeepersParts, visits: Visits) {
    this.#parts = parts
    this.#visits = visits
    this.#pumps = new Pumps((station) => this.#deliver(station), {
      log: parts.log,
      failed: 'keepers-work-failed',
    })
    parts.ledger.onCommit(() => {
      for (const station of this.#queued.splice(0)) this.#pumps.wake(station)
    })
  }

  start(): void {
    for (const station of listStations(this.#parts.ledger)) this.#pumps.wake(station)
  }

  /** Call this in the transaction that reads the removal. */
  queue(tx: Transaction, removals: readonly RemovalAt[]): void {
    const now = this.#parts.clock.now()
    for (const { station, ...removal } of removals) {
      tx.run('INSERT OR IGNORE INTO removals VALUES (?, ?, ?)', station, removalForm.encode(removal), now)
      this.#queued.push(station)
    }
  }

  async #deliver(station: Uint8Array): Promise<number | null> {
    const { ledger, clock, pace } = this.#parts
    await ledger.write((tx) => tx.run('DELETE FROM removals WHERE at < ?', clock.now() - TRY_FOR_MS))
    for (;;) {
      const waiting = listWaiting(ledger, station)
      if (waiting.length === 0) return null
      const answer = await this.#visits.use(station, 'remove', { waitMs: pace.visitMs }, (peer) =>
        peer.request('gate-act', encodeGateActs([], waiting), ANSWER_MS),
      )
      if (answer === null) return this.#pauseFor(station)
      await ledger.write((tx) => {
        const sql = 'DELETE FROM removals WHERE station = ? AND removal = ?'
        for (const removal of waiting) tx.run(sql, station, removal)
      })
    }
  }

  #pauseFor(station: Uint8Array): number {
    const id = toHex(station)
    const tries = this.#tries.get(id) ?? 0
    this.#tries.set(id, tries + 1)
    return growing(this.#parts.pace.revisitMs, tries)
  }

  close(): Promise<void> {
    return this.#pumps.close()
  }
}

function listStations(rows: Rows): Uint8Array[] {
  const sql = 'SELECT DISTINCT station FROM removals'
  return rows.all<{ station: Uint8Array }>(sql).map(({ station }) => station)
}

function listWaiting(rows: Rows, station: Uint8Array): Uint8Array[] {
  const sql = 'SELECT removal FROM removals WHERE station = ? LIMIT ?'
  return rows.all<{ removal: Uint8Array }>(sql, station, MAX_REMOVALS).map(({ removal }) => removal)
}
