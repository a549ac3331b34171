// Files that a letter attaches, or an album's page has as members: links with ref and key inside, so that its release covers them.
// notify: whoever is told of the letter may have their cores. reference: fellow readers pass on what they have fetched.
import type { Audience } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import type { Attached, Notice } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import {
  forgetKeptAudiences,
  holderKeyOf,
  holderTagOf,
  kindOfType,
  objectId,
  type FileLabel,
  type ObjectHeader,
  type ObjectStore,
  type Ref,
} from '../store/index.ts'
import type { DeliveryParts } from './parts.ts'

export interface Attachment {
  ref: Ref
  key: Uint8Array
  label: FileLabel
}

/** In the order in which they were attached; what is no file of the letter's own author is none. */
export function attachmentsOf({ links }: ObjectHeader, author: Uint8Array): Attachment[] {
  return links.flatMap(({ rel, ref, key, label }) =>
    (rel === 'attach' || rel === 'member') &&
    key !== null &&
    label !== undefined &&
    equalBytes(ref.person, author)
      ? [{ ref, key, label }]
      : [],
  )
}

/** How many they are and how large, as a notice says it. */
export function sumAttached(header: ObjectHeader, author: Uint8Array): Attached {
  const files = attachmentsOf(header, author)
  return { count: files.length, bytes: files.reduce((sum, { label }) => sum + label.size, 0) }
}

/**
 * Remembers which files a letter attaches, own or opened, and what lists of them are asked by. `from.author`: null for oneself; `holder`: this
 * person, who is asked for others' files.
 */
export function keepAttached(
  tx: Transaction,
  letter: Uint8Array,
  attachments: readonly Attachment[],
  from: { author: Uint8Array | null; at: number; holder: Uint8Array },
): void {
  for (const [position, { ref, key, label }] of attachments.entries()) {
    const { takenAt = null, place = null } = label.facts ?? {}
    const isFirst = tx.get('SELECT 1 FROM attached WHERE file = ? LIMIT 1', objectId(ref)) === undefined
    const holderKey = from.author === null ? null : holderKeyOf(key, objectId(ref), from.holder)
    tx.run(
      `INSERT OR IGNORE INTO attached
         (letter, position, file, core, author, is_first, kind, added_at, at, latitude, longitude, holder_key, holder_tag)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[letter, position, objectId(ref), ref.core, from.author, isFirst ? 1 : 0, kindOfType(label.type)],
      ...[from.at, takenAt ?? from.at, place?.latitude ?? null, place?.longitude ?? null],
      ...[holderKey, holderKey === null ? null : holderTagOf(holderKey)],
    )
  }
}

/** Remembers which attached files go with their place, by the sender's word. */
export function markKeepsLocation(tx: Transaction, letter: Uint8Array, files: readonly Uint8Array[]): void {
  for (const file of files)
    tx.run('UPDATE attached SET keeps_location = 1 WHERE letter = ? AND file = ?', letter, file)
}

/** The files that `keepPlaces` remembered. */
export function listKeepingLocation(rows: Rows, letter: Uint8Array): Uint8Array[] {
  const sql = 'SELECT file FROM attached WHERE letter = ? AND keeps_location = 1'
  return rows.all<{ file: Uint8Array }>(sql, letter).map(({ file }) => file)
}

type AllowingParts = Pick<DeliveryParts, 'identity' | 'audiences'>

/** An audience that is told of an own object may have the cores of its files from now on. */
export function allowAttached(
  tx: Transaction,
  { identity, audiences }: AllowingParts,
  { kind, key }: Audience,
  header: ObjectHeader,
): void {
  const way = audiences[kind]
  for (const { ref } of attachmentsOf(header, identity.person)) {
    const place = way.refFor(tx, ref)
    if (place !== null) way.allowCore(tx, key, place)
  }
}

/** The cores of the files of a letter that was opened here, for its author and its other readers, as far as they are here. */
export function allowOthers(
  tx: Transaction,
  { inbox }: Pick<DeliveryParts, 'inbox'>,
  notice: Notice,
  header: ObjectHeader,
  refs: readonly Ref[],
): void {
  const named = notice.initials === null ? notice : { ...notice, to: header.to }
  for (const ref of refs) inbox.allowCore(tx, notice.ref.person, named, ref)
}

/**
 * Where the files of a letter lie for whoever has it by this notice. What was published later than it was made has links that say where they
 * lie for its first readers: its small files were written once more, right behind its own block, in their order. One of several blocks has
 * links that say where anyone finds them.
 */
export function locateAttached(
  attachments: Attachment[],
  { madeFor }: Pick<ObjectHeader, 'madeFor'>,
  notice: Pick<Notice, 'ref' | 'audience'> | null,
): Attachment[] {
  if (notice?.audience.kind !== 'public' || madeFor.kind === 'public') return attachments
  if (notice.ref.chunkCount > 1) return attachments
  let { start } = notice.ref
  return attachments.map((attachment) =>
    attachment.ref.chunkCount > 1
      ? attachment
      : { ...attachment, ref: { ...attachment.ref, core: notice.ref.core, start: ++start } },
  )
}

/** Something of this file is here and was found to be its author's: from now on it is passed on to the letter's other readers. */
export function markAttachedKept(
  tx: Transaction,
  store: ObjectStore,
  letter: Uint8Array,
  file: Uint8Array,
): void {
  const where = 'WHERE letter = ? AND file = ? AND is_kept = 0'
  const rows = tx.all<{ core: Uint8Array }>(`SELECT core FROM attached ${where}`, letter, file)
  tx.run(`UPDATE attached SET is_kept = 1 ${where}`, letter, file)
  const kept = store.findKept(tx, letter)
  if (kept !== null) for (const { core } of rows) store.keepAudiences(tx, core, kept.ref.person, kept.header)
}

/** Nothing of this file is here any more. */
export function markAttachedGone(tx: Transaction, file: Uint8Array): void {
  const where = 'WHERE file = ? AND is_kept = 1'
  const rows = tx.all<{ core: Uint8Array }>(`SELECT DISTINCT core FROM attached ${where}`, file)
  tx.run(`UPDATE attached SET is_kept = 0 ${where}`, file)
  for (const { core } of rows) if (!isAnyKept(tx, core)) forgetKeptAudiences(tx, core)
}

/** True if a file is kept from this core. */
function isAnyKept(rows: Rows, core: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM attached WHERE core = ? AND is_kept = 1', core) !== undefined
}

/** A file of another's letter that is here, by the tag that only holders of its key can say. */
export function findAttachedByTag(
  rows: Rows,
  tag: Uint8Array,
): { core: Uint8Array; holderKey: Uint8Array } | null {
  const row = rows.get<{ core: Uint8Array; holderKey: Uint8Array }>(
    'SELECT core, holder_key AS holderKey FROM attached WHERE holder_tag = ? AND is_kept = 1 LIMIT 1',
    tag,
  )
  return row ?? null
}
