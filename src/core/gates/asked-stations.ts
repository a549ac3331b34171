// How many stations have answered what the author decided about a person, or about some letters.
import { toHex } from '../base/index.ts'
import type { Rows } from '../ledger/index.ts'
import { IS_IN_USE } from './author-rosters.ts'

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
