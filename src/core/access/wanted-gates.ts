// Which letters need another gate: after a change of the stations, of the reader's box key, or
// after the end of a lease; and how far each change is. A letter is opened by the old gate until
// the notice with the new one is at the stations.
// Each step is a row, so that a crash between two of them only delays the next.
import { keeperSetHash } from '../station-records/index.ts'
import { findLeaseMs, listGatesFor, listStationsOf, setStage, type GateRow } from '../gates/index.ts'
import type { KeeperSet } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { ObjectReader } from '../store/index.ts'
import type { AudienceGrant } from './grant.ts'
import { findAudience } from './facts.ts'

/** A lease is renewed when a third of it is over. */
const RENEWED_PART = 2 / 3

const WANT = 'INSERT OR IGNORE INTO gates_wanted (object, audience, noticed_at)'
const OF_AUDIENCE = 'JOIN access_audiences a ON a.object = g.object AND a.audience = g.audience'
/** The index of the gates that are between two sets. */
const CHANGING = "stage IN ('new', 'old')"
const NOTICED_AT = 'coalesce(a.noticed_at, a.not_before)'

/** Wants gates of this set for every letter that has another one. Null if there is no station. */
export function wantGatesOfSet(tx: Transaction, set: KeeperSet | null): void {
  const sql = `${WANT} SELECT DISTINCT g.object, g.audience, ${NOTICED_AT} FROM gates g ${OF_AUDIENCE}
    WHERE g.stage <> 'ended' AND g.until > 0 AND g.set_hash <> ?`
  tx.run(sql, set === null ? NO_SET : keeperSetHash(set))
}

const NO_SET = new Uint8Array(32)

/** Wants gates for the letters that were sent before there was a station. It reads all letters. */
export function wantFirstGates(tx: Transaction): void {
  tx.run(`${WANT} SELECT a.object, a.audience, ${NOTICED_AT} FROM access_audiences a
    JOIN access_grants r ON r.object = a.object AND r.audience = a.audience
    WHERE a.mode = 'controlled' AND a.recalled_at IS NULL AND a.expired_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM gates g WHERE g.object = a.object AND g.audience = a.audience AND g.stage <> 'ended')`)
}

/** Wants gates for the letters to one audience, whose grants are sealed to another key now. */
export function wantGatesFor(tx: Transaction, audience: Uint8Array): void {
  const sql = `${WANT} SELECT DISTINCT g.object, g.audience, ${NOTICED_AT}
    FROM access_grants r JOIN gates g ON g.object = r.object AND g.audience = r.audience ${OF_AUDIENCE}
    WHERE r.audience = ? AND g.stage <> 'ended'`
  tx.run(sql, audience)
}

/** Wants gates for the letters whose lease has ended, so that no honest station has a share. */
export function wantLapsedGates(tx: Transaction, now: number): void {
  const sql = `${WANT} SELECT g.object, g.audience, ${NOTICED_AT} FROM gates g ${OF_AUDIENCE}
    WHERE g.stage <> 'ended' AND g.until <= ? AND g.stage = 'live'
      AND NOT EXISTS (SELECT 1 FROM gates n WHERE n.object = g.object AND n.audience = g.audience AND n.number > g.number)`
  tx.run(sql, now)
}

/** Removes and returns letters that need another gate, the newest first. */
export function removeWanted(tx: Transaction, limit: number): ObjectReader[] {
  const sql =
    'SELECT object AS objectId, audience AS person FROM gates_wanted ORDER BY noticed_at DESC LIMIT ?'
  const wanted = tx.all<ObjectReader & Record<string, never>>(sql, limit)
  for (const { objectId, person } of wanted)
    tx.run('DELETE FROM gates_wanted WHERE object = ? AND audience = ?', objectId, person)
  return wanted
}

/** True if a letter needs another gate, or is between two. */
export function areGatesChanging(rows: Rows): boolean {
  return (
    rows.get('SELECT 1 FROM gates_wanted LIMIT 1') !== undefined ||
    rows.get(`SELECT 1 FROM gates WHERE ${CHANGING} LIMIT 1`) !== undefined
  )
}

/** A letter that can get another gate. */
interface Regated {
  /** The grant that the author's own device releases. */
  readonly grant: AudienceGrant
  readonly isNoticed: boolean
  /** Those that can still open it, the newest first. */
  readonly gates: GateRow[]
}

/**
 * Null if stations must not release the letter: it is open, ended or opened, or a lost device may
 * have taken it back.
 */
export function findRegated(rows: Rows, reader: ObjectReader, now: number): Regated | null {
  const row = findAudience(rows, reader.objectId, reader.person)
  if (row === null || row.mode === 'open' || row.isUnsettled || row.releasedAt !== null) return null
  if (row.recalledAt !== null || row.expiredAt !== null) return null
  if (row.expiresAt !== null && row.expiresAt <= now) return null
  const sql =
    'SELECT box_number AS boxNumber, sealed_key AS sealedKey FROM access_grants WHERE object = ? AND audience = ?'
  const stored = rows.get<{ boxNumber: number; sealedKey: Uint8Array }>(sql, reader.objectId, reader.person)
  if (stored === undefined) return null
  const { audience, since } = row
  return {
    grant: { audience, since, boxNumber: stored.boxNumber, grant: stored.sealedKey },
    isNoticed: row.noticedAt !== null,
    gates: listGatesFor(rows, reader).filter(({ stage }) => stage !== 'ended'),
  }
}

/** One station more than open the letter has its share, if the set has so many. */
const IS_HANDED_OVER = `(SELECT sum(p.is_kept) >= min(n.need + 1, count(*)) FROM gate_places p WHERE p.gate = n.id)`

/**
 * Returns gates that enough stations have for their notice, the newest first.
 */
export function listAnnounceable(rows: Rows, limit: number): (ObjectReader & { handle: Uint8Array })[] {
  const sql = `SELECT n.handle, n.object AS objectId, n.audience AS person FROM gates n
    WHERE n.${CHANGING} AND n.stage = 'new' AND ${IS_HANDED_OVER}
    ORDER BY n.id DESC LIMIT ?`
  return rows.all<ObjectReader & { handle: Uint8Array } & Record<string, never>>(sql, limit)
}

/**
 * The next notice names this gate. The one that it replaces can open the letter until it is burned.
 */
export function makeLive(tx: Transaction, reader: ObjectReader, handle: Uint8Array): void {
  for (const gate of listGatesFor(tx, reader)) if (gate.stage === 'live') setStage(tx, gate.handle, 'old')
  setStage(tx, handle, 'live')
}

/** A gate that another one has replaced, with the stations of that one. */
interface Replaced {
  readonly handle: Uint8Array
  readonly objectId: Uint8Array
  readonly need: number
  readonly stations: Uint8Array[]
}

/**
 * Returns gates that can be burned once the newest notice is at enough of these stations. Enough of
 * them have their shares.
 */
export function listReplaced(rows: Rows): Replaced[] {
  const sql = `SELECT o.handle, o.object AS objectId, n.id, n.need FROM gates o
    JOIN gates n ON n.object = o.object AND n.audience = o.audience AND n.stage = 'live'
    WHERE o.${CHANGING} AND o.stage = 'old' AND ${IS_HANDED_OVER} ORDER BY o.id DESC`
  const found = rows.all<Omit<Replaced, 'stations'> & { id: number } & Record<string, never>>(sql)
  return found.map(({ id, ...replaced }) => ({ ...replaced, stations: listStationsOf(rows, { id }) }))
}

/** Returns gates whose lease needs to be renewed, those that end next first. */
export function listToRenew(rows: Rows, now: number, limit: number): Uint8Array[] {
  const sql = `SELECT g.handle FROM gates g ${OF_AUDIENCE}
    WHERE g.stage <> 'ended' AND g.until > ? AND g.until <= ? AND (a.expires_at IS NULL OR a.expires_at > g.until)
    ORDER BY g.until LIMIT ?`
  const before = now + findLeaseMs(rows) * RENEWED_PART
  const found = rows.all<{ handle: Uint8Array }>(sql, now, before, limit)
  return found.map(({ handle }) => handle)
}
