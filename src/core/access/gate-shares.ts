// Which shares leave this home after notify, and on what conditions the stations get them.
import type { PutGate } from '../station-records/index.ts'
import {
  findGateByHandle,
  findSetting,
  findStation,
  hasPendingActs,
  markShareSent,
  type GateRow,
} from '../gates/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { findAudience, type AudienceRow } from './facts.ts'

/** Shares of letters that their readers know of, and that are neither opened nor taken back. */
const UNSENT = `
  FROM gates_unsent s JOIN access_audiences a ON a.object = s.object AND a.audience = s.audience
  WHERE a.noticed_at IS NOT NULL AND a.recalled_at IS NULL AND a.expired_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM access_releases r WHERE r.object = s.object AND r.person = s.audience)`

/**
 * Returns gates whose share this station should have and has not confirmed. Mark them as sent
 * before sending. A letter without a notice waits, because a recall of it is then certain at once.
 */
export function listUnsent(rows: Rows, station: Uint8Array, limit: number): Uint8Array[] {
  const sql = `SELECT s.handle ${UNSENT} AND s.station = ? ORDER BY s.id DESC LIMIT ?`
  const id = findStation(rows, station)
  return id === null ? [] : rows.all<{ handle: Uint8Array }>(sql, id, limit).map(({ handle }) => handle)
}

/** True if a station should get a share or an act. */
export function hasGateErrands(rows: Rows): boolean {
  return hasPendingActs(rows) || rows.get(`SELECT 1 ${UNSENT} LIMIT 1`) !== undefined
}

/**
 * Marks the shares of these gates as sent to a station, and returns what to send. A share that may
 * no longer leave is not among them. Send only after the commit: a share that is not marked
 * cannot be handed out, and a recall counts on that.
 */
export function markSent(
  tx: Transaction,
  station: Uint8Array,
  handles: readonly Uint8Array[],
  now: number,
): PutGate[] {
  return handles.flatMap((handle) => {
    const gate = findGateByHandle(tx, handle)
    const audience = gate && findAudience(tx, gate.objectId, gate.person)
    if (gate === null || audience === null || audience.noticedAt === null) return []
    const share = markShareSent(tx, gate, station, now)
    return share === null ? [] : [{ ...share, ...conditionsOf(tx, gate, audience, now) }]
  })
}

/** The conditions are those of the author's own device now; acts that come later change them. */
function conditionsOf(
  rows: Rows,
  { handle }: GateRow,
  { notBefore, expiresAt, heldAt }: AudienceRow,
  now: number,
): Pick<PutGate, 'from' | 'expires' | 'isHeld'> {
  return {
    from: notBefore > now ? notBefore : null,
    expires: expiresAt,
    isHeld: heldAt !== null || findSetting(rows, handle) === 'hold',
  }
}
