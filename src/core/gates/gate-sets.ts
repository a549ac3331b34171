// The numbers of stations and of sets of stations in the ledger of an author. Every gate names its
// set by one number, and by it each of its stations.
import { keeperSetHash } from '../station-records/index.ts'
import type { KeeperSet } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

interface NumberedSet {
  readonly id: number
  /** In the order of their places. */
  readonly stations: number[]
}

/** Returns the numbers of a set and its stations, and gives them at the first call. */
export function numberSet(tx: Transaction, set: KeeperSet): NumberedSet {
  const hash = keeperSetHash(set)
  const places = tx.all<{ id: number; station: number }>(PRESENT, hash)
  if (places.length === 0) return insertSet(tx, set, hash)
  return { id: places[0]!.id, stations: places.map(({ station }) => station) }
}

/** A station that was destroyed and joined again is another one, so its set is another one too. */
const PRESENT = `
  SELECT k.id, q.station FROM gate_sets k JOIN gate_set_places q ON q.set_id = k.id
  WHERE k.hash = ? AND NOT EXISTS (
    SELECT 1 FROM gate_set_places p JOIN gate_stations t ON t.id = p.station
    WHERE p.set_id = k.id AND t.lost_at IS NOT NULL)
  ORDER BY k.id, q.place`

function insertSet(tx: Transaction, { devices }: KeeperSet, hash: Uint8Array): NumberedSet {
  const { lastInsertRowid: id } = tx.run('INSERT INTO gate_sets (hash) VALUES (?)', hash)
  const stations = devices.map((device) => numberStation(tx, device))
  const sql = 'INSERT INTO gate_set_places (set_id, place, station) VALUES (?, ?, ?)'
  for (const [i, station] of stations.entries()) tx.run(sql, id, i + 1, station)
  return { id, stations }
}

function numberStation(tx: Transaction, device: Uint8Array): number {
  return (
    findStation(tx, device) ?? tx.run('INSERT INTO gate_stations (device) VALUES (?)', device).lastInsertRowid
  )
}

/** Returns the number that new gates use; null if no gate names the station yet. */
export function findStation(rows: Rows, device: Uint8Array): number | null {
  const sql = 'SELECT id FROM gate_stations WHERE device = ? AND lost_at IS NULL'
  return rows.get<{ id: number }>(sql, device)?.id ?? null
}

/** Returns the numbers that a set of stations has or had. */
export function listSetNumbers(rows: Rows, set: KeeperSet): number[] {
  const sql = 'SELECT id FROM gate_sets WHERE hash = ?'
  return rows.all<{ id: number }>(sql, keeperSetHash(set)).map(({ id }) => id)
}

/** Returns the place of a station in a gate; null if it has none. */
export function findPlace(rows: Rows, handle: Uint8Array, station: Uint8Array): number | null {
  const sql = `SELECT p.place FROM gate_rows g JOIN gate_places p ON p.gate = g.id
    WHERE g.handle = ? AND p.device = ?`
  return rows.get<{ place: number }>(sql, handle, station)?.place ?? null
}

/** Returns the stations of a gate, in the order of their places. */
export function listStationsOf(rows: Rows, { id }: { id: number }): Uint8Array[] {
  const sql = 'SELECT device FROM gate_places WHERE gate = ? ORDER BY place'
  return rows.all<{ device: Uint8Array }>(sql, id).map(({ device }) => device)
}

/** Returns how many stations a gate has, and how many of them have confirmed their share. */
export function countHandedOver(rows: Rows, { id }: { id: number }): { of: number; handedOver: number } {
  const sql = 'SELECT count(*) AS "of", total(is_kept) AS handedOver FROM gate_places WHERE gate = ?'
  return rows.get<{ of: number; handedOver: number }>(sql, id) ?? { of: 0, handedOver: 0 }
}

/**
 * Takes the author's word that a station is destroyed: its shares count as burned, and it gets
 * nothing any longer. Returns the handles of gates about which it had not answered all acts.
 */
export function loseStation(tx: Transaction, station: Uint8Array, at: number): Uint8Array[] {
  const asked = tx.all<{ handle: Uint8Array }>(
    'SELECT DISTINCT handle FROM gate_pending_acts WHERE station = ?',
    station,
  )
  dropPendingActs(tx, station)
  const id = findStation(tx, station)
  if (id !== null) {
    tx.run('UPDATE gate_shares SET share = NULL WHERE station = ? AND share IS NOT NULL', id)
    tx.run('UPDATE gate_stations SET lost_at = ? WHERE id = ?', at, id)
  }
  return asked.map(({ handle }) => handle)
}

/** A station that was left, or is destroyed, answers no act any longer. */
export function dropPendingActs(tx: Transaction, station: Uint8Array): void {
  tx.run('DELETE FROM gate_pending_acts WHERE station = ?', station)
  const sql =
    'DELETE FROM gate_pending_forgets WHERE station IN (SELECT id FROM gate_stations WHERE device = ?)'
  tx.run(sql, station)
}
