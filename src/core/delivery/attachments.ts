// Files that a letter attaches, or that the page of an album has as members. A link holds the ref
// and the key of its file, so the release of the letter covers its files.
// Of a mail, the files inside it are recorded for the same lists.
// notify: the audience may fetch the cores of the files. reference: fellow readers pass on the
// files that they fetched.
import { equalBytes } from '../base/index.ts'
import type { Attached, Notice } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import {
  isPublished,
  forgetKeptAudiences,
  holderKeyOf,
  holderTagOf,
  kindOfType,
  NO_FACTS,
  objectId,
  shapeOf,
  type FileFacts,
  type FileLabel,
  type ObjectHeader,
  type ObjectStore,
  type Ref,
  type Audience,
} from '../store/index.ts'
import type { DeliveryParts } from './parts.ts'

export interface Attachment {
  ref: Ref
  key: Uint8Array
  label: FileLabel
}

/**
 * Returns the attached files, in the order of the links. Only files of the letter's own author
 * count.
 */
export function attachmentsOf({ links }: Pick<ObjectHeader, 'links'>, author: Uint8Array): Attachment[] {
  return links.flatMap(({ rel, ref, key, label }) =>
    (rel === 'attach' || rel === 'member') &&
    key !== null &&
    label !== undefined &&
    equalBytes(ref.person, author)
      ? [{ ref, key, label }]
      : [],
  )
}

/** Returns the number and the total size of the attached files, as a notice states them. */
export function sumAttached(header: Pick<ObjectHeader, 'links'>, author: Uint8Array): Attached {
  const files = attachmentsOf(header, author)
  return { count: files.length, bytes: files.reduce((sum, { label }) => sum + label.size, 0) }
}

export function listFileNames(header: Pick<ObjectHeader, 'links'>, author: Uint8Array): string[] {
  return attachmentsOf(header, author).map(({ label }) => label.name)
}

/**
 * Records which files a letter attaches, and the values that lists of files are queried by.
 * @param from `author`: the author of the letter; null for this person. `holder`: this person, whom
 * other readers may ask for the files of other authors.
 */
export function keepAttached(
  tx: Transaction,
  letter: Uint8Array,
  attachments: readonly Attachment[],
  from: { author: Uint8Array | null; at: number; holder: Uint8Array },
): void {
  for (const [position, { ref, key, label }] of attachments.entries()) {
    const holderKey = from.author === null ? null : holderKeyOf(key, objectId(ref), from.holder)
    insertAttached(tx, { letter, position, label }, from, { ref, holderKey })
  }
}

/**
 * Records which files inside a mail are in lists of files; of any other object none. Their bytes
 * are those of the mail, so none of them has an object.
 * @param from `author`: who sent the mail, or the person who shared it
 */
export function keepWithin(
  tx: Transaction,
  object: Uint8Array,
  { origin }: Pick<ObjectHeader, 'origin'>,
  from: { author: Uint8Array; at: number },
): void {
  for (const [position, { type, width, height, isListed }] of (origin?.files ?? []).entries()) {
    const label = { type, facts: { width, height } }
    if (isListed)
      insertAttached(tx, { letter: object, position, label }, from, { ref: null, holderKey: null })
  }
}

/** What lists of files are queried by. */
type Listed = Pick<FileLabel, 'type'> & { facts?: Partial<FileFacts> }

function insertAttached(
  tx: Transaction,
  { letter, position, label }: { letter: Uint8Array; position: number; label: Listed },
  { author, at }: { author: Uint8Array | null; at: number },
  { ref, holderKey }: { ref: Ref | null; holderKey: Uint8Array | null },
): void {
  const { takenAt, place, ...facts } = { ...NO_FACTS, ...label.facts }
  const file = ref === null ? null : objectId(ref)
  const isFirst = file === null || tx.get('SELECT 1 FROM attached WHERE file = ? LIMIT 1', file) === undefined
  tx.run(
    `INSERT OR IGNORE INTO attached
       (letter, position, file, core, author, is_first, kind, added_at, at, latitude, longitude, shape, holder_key, holder_tag)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[letter, position, file, ref?.core ?? null, author, isFirst ? 1 : 0, kindOfType(label.type)],
    ...[at, takenAt ?? at, place?.latitude ?? null, place?.longitude ?? null, shapeOf(facts)],
    ...[holderKey, holderKey === null ? null : holderTagOf(holderKey)],
  )
}

/**
 * Records which attached files keep the location where they were taken, by the choice of the
 * sender.
 */
export function markKeepsLocation(tx: Transaction, letter: Uint8Array, files: readonly Uint8Array[]): void {
  for (const file of files)
    tx.run('UPDATE attached SET keeps_location = 1 WHERE letter = ? AND file = ?', letter, file)
}

/** Returns the attached files that keep their location. */
export function listKeepingLocation(rows: Rows, letter: Uint8Array): Uint8Array[] {
  const sql = 'SELECT file FROM attached WHERE letter = ? AND keeps_location = 1'
  return rows.all<{ file: Uint8Array }>(sql, letter).map(({ file }) => file)
}

type AllowingParts = Pick<DeliveryParts, 'identity' | 'audiences'>

/** Lets the audience of an own object fetch the cores of its attached files from now on. */
export function allowAttached(
  tx: Transaction,
  { identity, audiences }: AllowingParts,
  { kind, key }: Audience,
  header: ObjectHeader,
): void {
  const strategy = audiences[kind]
  for (const { ref } of attachmentsOf(header, identity.person)) {
    const reachable = strategy.refFor(tx, ref)
    if (reachable !== null) strategy.allowCore(tx, key, reachable)
  }
}

/**
 * Lets the author and the other readers of an opened letter fetch the cores of its files that are
 * stored here.
 */
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
 * Returns the attachments with refs that a reader with this notice can follow.
 * A letter that was made for others and published later still has links to its private cores. Its
 * one-block files were therefore copied right behind its own block in the public core, in the same
 * order. Files of several blocks have links that are valid for anyone.
 */
export function locateAttached(
  attachments: Attachment[],
  { madeFor }: Pick<ObjectHeader, 'madeFor'>,
  notice: Pick<Notice, 'ref' | 'audience'> | null,
): Attachment[] {
  if (notice === null || !isPublished(notice.audience) || isPublished(madeFor)) return attachments
  if (notice.ref.chunkCount > 1) return attachments
  let { start } = notice.ref
  return attachments.map((attachment) =>
    attachment.ref.chunkCount > 1
      ? attachment
      : { ...attachment, ref: { ...attachment.ref, core: notice.ref.core, start: ++start } },
  )
}

/**
 * Records that at least a part of this file is stored and verified here. From now on this home
 * passes it on to the other readers of the letter.
 */
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

/** Records that no part of this file is stored here any longer. */
export function markAttachedGone(tx: Transaction, file: Uint8Array): void {
  const where = 'WHERE file = ? AND is_kept = 1'
  const rows = tx.all<{ core: Uint8Array }>(`SELECT DISTINCT core FROM attached ${where}`, file)
  tx.run(`UPDATE attached SET is_kept = 0 ${where}`, file)
  for (const { core } of rows) if (!isAnyKept(tx, core)) forgetKeptAudiences(tx, core)
}

function isAnyKept(rows: Rows, core: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM attached WHERE core = ? AND is_kept = 1', core) !== undefined
}

/**
 * Returns a stored file of another author's letter, by the tag that only holders of its key can
 * compute.
 */
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
