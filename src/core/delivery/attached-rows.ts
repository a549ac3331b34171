// Queries on attached files for nouns of higher rank: which letters attach a file, and which files
// a letter attaches.
// attachments.ts writes the rows. Lists over very many files read the view `attached_files` instead
// (schema.ts).
import { toHex } from '../base/index.ts'
import type { Rows } from '../ledger/index.ts'
import type { FileKind } from '../store/index.ts'

/** The position of a file among the attachments of a letter or page. */
export interface AttachedPosition {
  letter: Uint8Array
  position: number
}

/** Returns every letter or page that attaches this file, including those whose key is destroyed. */
export function listAttaching(rows: Rows, file: Uint8Array): Uint8Array[] {
  const sql = 'SELECT DISTINCT letter FROM attached WHERE file = ?'
  return rows.all<{ letter: Uint8Array }>(sql, file).map(({ letter }) => letter)
}

/** Returns one position at which another person attached this file; null if there is none. */
export function findOthersAttached(rows: Rows, file: Uint8Array): AttachedPosition | null {
  const sql = 'SELECT letter, position FROM attached WHERE file = ? AND author IS NOT NULL LIMIT 1'
  return rows.get<{ letter: Uint8Array; position: number }>(sql, file) ?? null
}

/**
 * True if at least a part of this attached file is stored here. Null if the letter does not attach
 * the file.
 */
export function findAttachedKept(rows: Rows, letter: Uint8Array, file: Uint8Array): boolean | null {
  const sql = 'SELECT max(is_kept) AS isKept FROM attached WHERE letter = ? AND file = ?'
  const isKept = rows.get<{ isKept: number | null }>(sql, letter, file)?.isKept ?? null
  return isKept === null ? null : isKept === 1
}

/** Returns the files of one letter or page after a position, in order. */
export function listAttachedAfter(
  rows: Rows,
  { letter, position }: AttachedPosition,
  limit: number,
): (AttachedPosition & { file: Uint8Array })[] {
  const sql =
    'SELECT position, file FROM attached WHERE letter = ? AND position > ? ORDER BY position LIMIT ?'
  const found = rows.all<{ position: number; file: Uint8Array }>(sql, letter, position, limit)
  return found.map((row) => ({ letter, ...row }))
}

export function countAttached(rows: Rows, letters: readonly Uint8Array[]): number {
  const sql = `SELECT count(DISTINCT file) AS count FROM attached
    WHERE letter IN (SELECT unhex(value) FROM json_each(?))`
  return rows.get<{ count: number }>(sql, JSON.stringify(letters.map(toHex)))!.count
}

/**
 * Returns for each other person how many different files their opened letters attach. A file that
 * was attached several times counts for the first letter.
 */
export function countAttachedByAuthor(
  rows: Rows,
  kinds: readonly FileKind[],
): { person: Uint8Array; count: number }[] {
  const sql = `SELECT author AS person, count(*) AS count FROM attached_files
    WHERE author IS NOT NULL AND is_first = 1
      AND (? = 0 OR kind IN (SELECT value FROM json_each(?))) GROUP BY author`
  return rows.all<{ person: Uint8Array; count: number }>(sql, kinds.length, JSON.stringify(kinds))
}
