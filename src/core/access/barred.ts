// A person from whom the author keeps what they have not opened: blocked for a time, or forgotten.
// Their gates follow in the transaction of the block, because stations ask nobody.
// It acts between notify and reference, on all letters to one person.
import { toHex } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import { noMemberships } from './audience.ts'
import { recallObject } from './author-acts.ts'
import { findAudience } from './facts.ts'
import { findSetting, insertAct } from './gate-acts.ts'
import { IS_IN_USE } from './rosters.ts'
import { actOnGate } from './gate-standing.ts'

/** Holds every gate by which this person can still open a letter. Returns the letters. */
export function barPerson(tx: Transaction, person: Uint8Array, device: KeyPair, at: number): Uint8Array[] {
  return setGates(tx, { person, kind: 'hold', isMeant: () => true }, device, at)
}

/** Lets go of those gates, except of letters that the author holds. Returns the letters. */
export function admitPerson(tx: Transaction, person: Uint8Array, device: KeyPair, at: number): Uint8Array[] {
  const isMeant = (objectId: Uint8Array, handle: Uint8Array): boolean =>
    findSetting(tx, handle) === 'hold' && findAudience(tx, objectId, person)?.heldAt === null
  return setGates(tx, { person, kind: 'let-go', isMeant }, device, at)
}

interface Setting {
  readonly person: Uint8Array
  readonly kind: 'hold' | 'let-go'
  readonly isMeant: (objectId: Uint8Array, handle: Uint8Array) => boolean
}

function setGates(
  tx: Transaction,
  { person, kind, isMeant }: Setting,
  device: KeyPair,
  at: number,
): Uint8Array[] {
  const sql = "SELECT object, handle FROM gates WHERE audience = ? AND stage <> 'ended'"
  const gates = tx.all<{ object: Uint8Array; handle: Uint8Array }>(sql, person)
  const meant = gates.filter(({ object, handle }) => isMeant(object, handle))
  for (const { handle } of meant) insertAct(tx, { handle, kind }, device, at)
  return meant.map(({ object }) => object)
}

/**
 * Returns the letters to this person that got another gate since their first notice. The notice
 * of that gate may be missing.
 */
export function listRegated(rows: Rows, person: Uint8Array): Uint8Array[] {
  const sql = `SELECT g.object FROM gates g JOIN access_audiences a ON a.object = g.object AND a.audience = g.audience
    WHERE g.audience = ? AND g.stage = 'live' AND g.number > 1 AND a.noticed_at IS NOT NULL`
  return rows.all<{ object: Uint8Array }>(sql, person).map(({ object }) => object)
}

/**
 * Takes back every letter that this person has not opened, and burns its gates. The author keeps
 * the letters, so no content key is destroyed. An open letter was released by its notice; its
 * grant goes, so that it is never announced to them again.
 * @returns the letters
 */
export function withdrawFromPerson(
  tx: Transaction,
  person: Uint8Array,
  device: KeyPair,
  at: number,
): Uint8Array[] {
  const objects = tx.all<{ object: Uint8Array }>(NOT_OPENED, person).map(({ object }) => object)
  for (const objectId of objects) {
    recallObject(tx, objectId, at, { only: [person], memberships: noMemberships, keepsKey: true })
    actOnGate(tx, { objectId, person, kind: 'withdrawn', at }, device)
  }
  tx.run('DELETE FROM access_grants WHERE audience = ?', person)
  return objects
}

const NOT_OPENED = `
  SELECT a.object FROM access_audiences a WHERE a.audience = ? AND a.recalled_at IS NULL AND a.expired_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM access_releases r WHERE r.object = a.object AND r.person = a.audience)`

/** How far the stations are with the last decision about one person. */
interface StationsOfPerson {
  /** The stations that it concerns. */
  readonly of: number
  /** Those that have answered. */
  readonly confirmed: number
}

/** Null if no station could release anything to this person. */
export function countStationsOf(rows: Rows, person: Uint8Array): StationsOfPerson | null {
  const { of, waiting } = rows.get<{ of: number; waiting: number }>(STATIONS, person, person)!
  return of === 0 ? null : { of, confirmed: of - waiting }
}

/** Like `countStationsOf`, for the gates of these letters and all their readers. */
export function countStationsOfLetters(rows: Rows, objects: readonly Uint8Array[]): StationsOfPerson | null {
  const sql = `SELECT count(DISTINCT station) AS "of", count(DISTINCT CASE WHEN isWaiting THEN station END) AS waiting
    FROM (${ANSWERS} WHERE g.object IN (SELECT unhex(value) FROM json_each(?)))`
  const names = JSON.stringify(objects.map(toHex))
  const { of, waiting } = rows.get<{ of: number; waiting: number }>(sql, names)!
  return of === 0 ? null : { of, confirmed: of - waiting }
}

/** A station of a gate, and whether an act waits for it. */
const ANSWERS = `
  SELECT s.device AS station, p.handle IS NOT NULL AS isWaiting
  FROM gates g JOIN gate_places s ON s.gate = g.id AND s.is_sent AND NOT s.is_lost
  LEFT JOIN gate_pending_acts p ON p.station = s.device AND p.handle = g.handle AND p.is_renewal = 0`

/**
 * The acts on the gates of the person, and the rosters that they were struck from. A renewal of a
 * lease is no decision about the person.
 */
const STATIONS = `
  SELECT count(DISTINCT station) AS "of", count(DISTINCT CASE WHEN isWaiting THEN station END) AS waiting FROM (
    ${ANSWERS}
    WHERE g.audience = ? AND EXISTS (SELECT 1 FROM gate_acts a WHERE a.handle = g.handle AND a.kind <> 'until')
    UNION ALL
    SELECT r.station, m.stage = 'gone' FROM roster_members m JOIN gate_rosters r ON r.roster = m.roster
    WHERE m.person = ? AND m.stage IN ('gone', 'struck') AND ${IS_IN_USE})`
