// Letters that came in from elsewhere: mail of other programs, kept as objects of one's own, and letters of an export, kept as they were.
// None of them was noticed or released here. Written when they are imported, read whenever a letter is described.
import { equalBytes } from '../base/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { hash } from '../seal/index.ts'
import {
  isKept,
  objectId,
  type MailOrigin,
  type ObjectHeader,
  type ObjectStore,
  type Ref,
} from '../store/index.ts'
import { touch, type TidyEntry } from '../views/index.ts'

/** What an export said of a letter, beside the letter itself. */
export interface ArchivedRecord {
  box: 'inbox' | 'sent' | 'notes' | 'following' | 'imported'
  /** It lay among what was imported there, too. */
  wasImported?: boolean
  /** Names as they were known there. */
  from: string
  to: string[]
  mode: 'open' | 'controlled'
  arrivedAt: number | null
  /** How it was ordered there, where anything was done with it. */
  tidy?: Omit<TidyEntry, 'snoozedUntil'>
}

export interface Archived {
  /** Whose export it came from; null for my own. */
  whose: string | null
  record: ArchivedRecord
}

/** A letter of an export. Before it is kept itself nothing is seen of this; whoever keeps it touches it then. */
export function keepArchived(tx: Transaction, object: Uint8Array, { whose, record }: Archived): void {
  tx.run('INSERT OR REPLACE INTO archived_letters VALUES (?, ?, ?)', object, whose, JSON.stringify(record))
}

const LOOKED_AT_ONCE = 1000
/** No bytes at all would be taken for no value. */
const BEFORE_ALL = Uint8Array.of(0)

/** What was said of letters that were not kept after all. */
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

/** Every letter that an export said something of. */
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
 * Where a mail came from, in its own words, if it is one that was imported: here, or in a home whose export is here. A letter that somebody
 * sent is its author's, whatever it says of where it came from.
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

const hashId = (id: string): Uint8Array => hash('fumikura/mail-id/1', Buffer.from(id.trim(), 'utf8'))

/** Whether a mail of these bytes is here. */
export function hasMail(rows: Rows, fingerprint: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM mail_letters WHERE fingerprint = ?', fingerprint) !== undefined
}

/** More than answer any letter; many mails may claim one id, and each would look for all of them. */
const MAX_WAITING = 1000

/** A mail that was placed as an object of one's own; what replied to it before it came is shown under it from now on. */
export function keepMail(
  tx: Transaction,
  object: Uint8Array,
  fingerprint: Uint8Array,
  { messageId, parent }: MailOrigin,
): void {
  const id = messageId === '' ? null : hashId(messageId)
  const parentId = parent === '' ? null : hashId(parent)
  tx.run('INSERT INTO mail_letters VALUES (?, ?, ?, ?)', object, fingerprint, id, parentId)
  touch(tx, object)
  if (id === null) return
  const waiting = tx.all<{ object: Uint8Array }>(
    'SELECT object FROM mail_letters WHERE parent_id = ? LIMIT ?',
    id,
    MAX_WAITING,
  )
  for (const reply of waiting) touch(tx, reply.object)
}

/** The mail that this one answers, if that is here. */
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
