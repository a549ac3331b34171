// Which cores each station has: own ones, and feeds that contacts write for this person.
import { toHex } from '../base/index.ts'
import { discoveryKey } from '../cores/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { listStations } from './station-rows.ts'

export interface KeptCore {
  core: Uint8Array
  /** The number of first blocks that are on the station's disk, by its own word. */
  keptLength: number
}

export function listKeptCores(rows: Rows, station: Uint8Array): KeptCore[] {
  const sql = 'SELECT core, kept_length AS keptLength FROM station_cores WHERE station = ?'
  return rows.all<KeptCore & Record<string, never>>(sql, station)
}

export function findKeptLength(rows: Rows, station: Uint8Array, core: Uint8Array): number {
  const sql = 'SELECT kept_length AS keptLength FROM station_cores WHERE station = ? AND core = ?'
  return rows.get<{ keptLength: number }>(sql, station, core)?.keptLength ?? 0
}

/** From now on the station gets this own core when it asks for it. */
export function recordGiven(tx: Transaction, station: Uint8Array, core: Uint8Array): void {
  const sql = 'INSERT OR IGNORE INTO station_cores (station, core, discovery_key) VALUES (?, ?, ?)'
  tx.run(sql, station, core, discoveryKey(core))
}

export function recordKept(tx: Transaction, station: Uint8Array, { core, keptLength }: KeptCore): void {
  const sql = 'UPDATE station_cores SET kept_length = ? WHERE station = ? AND core = ?'
  tx.run(sql, keptLength, station, core)
}

/** Returns the core that this station keeps or watches for this person, by its discovery key. */
export function findStationCore(rows: Rows, station: Uint8Array, key: Uint8Array): Uint8Array | null {
  const sql = `
    SELECT core FROM station_cores WHERE station = ? AND discovery_key = ?
    UNION SELECT core FROM station_watches WHERE station = ? AND discovery_key = ?`
  const dk = Buffer.from(key)
  return rows.get<{ core: Uint8Array }>(sql, station, dk, station, dk)?.core ?? null
}

export interface WatchedCore {
  core: Uint8Array
  /** The station no longer has the blocks before this position. */
  droppedLength: number
}

export function listWatches(rows: Rows, station: Uint8Array): WatchedCore[] {
  const sql = 'SELECT core, dropped_length AS droppedLength FROM station_watches WHERE station = ?'
  return rows.all<WatchedCore & Record<string, never>>(sql, station)
}

export function recordWatched(tx: Transaction, station: Uint8Array, core: Uint8Array): void {
  const sql = 'INSERT OR IGNORE INTO station_watches (station, core, discovery_key) VALUES (?, ?, ?)'
  tx.run(sql, station, core, discoveryKey(core))
}

export function removeWatched(tx: Transaction, station: Uint8Array, core: Uint8Array): void {
  tx.run('DELETE FROM station_watches WHERE station = ? AND core = ?', station, core)
}

export function recordDroppedRead(
  tx: Transaction,
  station: Uint8Array,
  { core, droppedLength }: WatchedCore,
): void {
  const sql = 'UPDATE station_watches SET dropped_length = ? WHERE station = ? AND core = ?'
  tx.run(sql, droppedLength, station, core)
}

/** Blocks of an own core that no station needs any longer. `end` is the first block that stays. */
export interface DroppedRange {
  core: Uint8Array
  start: number
  end: number
}

/**
 * Call this function in the transaction that deletes an own object. Every station that keeps the
 * core clears the blocks when it is reached.
 */
export function dropAtStations(tx: Transaction, ranges: readonly DroppedRange[]): void {
  for (const { device } of listStations(tx))
    for (const { core, start, end } of ranges)
      tx.run('INSERT OR REPLACE INTO station_drops VALUES (?, ?, ?, ?)', device, core, start, end)
}

export function hasDrops(rows: Rows): boolean {
  return rows.get('SELECT 1 FROM station_drops LIMIT 1') !== undefined
}

export function listDrops(rows: Rows, station: Uint8Array, limit: number): DroppedRange[] {
  const sql = 'SELECT core, start, end FROM station_drops WHERE station = ? LIMIT ?'
  return rows.all<DroppedRange & Record<string, never>>(sql, station, limit)
}

export function forgetDrops(tx: Transaction, station: Uint8Array, ranges: readonly DroppedRange[]): void {
  for (const { core, start, end } of ranges)
    tx.run(
      'DELETE FROM station_drops WHERE station = ? AND core = ? AND start = ? AND end = ?',
      ...[station, core, start, end],
    )
}

/** Keyed by core in hex. */
export function keptLengths(rows: Rows, station: Uint8Array): Map<string, number> {
  return new Map(listKeptCores(rows, station).map(({ core, keptLength }) => [toHex(core), keptLength]))
}
