// The rows of the cores on a station: their holders, and what each of them dropped.
import { discoveryKey } from '../cores/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Charge } from './budget.ts'
import type { Holder, KeptCore } from './kept-core.ts'
import type { Range } from './ranges.ts'

interface HolderRow {
  account: Uint8Array
  isWatched: number
  bytes: number
}

export interface CoreRow {
  blocks: number
  bytes: number
  /** The length that is surely on the disk. */
  length: number
}

export function findCoreRow(rows: Rows, core: Uint8Array): CoreRow | null {
  return rows.get<CoreRow>('SELECT blocks, bytes, length FROM stored_cores WHERE core = ?', core) ?? null
}

export function findByDiscoveryKey(rows: Rows, key: Uint8Array): Uint8Array | null {
  const sql = 'SELECT core FROM stored_cores WHERE discovery_key = ?'
  return rows.get<{ core: Uint8Array }>(sql, Buffer.from(key))?.core ?? null
}

/** Returns who holds a core, without what they dropped. */
export function listHoldings(rows: Rows, core: Uint8Array): Pick<Holder, 'account' | 'isWatched'>[] {
  const sql = 'SELECT account, is_watched AS isWatched, bytes FROM core_holders WHERE core = ?'
  return rows
    .all<HolderRow>(sql, core)
    .map(({ account, isWatched }) => ({ account, isWatched: isWatched === 1 }))
}

export function listHolders(rows: Rows, core: Uint8Array): Holder[] {
  const sql = 'SELECT account, is_watched AS isWatched, bytes FROM core_holders WHERE core = ?'
  return rows.all<HolderRow>(sql, core).map(({ account, isWatched, bytes }) => ({
    ...{ account, bytes, isWatched: isWatched === 1 },
    dropped: rows
      .all<Range>(
        'SELECT start, until FROM dropped_blocks WHERE account = ? AND core = ? ORDER BY start',
        ...[account, core],
      )
      .map(({ start, until }) => ({ start, until })),
  }))
}

export function isHeldBy(rows: Rows, account: Uint8Array, core: Uint8Array): boolean {
  const sql = 'SELECT 1 FROM core_holders WHERE account = ? AND core = ?'
  return rows.get(sql, account, core) !== undefined
}

/** Returns what every core counts as for each of its holders. */
export function listCharges(rows: Rows): Charge[] {
  return rows
    .all<HolderRow>('SELECT account, is_watched AS isWatched, bytes FROM core_holders')
    .map(({ account, isWatched, bytes }) => ({ account, bytes, isWatched: isWatched === 1 }))
}

export function listCoresOf(rows: Rows, account: Uint8Array): Uint8Array[] {
  const sql = 'SELECT core FROM core_holders WHERE account = ?'
  return rows.all<{ core: Uint8Array }>(sql, account).map(({ core }) => core)
}

export function sumStoredBytes(rows: Rows): number {
  return rows.get<{ bytes: number }>('SELECT coalesce(sum(bytes), 0) AS bytes FROM stored_cores')!.bytes
}

/** Reads every row: 100,000 of them block the thread for a tenth of a second. */
export function countCores(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM stored_cores')!.count
}

/** Returns true if nobody held the core before. */
export function insertHolder(
  tx: Transaction,
  account: Uint8Array,
  core: Uint8Array,
  isWatched: boolean,
): boolean {
  const sql = 'INSERT OR IGNORE INTO stored_cores VALUES (?, ?, 0, 0, 0)'
  const isNew = tx.run(sql, core, discoveryKey(core)).changes > 0
  tx.run('INSERT INTO core_holders VALUES (?, ?, ?, 0)', account, core, isWatched ? 1 : 0)
  return isNew
}

/** A core that a customer watched is their own: it does not count as written by others from now on. */
export function updateToKept(tx: Transaction, account: Uint8Array, core: Uint8Array): void {
  tx.run('UPDATE core_holders SET is_watched = 0 WHERE account = ? AND core = ?', account, core)
}

/** Returns true if nobody holds the core now. */
export function deleteHolder(tx: Transaction, account: Uint8Array, core: Uint8Array): boolean {
  tx.run('DELETE FROM dropped_blocks WHERE account = ? AND core = ?', account, core)
  tx.run('DELETE FROM core_holders WHERE account = ? AND core = ?', account, core)
  const sql =
    'DELETE FROM stored_cores WHERE core = ? AND NOT EXISTS (SELECT 1 FROM core_holders WHERE core_holders.core = stored_cores.core)'
  return tx.run(sql, core).changes > 0
}

/** Replaces the ranges that the new one has joined. */
export function insertDropped(tx: Transaction, account: Uint8Array, core: Uint8Array, range: Range): void {
  tx.run(
    'DELETE FROM dropped_blocks WHERE account = ? AND core = ? AND start >= ? AND start <= ?',
    ...[account, core, range.start, range.until],
  )
  tx.run('INSERT INTO dropped_blocks VALUES (?, ?, ?, ?)', account, core, range.start, range.until)
}

type Counted = Pick<KeptCore, 'key' | 'blocks' | 'bytes' | 'flushedLength' | 'holders'>

export function updateCounts(tx: Transaction, kept: Counted): void {
  const { key, blocks, bytes, flushedLength, holders } = kept
  const sql = 'UPDATE stored_cores SET blocks = ?, bytes = ?, length = ? WHERE core = ?'
  tx.run(sql, blocks, bytes, flushedLength, key)
  for (const holder of holders.values())
    tx.run(
      'UPDATE core_holders SET bytes = ? WHERE account = ? AND core = ?',
      ...[holder.bytes, holder.account, key],
    )
}

/** Call this when the files of all cores are new. Counts are compared when a core is opened. */
export function forgetLengths(tx: Transaction): void {
  tx.run('UPDATE stored_cores SET length = 0')
}
