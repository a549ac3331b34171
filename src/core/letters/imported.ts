// Imported letters: mail of other programs, kept as own objects, and letters of an export, kept
// under their refs.
// None of them was noticed or released here. The rows are written by an import and read whenever a
// letter is described.
import { equalBytes } from '../base/index.ts'
import { correspondentKey, keepCorrespondent } from '../correspondents/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { hash } from '../seal/index.ts'
import {
  isKept,
  objectId,
  type MailAddress,
  type MailOrigin,
  type ObjectHeader,
  type ObjectStore,
  type Ref,
} from '../store/index.ts'
import { touch, type TidyEntry } from '../views/index.ts'

/** What an export states about a letter, in addition to the letter itself. */
export interface ArchivedRecord {
  box: 'inbox' | 'sent' | 'notes' | 'following' | 'imported'
  /** True if the letter was an imported one in the exported home, too. */
  wasImported?: boolean
  /** The names in the exporting home. */
  from: string
  to: string[]
  mode: 'open' | 'controlled'
  arrivedAt: number | null
  /** How the person had ordered it there, if at all. */
  tidy?: Omit<TidyEntry, 'snoozedUntil'>
}

export interface Archived {
  /** The owner of the export that the letter is from; null for an own export. */
  whose: string | null
  record: ArchivedRecord
}

/**
 * Records what an export states about a letter. The row becomes visible when the caller keeps the
 * letter itself, and then touches it.
 */
export function keepArchived(tx: Transaction, object: Uint8Array, { whose, record }: Archived): void {
  tx.run('INSERT OR REPLACE INTO archived_letters VALUES (?, ?, ?)', object, whose, JSON.stringify(record))
}

const LOOKED_AT_ONCE = 1000
/** Sorts before every object id. An empty blob would be taken for null. */
const BEFORE_ALL = Uint8Array.of(0)

/** Removes the records of letters that were not kept after all. */
export async function removeUnkeptArchived(ledger: Ledger): Promise<void> {
  let after: Uint8Array = BEFORE_ALL
  for (;;) {
    const rows = ledger.all<{ object: Uint8Array }>(
      'SELECT object FROM archived_letters WHERE object > ? ORDER BY object LIMIT ?',
      ...[after, LOOKED_AT_ONCE],
    )
    const untaken = rows.filter(({ object }) => !isKept(ledger, object))
    if (untaken.length > 0)
      await ledger.write((tx) => {
        for (const { object } of untaken) tx.run('DELETE FROM archived_letters WHERE object = ?', object)
      })
    if (rows.length < LOOKED_AT_ONCE) return
    after = rows.at(-1)!.object
  }
}

/** Returns every letter that an export states something about. */
export function listArchived(rows: Rows): Uint8Array[] {
  const found = rows.all<{ object: Uint8Array }>('SELECT object FROM archived_letters')
  return found.map(({ object }) => object)
}

export function findArchived(rows: Rows, object: Uint8Array): Archived | null {
  const row = rows.get<{ whose: string | null; record: string }>(
    'SELECT whose, record FROM archived_letters WHERE object = ?',
    object,
  )
  return row === undefined ? null : { whose: row.whose, record: JSON.parse(row.record) as ArchivedRecord }
}

/**
 * Returns the origin of a mail, in its own words, if the mail was imported: here, or in a home
 * whose export is here. Null for a letter that another person sent, because they are its author,
 * whatever origin it claims.
 */
export function findOrigin(
  rows: Rows,
  { identity }: { identity: Identity },
  ref: Ref,
  { origin }: Pick<ObjectHeader, 'origin'>,
): MailOrigin | null {
  if (origin === undefined) return null
  const archived = findArchived(rows, objectId(ref))
  const isImported =
    archived === null ? equalBytes(ref.person, identity.person) : archived.record.wasImported === true
  return isImported ? origin : null
}

/** Returns the keys of those whom a mail names, who count as its author and addressees. */
export function peopleOf({ from, to }: MailOrigin): { author: Uint8Array; to: Uint8Array[] } {
  return { author: correspondentKey(from), to: to.map(correspondentKey) }
}

/**
 * Returns the names of the thread that a mail is in. The mail that began it may be missing, and the
 * answered one may not name it.
 */
export function mailIdsOf({ messageId, parent, first }: MailOrigin): Uint8Array[] {
  return [...new Set([first, parent, messageId])].filter((id) => id !== '').map(hashId)
}

/** Returns the names as a mail writes them. */
export function namesIn({ from, to, writtenAt = null }: MailOrigin): {
  from: string
  to: string[]
  writtenAt: number | null
} {
  return { from: showAddress(from), to: to.map(showAddress), writtenAt }
}

export function showAddress({ name, address }: MailAddress): string {
  if (name === '' || name === address) return address
  return address === '' ? name : `${name} <${address}>`
}

/** Keeps those whom a mail names, so that a search finds them. */
export function keepPeople(tx: Transaction, { from, to }: MailOrigin, at: number): void {
  for (const one of [from, ...to]) if (one.name !== '' || one.address !== '') keepCorrespondent(tx, one, at)
}

const hashId = (id: string): Uint8Array => hash('fumikura/mail-id/1', Buffer.from(id.trim(), 'utf8'))

/** True if a mail with these bytes was imported. */
export function hasMail(rows: Rows, fingerprint: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM mail_letters WHERE fingerprint = ?', fingerprint) !== undefined
}

/**
 * More than the replies of any letter. Without this limit many mails could claim one id, and each
 * would touch all others.
 */
const MAX_WAITING = 1000

/**
 * Records an imported mail that was added as an own object. Replies that were imported before it
 * are shown under it from now on.
 */
export function keepMail(
  tx: Transaction,
  object: Uint8Array,
  fingerprint: Uint8Array,
  { at, origin }: { at: number; origin: MailOrigin },
): void {
  const { messageId, parent } = origin
  const id = messageId === '' ? null : hashId(messageId)
  const parentId = parent === '' ? null : hashId(parent)
  tx.run('INSERT INTO mail_letters VALUES (?, ?, ?, ?)', object, fingerprint, id, parentId)
  keepPeople(tx, origin, at)
  touch(tx, object)
  if (id === null) return
  const waiting = tx.all<{ object: Uint8Array }>(
    'SELECT object FROM mail_letters WHERE parent_id = ? LIMIT ?',
    id,
    MAX_WAITING,
  )
  for (const reply of waiting) touch(tx, reply.object)
}

/** Returns the mail that this one answers, if it was imported. */
export function findMailParent(
  rows: Rows,
  { store }: { store: ObjectStore },
  object: Uint8Array,
): Ref | null {
  const row = rows.get<{ object: Uint8Array }>(
    `SELECT p.object FROM mail_letters m JOIN mail_letters p ON p.message_id = m.parent_id WHERE m.object = ?
     ORDER BY p.object LIMIT 1`,
    object,
  )
  if (row === undefined || equalBytes(row.object, object)) return null
  return store.findOwn(rows, row.object)?.ref ?? null
}
