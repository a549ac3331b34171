// Files that a letter attaches, or an album's page has as members: links with ref and key inside, so that its release covers them.
// notify: whoever is told of the letter may have their cores. reference: fellow readers pass on what they have fetched.
import type { Audience } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Attached, Notice } from '../feeds/index.ts'
import type { Reader, Transaction } from '../ledger/index.ts'
import {
  holderKeyOf,
  holderTagOf,
  kindOfType,
  objectId,
  type FileLabel,
  type Link,
  type ObjectHeader,
  type ObjectStore,
  type PublishedBlock,
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
export function keepPlaces(tx: Transaction, letter: Uint8Array, files: readonly Uint8Array[]): void {
  for (const file of files)
    tx.run('UPDATE attached SET keeps_place = 1 WHERE letter = ? AND file = ?', letter, file)
}

/** The files that `keepPlaces` remembered. */
export function listPlaced(reader: Reader, letter: Uint8Array): Uint8Array[] {
  const sql = 'SELECT file FROM attached WHERE letter = ? AND keeps_place = 1'
  return reader.all<{ file: Uint8Array }>(sql, letter).map(({ file }) => file)
}

type AllowingParts = Pick<DeliveryParts, 'identity' | 'store' | 'groups' | 'publicFeed' | 'replicate'>

/** Whoever of this audience is told of an own letter may have the cores of its files from now on. */
export function allowAttached(
  tx: Transaction,
  parts: AllowingParts,
  audience: Audience,
  letter: Uint8Array,
): void {
  const own = parts.store.findOwn(tx, letter)
  if (own === null) return
  for (const { ref } of attachmentsOf(own.header, parts.identity.person)) {
    const { kind, key } = audience
    if (kind === 'person') parts.replicate.allowOwn(tx, ref.core, key)
    else if (kind === 'group') parts.groups.allowCore(tx, key, ref.core, true)
    else {
      // A core of many small objects is never given to anyone: what is public of them lies in another one.
      const open = parts.store.findPublicRef(tx, objectId(ref))
      if (open !== null) parts.publicFeed.allowCore(tx, open)
    }
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
 * Files for a letter to everyone: a small one's sealed block is written once more where anyone finds it, and the link says that place; a
 * large one's core is given to anyone as it is. @throws DAMAGED
 */
export async function publishAttached(
  { store, ledger }: Pick<DeliveryParts, 'store' | 'ledger'>,
  links: readonly Link[],
): Promise<Link[]> {
  const published: Link[] = []
  for (const link of links) {
    const object = objectId(link.ref)
    const block = link.ref.chunkCount > 1 ? null : await store.readBlock(link.ref, 0, 0)
    if (link.ref.chunkCount === 1 && block === null)
      throw new EngineError('DAMAGED', 'A block of this file is missing here.')
    if (block !== null) await ledger.write((tx) => store.publish(tx, object, block))
    const ref = store.findPublicRef(ledger, object)
    if (ref === null) throw new EngineError('NOT_YOURS', 'Only one’s own files can be published.')
    published.push({ ...link, ref })
  }
  return published
}

/**
 * Where the files of a letter lie for whoever has it by this notice. What was published later than it was made has links that say where they
 * lie for its first readers: its small files were written once more, right behind its own block, in their order. One of several blocks has
 * links that say where anyone finds them.
 */
export function placeAttached(
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

/** The sealed blocks of the small files of an own letter, to be written behind it where anyone comes. @throws DAMAGED */
export async function readSmallAttached(
  { store, ledger, identity }: Pick<DeliveryParts, 'store' | 'ledger' | 'identity'>,
  letter: Uint8Array,
): Promise<PublishedBlock[]> {
  const header = store.findOwn(ledger, letter)?.header
  const attachments = header === undefined ? [] : attachmentsOf(header, identity.person)
  const small = attachments.filter(({ ref }) => ref.chunkCount === 1)
  return Promise.all(
    small.map(async ({ ref }) => {
      // It may have moved since the link was made.
      const own = store.findOwn(ledger, objectId(ref))
      const block = own === null ? null : await store.readBlock(own.ref, 0, 0)
      if (block === null) throw new EngineError('DAMAGED', 'A block of this file is missing here.')
      return { object: objectId(ref), block }
    }),
  )
}

/** Whether all files of an own letter lie where anyone can be told to look: behind its one block, or in cores of their own. */
export function canPublishAttached(
  reader: Reader,
  { store, identity }: Pick<DeliveryParts, 'store' | 'identity'>,
  letter: Uint8Array,
): boolean {
  const own = store.findOwn(reader, letter)
  if (own === null || own.ref.chunkCount === 1) return true
  return attachmentsOf(own.header, identity.person).every(({ ref }) => {
    const open = store.findPublicRef(reader, objectId(ref))
    return open !== null && equalBytes(open.core, ref.core)
  })
}

/** It is published no more: large files that no other public letter attaches are given to nobody who asks from now on. */
export function forbidAttached(tx: Transaction, parts: AllowingParts, letter: Uint8Array): void {
  const own = parts.store.findOwn(tx, letter)
  if (own === null) return
  for (const { ref } of attachmentsOf(own.header, parts.identity.person))
    if (ref.chunkCount > 1 && tx.get(STILL_PUBLIC, objectId(ref)) === undefined)
      parts.publicFeed.forbidCore(tx, ref.core)
}

const STILL_PUBLIC = `
  SELECT 1 FROM attached a JOIN access_audiences p ON p.object = a.letter
  WHERE a.file = ? AND p.kind = 'public' AND p.noticed_at IS NOT NULL AND p.withdrawn_at IS NULL LIMIT 1`

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
  for (const { core } of rows) tx.run(FORGET_EMPTY, core, core, core)
}

/** Nothing is kept from that core any more, no letter and no file. */
const FORGET_EMPTY = `
  DELETE FROM kept_audiences WHERE core = ?
    AND NOT EXISTS (SELECT 1 FROM attached a WHERE a.core = ? AND a.is_kept = 1)
    AND NOT EXISTS (SELECT 1 FROM kept_objects k WHERE k.core = ?)`

/** A file of another's letter that is here, by the tag that only holders of its key can say. */
export function findAttachedByTag(
  reader: Reader,
  tag: Uint8Array,
): { core: Uint8Array; holderKey: Uint8Array } | null {
  const row = reader.get<{ core: Uint8Array; holder_key: Uint8Array }>(
    'SELECT core, holder_key FROM attached WHERE holder_tag = ? AND is_kept = 1 LIMIT 1',
    tag,
  )
  return row === undefined ? null : { core: row.core, holderKey: row.holder_key }
}
