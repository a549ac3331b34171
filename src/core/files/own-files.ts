// The files that are mine: each an object for myself, which letters link; found again by what is in it.
// Written in the transaction that places the object; read whenever something is attached or listed.
import { findContentKey } from '../access/index.ts'
import type { Reader, Transaction } from '../ledger/index.ts'

export interface OwnFile {
  number: number
  object: Uint8Array
  name: string
  /** True bytes. */
  size: number
  type: string
  addedAt: number
}

interface Row {
  number: number
  object: Uint8Array
  name: string
  size: number
  type: string
  added_at: number
}

const COLUMNS = 'number, object, name, size, type, added_at'

export function findOwnFile(reader: Reader, number: number): OwnFile | null {
  const row = reader.get<Row>(`SELECT ${COLUMNS} FROM own_files WHERE number = ?`, number)
  return row === undefined ? null : toOwnFile(row)
}

/** Newest first; the next page is `before` the last one's number. */
export function listOwnFiles(reader: Reader, limit: number, before: number): OwnFile[] {
  const sql = `SELECT ${COLUMNS} FROM own_files WHERE number < ? ORDER BY number DESC LIMIT ?`
  return reader.all<Row>(sql, before, limit).map(toOwnFile)
}

/** Whether one of that many bytes is here: only then is it worth while to read another to its end before it is stored. */
export function hasFileOfSize(reader: Reader, size: number): boolean {
  return reader.get('SELECT 1 FROM own_files WHERE size = ? LIMIT 1', size) !== undefined
}

/** The same content, if its key still exists. */
export function findSameContent(reader: Reader, size: number, contentHash: Uint8Array): OwnFile | null {
  const sql = `SELECT ${COLUMNS} FROM own_files WHERE size = ? AND content_hash = ? ORDER BY number`
  const row = reader
    .all<Row>(sql, size, contentHash)
    .find(({ object }) => findContentKey(reader, object) !== null)
  return row === undefined ? null : toOwnFile(row)
}

/** An entry for an object of mine; one that has this name already is that entry. */
export function keepOwnFile(
  tx: Transaction,
  file: Omit<OwnFile, 'number'>,
  contentHash: Uint8Array,
): OwnFile {
  const { object, name, size, type, addedAt } = file
  tx.run(
    `INSERT OR IGNORE INTO own_files (object, name, size, type, content_hash, added_at) VALUES (?, ?, ?, ?, ?, ?)`,
    ...[object, name, size, type, contentHash, addedAt],
  )
  const sql = `SELECT ${COLUMNS} FROM own_files WHERE object = ? AND name = ?`
  return toOwnFile(tx.get<Row>(sql, object, name)!)
}

/** It is none of my files any more, under no name. */
export function forgetOwnFile(tx: Transaction, object: Uint8Array): void {
  tx.run('DELETE FROM own_files WHERE object = ?', object)
}

function toOwnFile({ added_at, ...row }: Row): OwnFile {
  return { ...row, addedAt: added_at }
}
