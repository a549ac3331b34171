// The stations of this person in the ledger.
import {
  accountOf,
  gateReceiptForm,
  emptyLog,
  type LogHead,
  type StationUsage,
} from '../station-records/index.ts'
import type { Rows, Stored, Transaction } from '../ledger/index.ts'

/** Another own device would be asked about `leavesAt`; a person has one so far. */
export type KnownUsage = Omit<StationUsage, 'leavesAt' | 'remembered' | 'guests'>

export interface Station {
  device: Uint8Array
  name: string
  joinedAt: number
  /** The number of the newest card that the station has. */
  cardTold: number
  /** As last heard, at `heardAt`. */
  usage: KnownUsage
  heardAt: number
  isCaughtUp: boolean
  /** True if it has lost decisions, so that it decides nothing any longer. */
  isFenced: boolean
  /** False if it has said last that it does not know this person. */
  isCustomer: boolean
  /** When the person left. Such a station stays until it knows that. */
  leftAt: number | null
}

interface Row extends Omit<Stored<Station>, 'usage'>, Omit<KnownUsage, 'limits'> {
  limitBytes: number
  limitCores: number
  limitGates: number
  limitReleases: number
  limitEgress: number
}

const SELECT = `
  SELECT device, name, joined_at AS joinedAt, card_told AS cardTold, bytes, cores, gates,
    limit_bytes AS limitBytes, limit_cores AS limitCores, limit_gates AS limitGates,
    limit_releases AS limitReleases, egress, limit_egress AS limitEgress, phones, heard_at AS heardAt, is_caught_up AS isCaughtUp,
    is_fenced AS isFenced, is_customer AS isCustomer, left_at AS leftAt
  FROM stations`

function toStation(row: Row): Station {
  const { device, name, joinedAt, cardTold, bytes, cores, gates, egress, phones, heardAt, leftAt } = row
  const limits = {
    bytes: row.limitBytes,
    cores: row.limitCores,
    gates: row.limitGates,
    releasesPerDay: row.limitReleases,
    egressPerDay: row.limitEgress,
  }
  const usage = { bytes, cores, gates, egress, phones, limits }
  const [isCaughtUp, isFenced] = [row.isCaughtUp === 1, row.isFenced === 1]
  const isCustomer = row.isCustomer === 1
  return { device, name, joinedAt, cardTold, usage, heardAt, isCaughtUp, isFenced, isCustomer, leftAt }
}

export function findStation(rows: Rows, device: Uint8Array): Station | null {
  const row = rows.get<Row & Record<string, never>>(`${SELECT} WHERE device = ?`, device)
  return row === undefined ? null : toStation(row)
}

/** True for a station that this person has joined, also if it does not know yet that they left. */
export function isOwnStation(rows: Rows, device: Uint8Array): boolean {
  return findStation(rows, device) !== null
}

/** Returns all stations in the order of joining, with those that do not know yet that they were left. */
export function listAllStations(rows: Rows): Station[] {
  return rows.all<Row & Record<string, never>>(`${SELECT} ORDER BY joined_at, device`).map(toStation)
}

/** Returns the joined stations, in the order of joining. */
export function listStations(rows: Rows): Station[] {
  return listAllStations(rows).filter(({ leftAt }) => leftAt === null)
}

export function hasStations(rows: Rows): boolean {
  return rows.get('SELECT 1 FROM stations WHERE left_at IS NULL LIMIT 1') !== undefined
}

/**
 * Keeps a station that this person has joined, or joined again. Its receipt stays, because it may
 * have been put back to a time before the person was its customer.
 */
export function keepStation(
  tx: Transaction,
  station: Pick<Station, 'device' | 'name' | 'joinedAt' | 'cardTold' | 'usage'>,
): void {
  const { device, name, joinedAt, cardTold, usage } = station
  const receipt = readReceipt(tx, device)
  forgetStation(tx, device)
  tx.run(
    `INSERT INTO stations (device, name, joined_at, card_told, bytes, cores, gates, limit_bytes, limit_cores,
       limit_gates, limit_releases, egress, limit_egress, phones, heard_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[device, name, joinedAt, cardTold, ...usageColumns(usage), joinedAt],
  )
  if (receipt !== null) keepReceipt(tx, device, receipt)
}

function usageColumns(usage: KnownUsage): (number | string | null)[] {
  const { bytes, cores, gates, egress, phones, limits } = usage
  return [
    ...[bytes, cores, gates, limits.bytes, limits.cores, limits.gates, limits.releasesPerDay],
    ...[egress, limits.egressPerDay, originOrNull(phones)],
  ]
}

/** What a station says may be anything. Links for phones are made of it. */
function originOrNull(text: string | null): string | null {
  const url = text !== null && URL.canParse(text) ? new URL(text) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text ? text : null
}

export function keepUsage(tx: Transaction, device: Uint8Array, usage: KnownUsage, now: number): void {
  tx.run(
    `UPDATE stations SET bytes = ?, cores = ?, gates = ?, limit_bytes = ?, limit_cores = ?, limit_gates = ?,
       limit_releases = ?, egress = ?, limit_egress = ?, phones = ?, heard_at = ?, is_customer = 1
     WHERE device = ?`,
    ...[...usageColumns(usage), now, device],
  )
}

export function markCardTold(tx: Transaction, device: Uint8Array, number: number): void {
  tx.run('UPDATE stations SET card_told = ? WHERE device = ?', number, device)
}

export function markLeft(tx: Transaction, device: Uint8Array, now: number): void {
  tx.run('UPDATE stations SET left_at = ? WHERE device = ?', now, device)
}

export function markCaughtUp(tx: Transaction, device: Uint8Array): void {
  tx.run('UPDATE stations SET is_caught_up = 1 WHERE device = ? AND is_caught_up = 0', device)
}

export function renameStation(tx: Transaction, device: Uint8Array, name: string): void {
  tx.run('UPDATE stations SET name = ? WHERE device = ?', name, device)
}

/** The station has said that it does not know this person. Returns false if this was known. */
export function markNotCustomer(tx: Transaction, device: Uint8Array): boolean {
  const sql = 'UPDATE stations SET is_customer = 0 WHERE device = ? AND is_customer = 1'
  return tx.run(sql, device).changes > 0
}

/** Returns how much of a station's log is known. */
export function readHead(
  rows: Rows,
  { station, person }: { station: Uint8Array; person: Uint8Array },
): LogHead {
  const sql = 'SELECT log_n AS n, log_head AS head FROM stations WHERE device = ?'
  const row = rows.get<{ n: number; head: Uint8Array | null }>(sql, station)
  const head = row?.head ?? null
  return head === null ? emptyLog(accountOf(station, person)) : { n: row!.n, head }
}

export function keepHead(tx: Transaction, device: Uint8Array, { n, head }: LogHead): void {
  tx.run('UPDATE stations SET log_n = ?, log_head = ? WHERE device = ?', n, head, device)
}

/** From now on every log is heard from its first entry. What is known of it stays. */
export function hearLogsAgain(tx: Transaction): void {
  tx.run('UPDATE stations SET log_n = 0, log_head = NULL')
}

/** Returns the station's receipt for the longest log that it has told of. */
export function readReceipt(rows: Rows, device: Uint8Array): Uint8Array | null {
  const sql = 'SELECT receipt FROM stations WHERE device = ?'
  return rows.get<{ receipt: Uint8Array | null }>(sql, device)?.receipt ?? null
}

/**
 * Keeps the receipt if the log is longer than in that one before. An empty log proves nothing.
 * @param receipt genuine
 */
export function keepReceipt(tx: Transaction, device: Uint8Array, receipt: Uint8Array): void {
  const { n } = gateReceiptForm.decode(receipt)
  const sql = 'UPDATE stations SET receipt_n = ?, receipt = ? WHERE device = ? AND receipt_n < ?'
  tx.run(sql, n, receipt, device, n)
}

/** Returns false if this was known. */
export function markFenced(tx: Transaction, device: Uint8Array): boolean {
  return tx.run('UPDATE stations SET is_fenced = 1 WHERE device = ? AND is_fenced = 0', device).changes > 0
}

const TABLES_OF_A_STATION = [
  'DELETE FROM station_cores WHERE station = ?',
  'DELETE FROM station_watches WHERE station = ?',
  'DELETE FROM station_drops WHERE station = ?',
  'DELETE FROM stations WHERE device = ?',
]

export function forgetStation(tx: Transaction, device: Uint8Array): void {
  for (const sql of TABLES_OF_A_STATION) tx.run(sql, device)
}
