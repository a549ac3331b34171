// The large parts of mails as rows: which are at a server only, and which were fetched.
import type { Rows, Transaction } from '../../ledger/index.ts'

export interface PartRow {
  object: Uint8Array
  /** As in BODY[1.2]. TEXT for all after the head. */
  section: string
  /** Encoded, in bytes. */
  size: number
  /** The own file with its encoded bytes. Null while they are at the server only. */
  file: Uint8Array | null
  /** The size of the decoded content. Null while nobody counted it. */
  bytes: number | null
}

type Stored = PartRow & Record<string, never>

const COLUMNS = 'p.object, p.section, p.size, p.file, p.bytes'

/** Keeps what was left out of a mail, unless it is known. `at`: when its server received it. */
export function putParts(
  tx: Transaction,
  object: Uint8Array,
  parts: readonly Pick<PartRow, 'section' | 'size'>[],
  at: number,
): void {
  for (const { section, size } of parts)
    tx.run(
      'INSERT OR IGNORE INTO mail_parts (object, section, at, size) VALUES (?, ?, ?, ?)',
      ...[object, section, at, size],
    )
}

export function findPart(rows: Rows, object: Uint8Array, section: string): PartRow | null {
  const sql = `SELECT ${COLUMNS} FROM mail_parts p WHERE p.object = ? AND p.section = ?`
  return rows.get<Stored>(sql, object, section) ?? null
}

/** True if parts of this mail were left at its server, also if they were fetched since. */
export function isCutMail(rows: Rows, object: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM mail_parts WHERE object = ? LIMIT 1', object) !== undefined
}

/** True if this own file has the bytes of a part. */
export function isFileOfPart(rows: Rows, file: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM mail_parts WHERE file = ? LIMIT 1', file) !== undefined
}

export function putFetched(
  tx: Transaction,
  { object, section }: Pick<PartRow, 'object' | 'section'>,
  file: Uint8Array,
  bytes: number,
): void {
  tx.run(
    'UPDATE mail_parts SET file = ?, bytes = ? WHERE object = ? AND section = ?',
    ...[file, bytes, object, section],
  )
}

/** Removes the parts of a mail. Returns the files that no other mail has. */
export function forgetParts(tx: Transaction, object: Uint8Array): Uint8Array[] {
  const files = tx.all<{ file: Uint8Array }>(
    'SELECT DISTINCT file FROM mail_parts WHERE object = ? AND file IS NOT NULL',
    object,
  )
  tx.run('DELETE FROM mail_parts WHERE object = ?', object)
  return files.flatMap(({ file }) => (isFileOfPart(tx, file) ? [] : [file]))
}

/** The parts of an account that are at its server only. */
const OF_ACCOUNT = `FROM mail_parts p WHERE EXISTS (
  SELECT 1 FROM mail_places l JOIN mail_folders f ON f.id = l.folder
  WHERE l.object = p.object AND l.is_gone = 0 AND f.account = ?) AND p.file IS NULL`

export function countMissing(rows: Rows, account: Uint8Array): number {
  const sql = `SELECT count(*) AS n ${OF_ACCOUNT}`
  return rows.get<{ n: number }>(sql, account)?.n ?? 0
}

/** Returns parts that are at the server only, those of the newest mails first. */
export function listMissing(rows: Rows, account: Uint8Array, limit: number): PartRow[] {
  const sql = `SELECT ${COLUMNS} ${OF_ACCOUNT} ORDER BY p.at DESC, p.object, p.section LIMIT ?`
  return rows.all<Stored>(sql, account, limit)
}
