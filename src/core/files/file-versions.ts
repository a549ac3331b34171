// Versions and tags of a document. Only this home knows them, because an object never changes.
// A version is an entry in `own_files`. One object can be several versions, so restoring an old
// version stores nothing again.
import { EngineError } from '../contract/errors.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { findOwnFile, type OwnFile } from './own-files.ts'

export interface FileVersion {
  file: OwnFile
  /** When this version became the latest one. */
  at: number
}

/** Returns all versions, latest first. The file itself if it has only one. */
export function listVersions(rows: Rows, file: OwnFile): FileVersion[] {
  const found = rows.all<{ number: number; at: number }>(
    'SELECT number, at FROM file_versions WHERE document = ? ORDER BY n DESC',
    file.document,
  )
  if (found.length === 0) return [{ file, at: file.addedAt }]
  return found.flatMap(({ number, at }) => {
    const version = findOwnFile(rows, number)
    return version === null ? [] : [{ file: version, at }]
  })
}

export function countVersions(rows: Rows, { document }: OwnFile): number {
  const sql = 'SELECT count(*) AS count FROM file_versions WHERE document = ?'
  return Math.max(1, rows.get<{ count: number }>(sql, document)!.count)
}

/**
 * Makes `next` the latest version.
 * @throws INVALID if it is the latest already, or belongs to another document
 */
export function addVersion(tx: Transaction, file: OwnFile, next: OwnFile, now: number): void {
  const versions = listVersions(tx, file)
  const isOfAnother = next.document !== file.document && countVersions(tx, next) > 1
  if (versions[0]?.file.number === next.number || isOfAnother)
    throw new EngineError('INVALID', 'This is the latest version already, or it belongs to another document.')
  const { document } = file
  const add =
    'INSERT INTO file_versions VALUES (?, (SELECT count(*) + 1 FROM file_versions WHERE document = ?), ?, ?)'
  if (countRows(tx, document) === 0) tx.run(add, document, document, file.number, file.addedAt)
  tx.run(add, document, document, next.number, now)
  tx.run('UPDATE own_files SET document = ? WHERE number = ?', document, next.number)
  tx.run('UPDATE OR IGNORE file_tags SET document = ? WHERE document = ?', document, next.number)
  tx.run(
    `UPDATE own_files SET is_listed = (number = ?)
     WHERE number IN (SELECT number FROM file_versions WHERE document = ?)`,
    next.number,
    document,
  )
}

function countRows(rows: Rows, document: number): number {
  const sql = 'SELECT count(*) AS count FROM file_versions WHERE document = ?'
  return rows.get<{ count: number }>(sql, document)!.count
}

export function tagFile(tx: Transaction, { document }: OwnFile, tags: readonly string[]): void {
  tx.run('DELETE FROM file_tags WHERE document = ?', document)
  for (const tag of tags) tx.run('INSERT OR IGNORE INTO file_tags VALUES (?, ?)', document, tag)
}

export function listTagsOf(rows: Rows, { document }: OwnFile): string[] {
  const sql = 'SELECT tag FROM file_tags WHERE document = ? ORDER BY tag'
  return rows.all<{ tag: string }>(sql, document).map(({ tag }) => tag)
}
