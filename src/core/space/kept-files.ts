// The rows of others' files of which blocks are here: how much, when last used, and whether pinned.
// Written after "reference". After a crash a file may be uncounted until it is used again.
import type { Rows, Stored, Transaction } from '../ledger/index.ts'

export interface KeptFile {
  file: Uint8Array
  letter: Uint8Array
  author: Uint8Array
  core: Uint8Array
  start: number
  /** Chunks and tree nodes of the whole file. */
  blocks: number
  name: string
  size: number
  /** Bytes of the content that are here. */
  bytes: number
  isWhole: boolean
  isPinned: boolean
  usedAt: number
}

type Row = Stored<KeptFile>

const COLUMNS = `
  file, letter, author, core, start, blocks, name, size, bytes, is_whole AS isWhole,
  is_pinned AS isPinned, used_at AS usedAt`

export function findKeptFile(rows: Rows, file: Uint8Array): KeptFile | null {
  const row = rows.get<Row>(`SELECT ${COLUMNS} FROM kept_files WHERE file = ?`, file)
  return row === undefined ? null : toKeptFile(row)
}

export function listKeptFiles(rows: Rows): KeptFile[] {
  return rows.all<Row & Record<string, never>>(`SELECT ${COLUMNS} FROM kept_files`).map(toKeptFile)
}

/** Lists files that may be dropped, the least recently used first. */
export function listEvictable(rows: Rows): KeptFile[] {
  const sql = `SELECT ${COLUMNS} FROM kept_files WHERE is_pinned = 0 AND bytes > 0 ORDER BY used_at`
  return rows.all<Row & Record<string, never>>(sql).map(toKeptFile)
}

export function sumKept(rows: Rows, isPinned: boolean): { count: number; bytes: number } {
  const sql =
    'SELECT count(*) AS count, coalesce(sum(bytes), 0) AS bytes FROM kept_files WHERE bytes > 0 AND is_pinned >= ?'
  return rows.get<{ count: number; bytes: number }>(sql, isPinned ? 1 : 0)!
}

/**
 * Records a use. A known file keeps its pin, and is attributed to the latest letter through which
 * it was used.
 */
export function recordUse(
  tx: Transaction,
  {
    file,
    letter,
    author,
    core,
    start,
    blocks,
    name,
    size,
    usedAt,
  }: Omit<KeptFile, 'bytes' | 'isWhole' | 'isPinned'>,
): void {
  tx.run(
    `INSERT INTO kept_files (file, letter, author, core, start, blocks, name, size, used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (file) DO UPDATE SET letter = excluded.letter, core = excluded.core, start = excluded.start, name = excluded.name,
       used_at = excluded.used_at`,
    ...[file, letter, author, core, start, blocks, name, size, usedAt],
  )
}

export function recordHere(tx: Transaction, file: Uint8Array, bytes: number, isWhole: boolean): void {
  tx.run('UPDATE kept_files SET bytes = ?, is_whole = ? WHERE file = ?', bytes, isWhole ? 1 : 0, file)
}

export function setPinned(tx: Transaction, file: Uint8Array, isPinned: boolean): boolean {
  return tx.run('UPDATE kept_files SET is_pinned = ? WHERE file = ?', isPinned ? 1 : 0, file).changes > 0
}

export function forgetKeptFile(tx: Transaction, file: Uint8Array): void {
  tx.run('DELETE FROM kept_files WHERE file = ?', file)
}

function toKeptFile({ isWhole, isPinned, usedAt, ...row }: Row): KeptFile {
  return { ...row, isWhole: isWhole === 1, isPinned: isPinned === 1, usedAt }
}
