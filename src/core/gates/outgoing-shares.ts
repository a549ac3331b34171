// The shares of a gate that are still at this home: which one leaves for which station, which never
// leaves, and which one a station has confirmed.
import { hashKeptShare, type AnsweredPut, type PutGate } from '../station-records/index.ts'
import type { Rows, SqlValue, Transaction } from '../ledger/index.ts'
import { findPlace } from './gate-sets.ts'
import { findGateByHandle, type GateRow } from './gates.ts'
import { findRosterName } from './author-rosters.ts'
import { isReceiptFor, type StationCustomer } from './station-receipt.ts'

/** What a station gets of a gate, whatever its conditions are. */
type SentShare = Pick<PutGate, 'handle' | 'number' | 'until' | 'place' | 'share' | 'key' | 'roster'>

/**
 * Marks the share of this station as sent. Earlier acts then wait for the station too.
 * @returns null if the share may not leave any longer
 */
export function markShareSent(
  tx: Transaction,
  gate: GateRow,
  station: Uint8Array,
  now: number,
): SentShare | null {
  const { id, handle, number, until } = gate
  const place = findPlace(tx, handle, station)
  if (place === null || tx.run(MARK_SENT, now, id, place).changes === 0) return null
  tx.run(AWAIT_STATION, station, handle, place)
  const stored = tx.get<Pick<PutGate, 'share' | 'key'> & Record<string, never>>(SHARE, id, place)!
  return { handle, number, until, place, ...stored, roster: rosterOf(tx, gate, station) }
}

const MARK_SENT = `
  UPDATE gate_shares SET sent_at = coalesce(sent_at, ?) WHERE gate = ? AND place = ? AND share IS NOT NULL`

/** A station answers each act, so that the author knows which one it has applied. */
const AWAIT_STATION = `
  INSERT INTO gate_pending_acts (station, is_renewal, handle, seq)
  SELECT ?, a.kind = 'until', a.handle, a.seq FROM gate_acts a
  WHERE a.handle = ? AND NOT EXISTS (SELECT 1 FROM gate_votes v
    WHERE v.handle = a.handle AND v.seq = a.seq AND v.place = ?)
  ON CONFLICT DO NOTHING`

const SHARE = 'SELECT share, slot_key AS key FROM gate_shares WHERE gate = ? AND place = ?'

function rosterOf(rows: Rows, { person: group, since }: GateRow, station: Uint8Array): PutGate['roster'] {
  if (since === null) return null
  return { name: findRosterName(rows, { group, era: since.era, station })!, epoch: since.epoch }
}

/**
 * Records a station's answer to a put. Returns false, and records nothing, if its receipt is not
 * genuine or is for another share.
 */
export function recordReceipt(
  tx: Transaction,
  by: StationCustomer,
  handle: Uint8Array,
  { answer, receipt }: AnsweredPut,
): boolean {
  const [gate, place] = [findGateByHandle(tx, handle), findPlace(tx, handle, by.station)]
  if (gate === null || place === null) return false
  if (receipt === null) {
    // The station has a burn, or another share, and so will never take this one.
    if (answer === 'recalled' || answer === 'other') tx.run(STAY, gate.id, place)
    return true
  }
  if (!isReceiptFor(by, receipt, hashKeptShare(handle, gate.hashes[place - 1]!))) return false
  tx.run('DELETE FROM gate_shares WHERE gate = ? AND place = ?', gate.id, place)
  return true
}

const STAY = 'UPDATE gate_shares SET share = NULL WHERE gate = ? AND place = ?'

/**
 * Ends the gates of an object, for one audience or for all, and deletes the shares that are still
 * here. Enough shares are the grant. Those that a station has are its own to burn.
 */
export function endGatesOf(tx: Transaction, objectId: Uint8Array, person: Uint8Array | null = null): void {
  if (person === null) end(tx, 'id IN (SELECT id FROM gates WHERE object = ?)', objectId)
  else end(tx, 'id IN (SELECT id FROM gates WHERE object = ? AND audience = ?)', objectId, person)
}

export function endGate(tx: Transaction, handle: Uint8Array): void {
  end(tx, 'handle = ?', handle)
}

function end(tx: Transaction, which: string, ...names: SqlValue[]): void {
  tx.run(`UPDATE gate_rows SET stage = 'ended' WHERE ${which}`, ...names)
  tx.run(
    `UPDATE gate_shares SET share = NULL WHERE gate IN (SELECT id FROM gate_rows WHERE ${which})`,
    ...names,
  )
}
