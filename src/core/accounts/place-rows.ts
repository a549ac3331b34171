// Where each mail is at its server, as the server last said it.
import type { Rows, SqlValue, Transaction } from '../ledger/index.ts'
import type { FolderRole, ServerFlags } from './mail-server.ts'
import { touch } from '../views/index.ts'
import type { MailPlace } from './mail-state.ts'

interface PlaceRow {
  account: Uint8Array
  folder: number
  uid: number
  object: Uint8Array | null
  path: string
  name: string
  role: FolderRole | null
  isSeen: number
  isFlagged: number
  keywords: string
  labels: string
  keepsKeywords: number
  isGone: number
  isQuiet: number
}

const COLUMNS = `f.account, p.folder, p.uid, p.object, f.path, f.name, f.role, p.seen AS isSeen, p.flagged AS isFlagged, p.keywords,
  p.labels, f.keeps_keywords AS keepsKeywords, p.is_gone AS isGone, p.is_quiet AS isQuiet`

type Stored = PlaceRow & Record<string, never>

export type KnownPlace = MailPlace & { account: Uint8Array; object: Uint8Array | null }

function toPlace(row: PlaceRow): KnownPlace {
  return {
    ...row,
    keywords: JSON.parse(row.keywords) as string[],
    labels: JSON.parse(row.labels) as string[],
    isSeen: row.isSeen === 1,
    isFlagged: row.isFlagged === 1,
    keepsKeywords: row.keepsKeywords === 1,
    isGone: row.isGone !== 0,
    isQuiet: row.isQuiet === 1,
  }
}

function list(rows: Rows, where: string, ...params: SqlValue[]): KnownPlace[] {
  const sql = `SELECT ${COLUMNS} FROM mail_places p JOIN mail_folders f ON f.id = p.folder WHERE ${where}`
  return rows.all<Stored>(sql, ...params).map(toPlace)
}

/** Returns all places of a mail, in any account. */
export const listPlaces = (rows: Rows, object: Uint8Array): KnownPlace[] => list(rows, 'p.object = ?', object)

export const findPlace = (rows: Rows, folder: number, uid: number): KnownPlace | null =>
  list(rows, 'p.folder = ? AND p.uid = ?', folder, uid)[0] ?? null

/** Returns the UIDs that are known of a folder, rising. */
export function listKnownUids(rows: Rows, folder: number): number[] {
  const sql = 'SELECT uid FROM mail_places WHERE folder = ? AND uid > 0 AND is_gone = 0 ORDER BY uid'
  return rows.all<{ uid: number }>(sql, folder).map(({ uid }) => uid)
}

export interface NewPlace {
  folder: number
  uid: number
  object: Uint8Array | null
  flags: ServerFlags
  isQuiet: boolean
}

/** Keeps a place. Where the mail was seen last is forgotten if it has gone from there. */
export function putPlace(tx: Transaction, { folder, uid, object, flags, isQuiet }: NewPlace): void {
  if (object !== null) tx.run('DELETE FROM mail_places WHERE object = ? AND is_gone <> 0', object)
  tx.run(
    'INSERT OR REPLACE INTO mail_places VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)',
    ...[folder, uid, object, Number(flags.seen), Number(flags.flagged)],
    ...[JSON.stringify(flags.keywords), JSON.stringify(flags.labels), Number(isQuiet && !flags.seen)],
  )
}

/** Records flags that the server said. A mail that was read elsewhere is not quiet any longer. */
export function putFlags(tx: Transaction, folder: number, uid: number, flags: ServerFlags): void {
  tx.run(
    `UPDATE mail_places SET seen = ?, flagged = ?, keywords = ?, labels = ?, is_quiet = is_quiet AND ? = 0
     WHERE folder = ? AND uid = ?`,
    ...[Number(flags.seen), Number(flags.flagged), JSON.stringify(flags.keywords)],
    ...[JSON.stringify(flags.labels), Number(flags.seen), folder, uid],
  )
}

/** Of a place that a mail left: it may be in a folder that was looked at just before. */
export const JUST_GONE = 2

export function markGone(tx: Transaction, folder: number, uid: number): void {
  tx.run(`UPDATE mail_places SET is_gone = ${JUST_GONE} WHERE folder = ? AND uid = ?`, folder, uid)
}

const GONE_OF = `is_gone = ${JUST_GONE} AND folder IN (SELECT id FROM mail_folders WHERE account = ?)`

/** Called before all folders are looked at: what turns up in none of them is lost. */
export function searchForGone(tx: Transaction, account: Uint8Array): void {
  tx.run(`UPDATE mail_places SET is_gone = 1 WHERE ${GONE_OF}`, account)
}

/** True if mails left their places while all folders were looked at. */
export function hasJustGone(rows: Rows, account: Uint8Array): boolean {
  return rows.get(`SELECT 1 FROM mail_places WHERE ${GONE_OF} LIMIT 1`, account) !== undefined
}

/** Records that a mail is at another place now, with the flags that it had. */
export function movePlace(tx: Transaction, from: KnownPlace, to: { folder: number; uid: number }): void {
  tx.run(
    'UPDATE OR REPLACE mail_places SET folder = ?, uid = ? WHERE folder = ? AND uid = ?',
    ...[to.folder, to.uid, from.folder, from.uid],
  )
}

/** Returns mails that left their place before all folders were looked at, and turned up in none. */
export function listLost(rows: Rows, account: Uint8Array, limit: number): Uint8Array[] {
  const sql = `SELECT DISTINCT p.object FROM mail_places p JOIN mail_folders f ON f.id = p.folder
    WHERE f.account = ? AND p.is_gone = 1 AND p.object IS NOT NULL LIMIT ?`
  return rows.all<{ object: Uint8Array }>(sql, account, limit).map(({ object }) => object)
}

export function removeGone(tx: Transaction, object: Uint8Array): void {
  tx.run('DELETE FROM mail_places WHERE object = ? AND is_gone = 1', object)
}

/** Removes all places of an account. Returns nothing: the mails stay. */
export function removePlaces(tx: Transaction, account: Uint8Array): void {
  tx.run('DELETE FROM mail_places WHERE folder IN (SELECT id FROM mail_folders WHERE account = ?)', account)
}

/** Sorts before every object id. */
export const BEFORE_ALL = Uint8Array.of(0)

/** Returns a page of the mails of an account, in the order of their ids. */
export function pageOfMails(rows: Rows, account: Uint8Array, after: Uint8Array, limit: number): Uint8Array[] {
  const sql = `SELECT DISTINCT p.object FROM mail_places p JOIN mail_folders f ON f.id = p.folder
    WHERE f.account = ? AND p.object > ? ORDER BY p.object LIMIT ?`
  return rows.all<{ object: Uint8Array }>(sql, account, after, limit).map(({ object }) => object)
}

/** Returns the mails that the server received last: of its inbox, or of the one folder with all mails. */
export function listNewest(rows: Rows, account: Uint8Array, limit: number): Uint8Array[] {
  const sql = `SELECT p.object FROM mail_places p WHERE p.object IS NOT NULL AND p.folder = (SELECT id FROM mail_folders
    WHERE account = ? AND role IN ('inbox', 'all') ORDER BY role = 'all' LIMIT 1) ORDER BY p.uid DESC LIMIT ?`
  return rows.all<{ object: Uint8Array }>(sql, account, limit).map(({ object }) => object)
}

export function countPlaces(rows: Rows, account: Uint8Array): number {
  const sql = `SELECT count(*) AS n FROM mail_places p JOIN mail_folders f ON f.id = p.folder
    WHERE f.account = ? AND p.is_gone = 0`
  return rows.get<{ n: number }>(sql, account)?.n ?? 0
}

/** Returns how many places are further ones of a mail: it is in several folders, or twice in one. */
export function countFurther(rows: Rows, account: Uint8Array): number {
  const sql = `SELECT sum(n - 1) AS n FROM (SELECT count(*) AS n FROM mail_places p
    JOIN mail_folders f ON f.id = p.folder WHERE f.account = ? AND p.object IS NOT NULL GROUP BY p.object)`
  return rows.get<{ n: number | null }>(sql, account)?.n ?? 0
}

export function isQuiet(rows: Rows, object: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM mail_places WHERE object = ? AND is_quiet = 1', object) !== undefined
}

/** Its person read or marked a mail that counted as read, so its server learns how it is now. */
export function endQuiet(tx: Transaction, object: Uint8Array): void {
  const ended = tx.run('UPDATE mail_places SET is_quiet = 0 WHERE object = ? AND is_quiet = 1', object)
  if (ended.changes > 0) touch(tx, object)
}
