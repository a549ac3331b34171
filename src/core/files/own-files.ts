// Own files. Each is an object with the audience "self". Letters link it, and its content hash
// finds it again.
// Rows are written in the transaction that stores the object, and read when a file is attached or
// listed.
import { findContentKey } from '../access/index.ts'
import { formOf } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { fileFactsEncoding, kindOfType, NO_FACTS, shapeOf, type FileFacts } from '../store/index.ts'

export interface OwnFile {
  number: number
  object: Uint8Array
  name: string
  /** Bytes of the content, without padding. */
  size: number
  type: string
  addedAt: number
  facts: FileFacts
  /**
   * The number of the first version of this document; the file's own number if there is only one.
   */
  document: number
}

export interface OwnFileRow extends Omit<OwnFile, 'facts' | 'document'> {
  facts: Uint8Array | null
  document: number | null
}

const factsForm = formOf(fileFactsEncoding)

export const OWN_FILE_COLUMNS = 'number, object, name, size, type, added_at AS addedAt, facts, document'

export function findOwnFile(rows: Rows, number: number): OwnFile | null {
  const sql = `SELECT ${OWN_FILE_COLUMNS} FROM own_files WHERE number = ?`
  const row = rows.get<OwnFileRow>(sql, number)
  return row === undefined ? null : toOwnFile(row)
}

/** Returns the entry of an own object. If it has several names: a listed one, then the first. */
export function findOwnFileOf(rows: Rows, object: Uint8Array): OwnFile | null {
  const sql = `SELECT ${OWN_FILE_COLUMNS} FROM own_files WHERE object = ? ORDER BY is_listed DESC, number LIMIT 1`
  const row = rows.get<OwnFileRow>(sql, object)
  return row === undefined ? null : toOwnFile(row)
}

/**
 * True if an own file of this size exists. Only then is it worth reading a new file to its end
 * before it is stored.
 */
export function hasFileOfSize(rows: Rows, size: number): boolean {
  return rows.get('SELECT 1 FROM own_files WHERE size = ? LIMIT 1', size) !== undefined
}

/** Returns an own file with the same content, if its key still exists. */
export function findSameContent(rows: Rows, size: number, contentHash: Uint8Array): OwnFile | null {
  const sql = `SELECT ${OWN_FILE_COLUMNS} FROM own_files WHERE size = ? AND content_hash = ? ORDER BY number`
  const row = rows
    .all<OwnFileRow & Record<string, never>>(sql, size, contentHash)
    .find(({ object }) => findContentKey(rows, object) !== null)
  return row === undefined ? null : toOwnFile(row)
}

/**
 * Adds an entry for an own object, or returns the entry that has this name already. `isListed`:
 * false for a copy that is only given to others.
 */
export function keepOwnFile(
  tx: Transaction,
  file: Omit<OwnFile, 'number' | 'document'>,
  contentHash: Uint8Array,
  isListed: boolean,
): OwnFile {
  const { object, name, size, type, addedAt, facts } = file
  const known = findNamed(tx, object, name)
  if (known !== null) return known
  tx.run(
    `INSERT INTO own_files (object, name, size, type, content_hash, added_at, kind, is_listed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[object, name, size, type, contentHash, addedAt, kindOfType(type), isListed ? 1 : 0],
  )
  const kept = findNamed(tx, object, name)!
  writeFacts(tx, kept, facts)
  return { ...kept, facts }
}

/** True if the file was made from another own file by removing the location. */
export function isPlacelessCopy(rows: Rows, { number, object }: OwnFile): boolean {
  return (
    rows.get('SELECT 1 FROM placeless_copies WHERE number = ? AND object <> ?', number, object) !== undefined
  )
}

/**
 * Removes every entry of an object. Also removes its copies without location, and returns their
 * objects.
 */
export function forgetOwnFile(tx: Transaction, object: Uint8Array): Uint8Array[] {
  const copies = tx.all<{ object: Uint8Array }>(
    `SELECT f.object FROM placeless_copies p JOIN own_files f ON f.number = p.number
     WHERE p.object = ? AND f.object <> p.object AND f.is_listed = 0`,
    object,
  )
  for (const copy of copies) {
    tx.run('DELETE FROM own_files WHERE object = ?', copy.object)
    tx.run('DELETE FROM placeless_copies WHERE object = ?', copy.object)
  }
  const sql = `SELECT ${OWN_FILE_COLUMNS} FROM own_files WHERE object = ?`
  const gone = tx.all<OwnFileRow & Record<string, never>>(sql, object).map(toOwnFile)
  tx.run('DELETE FROM own_files WHERE object = ?', object)
  tx.run('DELETE FROM placeless_copies WHERE object = ?', object)
  for (const file of gone) forgetVersion(tx, file)
  return copies.map((copy) => copy.object)
}

function findNamed(rows: Rows, object: Uint8Array, name: string): OwnFile | null {
  const sql = `SELECT ${OWN_FILE_COLUMNS} FROM own_files WHERE object = ? AND name = ?`
  const row = rows.get<OwnFileRow>(sql, object, name)
  return row === undefined ? null : toOwnFile(row)
}

export function writeFacts(tx: Transaction, { number, addedAt }: OwnFile, facts: FileFacts): void {
  const { takenAt, place } = facts
  const hasAny = Object.values(facts).some((fact) => fact !== null)
  tx.run(
    'UPDATE own_files SET facts = ?, at = ?, latitude = ?, longitude = ?, shape = ? WHERE number = ?',
    hasAny ? factsForm.encode(facts) : null,
    ...[takenAt ?? addedAt, place?.latitude ?? null, place?.longitude ?? null, shapeOf(facts), number],
  )
}

/** Removes a version. The latest version that is left becomes the listed one. */
function forgetVersion(tx: Transaction, { number, document }: OwnFile): void {
  tx.run('DELETE FROM file_versions WHERE document = ? AND number = ?', document, number)
  const isLeft = tx.get(
    'SELECT 1 FROM own_files WHERE number = ? OR document = ? LIMIT 1',
    document,
    document,
  )
  if (isLeft === undefined) tx.run('DELETE FROM file_tags WHERE document = ?', document)
  tx.run(
    `UPDATE own_files SET is_listed = 1
     WHERE number = (SELECT number FROM file_versions WHERE document = ? ORDER BY n DESC LIMIT 1)`,
    document,
  )
}

export function toOwnFile({ addedAt, facts, document, ...row }: OwnFileRow): OwnFile {
  return {
    ...row,
    addedAt,
    facts: facts === null ? NO_FACTS : factsForm.decode(facts),
    document: document ?? row.number,
  }
}

/**
 * Lists own files in the order in which they were added. Pass the last number to get the next ones.
 */
export function listOwnFilesAfter(rows: Rows, number: number, limit: number): OwnFile[] {
  const sql = `SELECT ${OWN_FILE_COLUMNS} FROM own_files WHERE number > ? ORDER BY number LIMIT ?`
  return rows.all<OwnFileRow & Record<string, never>>(sql, number, limit).map(toOwnFile)
}

/** Counts all entries, also unlisted ones. */
export function countOwnFiles(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM own_files')!.count
}
