// The rows of outgoing mails: one per letter, and one per reader of it.
// A reader's state is written before and after each try, so a crash leaves a known or an honestly
// unknown end.
import type { Rows, Transaction } from '../ledger/index.ts'
import type { ObjectReader } from '../store/index.ts'

/**
 * `waiting`: in the queue. `held`: in the queue, and its author holds it. `sending`: on the way.
 * `unsure`: it may have arrived. `accepted`: the server took it over. `refused`: it did not, for
 * good. `returned`: a report says that it did not reach the reader.
 */
export type OutState = 'waiting' | 'held' | 'sending' | 'unsure' | 'accepted' | 'refused' | 'returned'

export interface OutReader {
  correspondent: Uint8Array
  state: OutState
  /** How many tries had an unknown end. */
  ends: number
  note: string
  at: number
  /** The reader to whom it was sent instead. Null if to none. */
  instead: Uint8Array | null
}

export interface OutMail {
  object: Uint8Array
  device: Uint8Array
  /** When its notice was due; the date of the mail. */
  at: number
  tries: number
  firstTryAt: number | null
  dueAt: number | null
}

const READERS = 'SELECT correspondent, state, ends, note, at, instead FROM mail_out_readers WHERE object = ?'

export function listReaders(rows: Rows, object: Uint8Array): OutReader[] {
  return rows.all<OutReader & Record<string, never>>(READERS, object)
}

export function findReader(rows: Rows, { objectId, person }: ObjectReader): OutReader | null {
  return (
    rows.get<OutReader & Record<string, never>>(`${READERS} AND correspondent = ?`, objectId, person) ?? null
  )
}

const MAILS = `SELECT object, device, at, tries, first_try_at AS firstTryAt, due_at AS dueAt FROM mail_out`
type MailRow = OutMail & Record<string, never>

export function findMail(rows: Rows, object: Uint8Array): OutMail | null {
  return rows.get<MailRow>(`${MAILS} WHERE object = ?`, object) ?? null
}

/** The mail whose next try is due first. */
export function findDue(rows: Rows, device: Uint8Array, now: number): OutMail | null {
  const sql = `${MAILS} WHERE due_at <= ? AND due_at IS NOT NULL AND device = ? ORDER BY due_at LIMIT 1`
  return rows.get<MailRow>(sql, now, device) ?? null
}

/** A mail that is to be filed as sent. */
export function findUnfiled(rows: Rows, device: Uint8Array, now: number): OutMail | null {
  const sql = `${MAILS} WHERE copy_at <= ? AND copy_at IS NOT NULL AND device = ? ORDER BY copy_at LIMIT 1`
  return rows.get<MailRow>(sql, now, device) ?? null
}

/** Mails that wait for another try, and that no server can have yet. */
export function listFailed(rows: Rows, device: Uint8Array): Uint8Array[] {
  const sql = `SELECT object FROM mail_out WHERE due_at IS NOT NULL AND device = ? AND tries > 0
    AND NOT EXISTS (SELECT 1 FROM mail_out_readers r WHERE r.object = mail_out.object AND r.state = 'unsure')`
  return rows.all<{ object: Uint8Array }>(sql, device).map(({ object }) => object)
}

export function findNextDue(rows: Rows, device: Uint8Array): number | null {
  const times = DUE_TIMES.map((sql) => rows.get<{ at: number | null }>(sql, device)?.at ?? null)
  return times.reduce((least, at) => (least === null || (at !== null && at < least) ? at : least))
}

/** Each query reads the start of a partial index. */
const DUE_TIMES = [
  'SELECT min(due_at) AS at FROM mail_out WHERE due_at IS NOT NULL AND device = ?',
  'SELECT min(copy_at) AS at FROM mail_out WHERE copy_at IS NOT NULL AND device = ?',
]

/**
 * Queues the mail of a letter for one more reader, and its tries begin anew. A reader who is there stays
 * as they are.
 */
export function queue(
  tx: Transaction,
  { objectId, person }: ObjectReader,
  { device, at }: Pick<OutMail, 'device' | 'at'>,
): void {
  const added = tx.run(
    `INSERT OR IGNORE INTO mail_out_readers (object, correspondent, state, at) VALUES (?, ?, 'waiting', ?)`,
    ...[objectId, person, at],
  )
  if (added.changes === 0) return
  tx.run(
    `INSERT INTO mail_out (object, device, at, due_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET due_at = excluded.due_at, device = excluded.device, tries = 0, first_try_at = NULL`,
    ...[objectId, device, at, at],
  )
}

export function setState(
  tx: Transaction,
  { objectId, person }: ObjectReader,
  { state, at, note = '' }: { state: OutState; at: number; note?: string },
): void {
  const sql = 'UPDATE mail_out_readers SET state = ?, note = ?, at = ? WHERE object = ? AND correspondent = ?'
  tx.run(sql, state, note, at, objectId, person)
}

/** Writes to whom it was sent instead. */
export function setInstead(tx: Transaction, { objectId, person }: ObjectReader, instead: Uint8Array): void {
  const sql = 'UPDATE mail_out_readers SET instead = ? WHERE object = ? AND correspondent = ?'
  tx.run(sql, instead, objectId, person)
}

/** Counts a try with an unknown end. */
export function countUnknownEnd(tx: Transaction, { objectId, person }: ObjectReader): void {
  const sql = 'UPDATE mail_out_readers SET ends = ends + 1 WHERE object = ? AND correspondent = ?'
  tx.run(sql, objectId, person)
}

export function setDue(tx: Transaction, object: Uint8Array, dueAt: number | null): void {
  tx.run('UPDATE mail_out SET due_at = ? WHERE object = ?', dueAt, object)
}

export function countTry(tx: Transaction, object: Uint8Array, now: number): void {
  const sql =
    'UPDATE mail_out SET tries = tries + 1, first_try_at = coalesce(first_try_at, ?) WHERE object = ?'
  tx.run(sql, now, object)
}

/** The tries begin anew, from this device. */
export function beginTries(tx: Transaction, object: Uint8Array, device: Uint8Array, now: number): void {
  const sql = 'UPDATE mail_out SET tries = 0, first_try_at = NULL, device = ?, due_at = ? WHERE object = ?'
  tx.run(sql, device, now, object)
  tx.run('UPDATE mail_out_readers SET ends = 0 WHERE object = ?', object)
}

/** When it is to be filed as sent. Null once it is. */
export function setCopyAt(tx: Transaction, object: Uint8Array, copyAt: number | null): void {
  tx.run('UPDATE mail_out SET copy_at = ? WHERE object = ?', copyAt, object)
}

/** Removes a reader whose mail was recalled, and the mail with its last reader. */
export function removeReader(tx: Transaction, { objectId, person }: ObjectReader): void {
  tx.run('DELETE FROM mail_out_readers WHERE object = ? AND correspondent = ?', objectId, person)
  if (listReaders(tx, objectId).length === 0) tx.run('DELETE FROM mail_out WHERE object = ?', objectId)
}

/** Removes all that is known of the mail of a deleted letter but the id, which a report may name. */
export function removeMail(tx: Transaction, object: Uint8Array): void {
  tx.run('DELETE FROM mail_out_readers WHERE object = ?', object)
  tx.run('DELETE FROM mail_out WHERE object = ?', object)
}

/** Mails that were on the way when the engine ended. */
export function listOnTheWay(rows: Rows): Uint8Array[] {
  const sql = "SELECT DISTINCT object FROM mail_out_readers WHERE state = 'sending'"
  return rows.all<{ object: Uint8Array }>(sql).map(({ object }) => object)
}

/** Mails that another device queued: this home was restored. */
export function listOfOthers(rows: Rows, device: Uint8Array): Uint8Array[] {
  const sql = 'SELECT object FROM mail_out WHERE device <> ? AND due_at IS NOT NULL'
  return rows.all<{ object: Uint8Array }>(sql, device).map(({ object }) => object)
}
