// The table of the mails that were stored here: which bytes are known, and which mail answers which.
import { equalBytes } from '../base/index.ts'
import { findAudience } from '../access/index.ts'
import { correspondentKey, keepCorrespondent } from '../correspondents/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { findSentId, hashMailId } from '../letters/index.ts'
import type { MailOrigin, ObjectStore, Ref } from '../store/index.ts'
import { endReminder } from '../reminders/index.ts'
import { touch } from '../views/index.ts'
import { isAboutAsLarge, softIdOf } from './soft-id.ts'

/** Keeps those whom a mail names, so that a search finds them. */
export function keepPeople(tx: Transaction, { from, to }: MailOrigin, at: number): void {
  for (const one of [from, ...to]) if (one.name !== '' || one.address !== '') keepCorrespondent(tx, one, at)
}

/** Returns the mail with these bytes, if it is kept. */
export function findMail(rows: Rows, fingerprint: Uint8Array): Uint8Array | null {
  return rows.get<Found>('SELECT object FROM mails WHERE fingerprint = ?', fingerprint)?.object ?? null
}

type Found = { object: Uint8Array; size: number } & Record<string, never>

/**
 * Returns the mail that a server lists, if it is kept.
 * @param size the size by the server
 */
export function findKnownMail(rows: Rows, head: Uint8Array, size: number): Uint8Array | null {
  const id = softIdOf(head)
  if (id === null) return null
  const found = rows.all<Found>('SELECT object, size FROM mails WHERE soft_id = ? LIMIT ?', id, MAX_WAITING)
  return found.find((one) => isAboutAsLarge(one.size, size))?.object ?? null
}

/**
 * More than the replies of any letter. Without this limit many mails could claim one id, and each
 * would touch all others.
 */
const MAX_WAITING = 1000

interface MailFacts {
  fingerprint: Uint8Array
  /** The time it is listed by; ms since the epoch. */
  at: number
  origin: MailOrigin
  /** soft-id.ts. Null for a mail without a Message-ID. */
  softId: Uint8Array | null
  /** The bytes of the whole mail as a server counts them. */
  size: number
}

/**
 * Records an imported mail that was added as an own object. Replies that were imported before it
 * are shown under it from now on.
 */
export function keepMail(
  tx: Transaction,
  object: Uint8Array,
  { fingerprint, at, origin, softId, size }: MailFacts,
): void {
  const { messageId, parent } = origin
  const id = messageId === '' ? null : hashMailId(messageId)
  const parentId = parent === '' ? null : hashMailId(parent)
  tx.run('INSERT INTO mails VALUES (?, ?, ?, ?, ?, ?)', object, fingerprint, id, parentId, softId, size)
  keepPeople(tx, origin, at)
  touch(tx, object)
  if (parentId !== null) fileAnswer(tx, parentId, origin)
  if (id === null) return
  const waiting = tx.all<{ object: Uint8Array }>(
    'SELECT object FROM mails WHERE parent_id = ? LIMIT ?',
    id,
    MAX_WAITING,
  )
  for (const reply of waiting) touch(tx, reply.object)
}

/** A mail of somebody to whom the own letter went is the answer that its author waits for. */
function fileAnswer(tx: Transaction, parentId: Uint8Array, { from }: MailOrigin): void {
  const answered = findSentId(tx, parentId)
  if (answered === null || findAudience(tx, answered, correspondentKey(from)) === null) return
  endReminder(tx, answered)
  touch(tx, answered)
}

/** Returns the mail that this one answers, if it was imported, or the own letter. */
export function findMailParent(
  rows: Rows,
  { store }: { store: ObjectStore },
  object: Uint8Array,
): Ref | null {
  const row = rows.get<{ object: Uint8Array }>(
    `SELECT p.object FROM mails m JOIN mails p ON p.message_id = m.parent_id WHERE m.object = ?
     ORDER BY p.object LIMIT 1`,
    object,
  )
  const answered = row?.object ?? findAnsweredLetter(rows, object)
  if (answered === null || equalBytes(answered, object)) return null
  return store.findOwn(rows, answered)?.ref ?? null
}

function findAnsweredLetter(rows: Rows, object: Uint8Array): Uint8Array | null {
  const sql = 'SELECT parent_id AS parentId FROM mails WHERE object = ?'
  const parentId = rows.get<{ parentId: Uint8Array | null }>(sql, object)?.parentId ?? null
  return parentId === null ? null : findSentId(rows, parentId)
}
