// Which sent letters are at which station. A letter is there when the station has its blocks, those
// of its files, and the notices in the feeds of its readers.
// The rows exist only until every station has them, so that a count reads few of them.
import { toHex } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { hasStations, listStations, type Station } from './station-rows.ts'

/** The length that a core must have at a station. */
export interface NeededCore {
  core: Uint8Array
  length: number
}

/** A letter needs its own core and the feed of its reader; each file has one more. */
const NOTED_AT_ONCE = 8

/** Call this function in the transaction that announces a letter. */
export function recordHandingOver(tx: Transaction, object: Uint8Array, needed: readonly NeededCore[]): void {
  if (!hasStations(tx)) return
  for (let at = 0; at < needed.length; at += NOTED_AT_ONCE) {
    const rows = needed.slice(at, at + NOTED_AT_ONCE).map(({ core, length }) => [object, core, length])
    tx.run(
      `INSERT INTO handing_over VALUES ${rows.map(() => '(?, ?, ?)').join(', ')}
       ON CONFLICT (object, core) DO UPDATE SET length = max(length, excluded.length)`,
      ...rows.flat(),
    )
  }
}

export function forgetHandingOver(tx: Transaction, object: Uint8Array): void {
  tx.run('DELETE FROM handing_over WHERE object = ?', object)
}

const WAITING = `
  SELECT DISTINCT object FROM handing_over
  LEFT JOIN station_cores ON station = ? AND station_cores.core = handing_over.core
  WHERE length > coalesce(kept_length, 0)`

function listWaiting(rows: Rows, station: Uint8Array): Set<string> {
  const found = rows.all<{ object: Uint8Array }>(WAITING, station)
  return new Set(found.map(({ object }) => toHex(object)))
}

/** Returns a function that tells whether a letter with its notices still waits for a station. */
export function findWaiting(rows: Rows): (station: Uint8Array, object: Uint8Array) => boolean {
  const waiting = new Map(listStations(rows).map(({ device }) => [toHex(device), listWaiting(rows, device)]))
  return (station, object) => waiting.get(toHex(station))?.has(toHex(object)) ?? true
}

/**
 * Forgets the letters that every station has. While a station has not caught up, the rows tell
 * which letters it has.
 */
export function forgetHandedOver(tx: Transaction): void {
  const stations = listStations(tx)
  if (!stations.every(({ isCaughtUp }) => isCaughtUp)) return
  const waiting = new Set(stations.flatMap(({ device }) => [...listWaiting(tx, device)]))
  const all = tx.all<{ object: Uint8Array }>('SELECT DISTINCT object FROM handing_over')
  for (const { object } of all) if (!waiting.has(toHex(object))) forgetHandingOver(tx, object)
}

export interface HandedOver {
  handedOver: number
  waiting: number
}

/** Counts the letters at a station. `sent`: the number of all sent letters. */
export function countAtStation(rows: Rows, { device, isCaughtUp }: Station, sent: number): HandedOver {
  const waiting = listWaiting(rows, device).size
  const handedOver = isCaughtUp ? Math.max(0, sent - waiting) : countRows(rows) - waiting
  return { handedOver, waiting: isCaughtUp ? waiting : Math.max(0, sent - handedOver) }
}

function countRows(rows: Rows): number {
  const sql = 'SELECT count(DISTINCT object) AS count FROM handing_over'
  return rows.get<{ count: number }>(sql)!.count
}

/** The stations that a letter was given to, and which of them have it. */
export interface AtStations {
  of: number
  handedOver: number
  at: { station: Station; has: boolean }[]
}

/** Returns at how many stations a sent letter is. Null without stations. */
export function findAtStations(rows: Rows, object: Uint8Array): AtStations | null {
  const stations = listStations(rows)
  if (stations.length === 0) return null
  const isNoted = rows.get('SELECT 1 FROM handing_over WHERE object = ? LIMIT 1', object) !== undefined
  const has = ({ device, isCaughtUp }: Station): boolean =>
    isNoted ? rows.get(`${WAITING} AND object = ?`, device, object) === undefined : isCaughtUp
  const at = stations.map((station) => ({ station, has: has(station) }))
  return { of: at.length, handedOver: at.filter((one) => one.has).length, at }
}

/** Counts the sent letters that no station has. Null without stations. */
export function countAtNoStation(rows: Rows, sent: number): number | null {
  const stations = listStations(rows)
  if (stations.length === 0) return null
  const waiting = stations.map(({ device }) => listWaiting(rows, device))
  const everywhere = [...waiting[0]!].filter((object) => waiting.every((some) => some.has(object))).length
  const isAnyCaughtUp = stations.some(({ isCaughtUp }) => isCaughtUp)
  return isAnyCaughtUp ? everywhere : Math.max(0, sent - (countRows(rows) - everywhere))
}
