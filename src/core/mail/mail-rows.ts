// The table of the mails that were stored here: which bytes are known, and which mail answers which.
import { equalBytes, toHex } from '../base/index.ts'
import { findAudience } from '../access/index.ts'
import { isNameLike } from '../contacts/index.ts'
import { correspondentKey, keepCorrespondent } from '../correspondents/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { findSentId, hashMailId } from '../letters/index.ts'
import type { MailAddress, MailOrigin, ObjectStore, Ref } from '../store/index.ts'
import { endReminder } from '../reminders/index.ts'
import { touch } from '../views/index.ts'
import { mailListKey, type MailChecks } from './mail-checks.ts'
import { UNPROVEN } from './mail-proof.ts'
import { isAboutAsLarge, softIdOf } from './soft-id.ts'

/** Keeps those whom a mail names, so that a search finds them. */
export function keepPeople(tx: Transaction, { from, to }: Pick<MailOrigin, 'from' | 'to'>, at: number): void {
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

/** Returns the size of a mail as its server counts it, with parts that were left out. */
export function findWholeSize(rows: Rows, object: Uint8Array): number | null {
  return rows.get<{ size: number }>('SELECT size FROM mails WHERE object = ?', object)?.size ?? null
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
  /** Those that are named besides. */
  alsoNamed: readonly MailAddress[]
  /** soft-id.ts. Null for a mail without a Message-ID. */
  softId: Uint8Array | null
  /** The bytes of the whole mail as a server counts them. */
  size: number
  checks: MailChecks
}

/**
 * Records an imported mail that was added as an own object. Replies that were imported before it
 * are shown under it from now on.
 */
export function keepMail(
  tx: Transaction,
  object: Uint8Array,
  { fingerprint, at, origin, alsoNamed, softId, size, checks }: MailFacts,
): void {
  const { messageId, parent } = origin
  const id = messageId === '' ? null : hashMailId(messageId)
  const parentId = parent === '' ? null : hashMailId(parent)
  const { proof, list } = checks
  tx.run(
    'INSERT INTO mails VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)',
    ...[object, fingerprint, id, parentId, softId, size, proof.dmarc, proof.domain, proof.by],
    ...[Number(checks.isOneClick), Number(checks.isBulk), list?.id ?? null, list?.name ?? null],
    checks.stopKey,
  )
  keepPeople(tx, { from: origin.from, to: [...origin.to, ...alsoNamed] }, at)
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

interface ChecksRow {
  dmarc: MailChecks['proof']['dmarc']
  domain: string | null
  by: string | null
  isOneClick: number
  isBulk: number
  id: string | null
  name: string | null
}

/** Returns what was found out about a mail. Nothing is, of one that a person shared. */
export function readChecks(rows: Rows, object: Uint8Array): Omit<MailChecks, 'stopKey'> {
  const row = rows.get<ChecksRow & Record<string, never>>(
    `SELECT dmarc, domain, checked_by AS "by", is_one_click AS isOneClick, is_bulk AS isBulk, list_id AS id,
       list_name AS name FROM mails WHERE object = ?`,
    object,
  )
  if (row === undefined) return { proof: UNPROVEN, isOneClick: false, isBulk: false, list: null }
  const { dmarc, domain, by, id, name } = row
  return {
    proof: { dmarc, domain, by },
    ...{ isOneClick: row.isOneClick === 1, isBulk: row.isBulk === 1 },
    list: id === null ? null : { id, name: name ?? '' },
  }
}

/** Returns of how many of these mails a server said who sent them, whatever it said. */
export function countChecked(rows: Rows, objects: readonly Uint8Array[]): number {
  const sql = `SELECT count(*) AS n FROM mails WHERE checked_by IS NOT NULL
    AND object IN (SELECT unhex(value) FROM json_each(?))`
  return rows.get<{ n: number }>(sql, JSON.stringify(objects.map(toHex)))!.n
}

/** Returns the keys of the lists that a typed text may mean: the start of a word of a name, or of an id. */
export function findMailLists(rows: Rows, typed: string, isWhole = false): Uint8Array[] {
  const known = rows.all<{ id: string; name: string }>(
    'SELECT DISTINCT list_id AS id, list_name AS name FROM mails WHERE list_id IS NOT NULL',
  )
  const meant = known.filter(({ id, name }) => [name, id].some((one) => isNameLike(one, typed, isWhole)))
  return [...new Set(meant.map(({ id }) => id))].map(mailListKey)
}
