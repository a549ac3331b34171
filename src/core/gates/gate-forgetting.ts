// A reader keeps the letter, so nobody needs its gates any longer: each station may forget its
// share, and the author the acts. That the letter was opened stays, in the releases and in the
// votes.
import type { Rows, Transaction } from '../ledger/index.ts'
import type { ObjectReader } from '../store/index.ts'
import { findGateByHandle, setStage } from './gates.ts'

/** Call this function in the transaction that records the word of the reader. */
export function endGates(tx: Transaction, { objectId, person }: ObjectReader): void {
  tx.run(
    `INSERT OR IGNORE INTO gate_pending_forgets (station, gate)
     SELECT s.station, s.gate FROM gates g JOIN gate_places s ON s.gate = g.id
     WHERE g.object = ? AND g.audience = ? AND s.is_sent AND NOT s.is_lost`,
    ...[objectId, person],
  )
}

/** Returns gates that this station should forget. */
export function listPendingForgets(rows: Rows, station: Uint8Array, limit: number): Uint8Array[] {
  const sql = `SELECT g.handle FROM gate_stations t JOIN gate_pending_forgets p ON p.station = t.id
    JOIN gate_rows g ON g.id = p.gate WHERE t.device = ? LIMIT ?`
  return rows.all<{ handle: Uint8Array }>(sql, station, limit).map(({ handle }) => handle)
}

/** The station has forgotten these gates. The last station's word ends the rows of a gate here. */
export function recordForgotten(tx: Transaction, station: Uint8Array, handles: readonly Uint8Array[]): void {
  const sql = `DELETE FROM gate_pending_forgets
    WHERE gate = ? AND station IN (SELECT id FROM gate_stations WHERE device = ?)`
  for (const handle of handles) {
    const gate = findGateByHandle(tx, handle)
    if (gate === null || tx.run(sql, gate.id, station).changes === 0) continue
    if (tx.get('SELECT 1 FROM gate_pending_forgets WHERE gate = ?', gate.id) === undefined)
      forgetActs(tx, handle)
  }
}

/** A burn of an opened letter came too late, so it stays only as the author's own recall. */
function forgetActs(tx: Transaction, handle: Uint8Array): void {
  tx.run('DELETE FROM gate_pending_acts WHERE handle = ?', handle)
  tx.run('DELETE FROM gate_acts WHERE handle = ?', handle)
  tx.run("DELETE FROM gate_votes WHERE handle = ? AND vote IN ('held', 'let-go')", handle)
  setStage(tx, handle, 'ended')
}
