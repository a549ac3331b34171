// How the shares of a gate leave this home, after notify: which ones a station still needs, and what
// its answers say. A share is marked before it is sent, and its row goes with the receipt.
import { hashKeptShare, type AnsweredPut, type PutGate } from '../custody/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { findSetting } from './gate-acts.ts'
import { findAudience, type AudienceRow } from './facts.ts'
import { findPlace, findStation } from './gate-sets.ts'
import { findGateByHandle, type GateRow } from './gates.ts'
import { findRosterName } from './rosters.ts'
import { isReceiptFor, type StationCustomer } from './station-receipt.ts'

/** Shares of letters that their readers know of, and that are neither opened nor taken back. */
const UNSENT = `
  FROM gate_shares s JOIN gates g ON g.id = s.gate
  JOIN access_audiences a ON a.object = g.object AND a.audience = g.audience
  WHERE s.share IS NOT NULL AND a.noticed_at IS NOT NULL AND a.recalled_at IS NULL AND a.expired_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM access_releases r WHERE r.object = g.object AND r.person = g.audience)`

/**
 * Returns gates whose share this station should have and has not confirmed. Mark them as sent
 * before sending. A letter without a notice waits, because a recall of it is then certain at once.
 */
export function listUnsent(rows: Rows, station: Uint8Array, limit: number): Uint8Array[] {
  const sql = `SELECT g.handle ${UNSENT} AND s.station = ? ORDER BY s.gate DESC LIMIT ?`
  const id = findStation(rows, station)
  return id === null ? [] : rows.all<{ handle: Uint8Array }>(sql, id, limit).map(({ handle }) => handle)
}

/** True if a station should get a share or an act. */
export function hasGateErrands(rows: Rows): boolean {
  return (
    rows.get('SELECT 1 FROM gate_pending_acts LIMIT 1') !== undefined ||
    rows.get(`SELECT 1 ${UNSENT} LIMIT 1`) !== undefined
  )
}

/**
 * Marks the shares of these gates as sent to a station, and returns what to send. A share that may
 * no longer leave is not among them. Send only after the commit: a share that is not marked
 * cannot be handed out, and a recall counts on that. Earlier acts then wait for the station too.
 */
export function markSent(
  tx: Transaction,
  station: Uint8Array,
  handles: readonly Uint8Array[],
  now: number,
): PutGate[] {
  const sql = `UPDATE gate_shares SET sent_at = coalesce(sent_at, ?)
    WHERE gate = ? AND place = ? AND share IS NOT NULL`
  return handles.flatMap((handle) => {
    const gate = findGateByHandle(tx, handle)
    const audience = gate && findAudience(tx, gate.objectId, gate.person)
    const place = findPlace(tx, handle, station)
    if (gate === null || place === null || audience === null || audience.noticedAt === null) return []
    if (tx.run(sql, now, gate.id, place).changes === 0) return []
    tx.run(AWAIT_STATION, station, handle, place)
    return [toPut(tx, { gate, audience, place, station, now })]
  })
}

/** A station answers each act, so that the author knows which one it has applied. */
const AWAIT_STATION = `
  INSERT INTO gate_pending_acts (station, is_renewal, handle, seq)
  SELECT ?, a.kind = 'until', a.handle, a.seq FROM gate_acts a
  WHERE a.handle = ? AND NOT EXISTS (SELECT 1 FROM gate_votes v
    WHERE v.handle = a.handle AND v.seq = a.seq AND v.place = ?)
  ON CONFLICT DO NOTHING`

interface Sent {
  readonly gate: GateRow
  readonly audience: AudienceRow
  readonly place: number
  readonly station: Uint8Array
  readonly now: number
}

const SHARE = 'SELECT share, slot_key AS key FROM gate_shares WHERE gate = ? AND place = ?'

/** The conditions are those of the author's own device now; acts that come later change them. */
function toPut(rows: Rows, { gate, audience, place, station, now }: Sent): PutGate {
  const { handle, number, until } = gate
  const { notBefore, expiresAt: expires, heldAt } = audience
  const { share, key } = rows.get<Pick<PutGate, 'share' | 'key'>>(SHARE, gate.id, place)!
  const from = notBefore > now ? notBefore : null
  const when = { from, expires, until }
  const roster = rosterOf(rows, gate, station)
  return {
    handle,
    number,
    place,
    share,
    key,
    roster,
    ...when,
    isHeld: heldAt !== null || findSetting(rows, handle) === 'hold',
  }
}

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
