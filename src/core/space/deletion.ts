// Deletes own objects: lists who holds and who keeps an object, and destroys it in one transaction.
// The sealed body of a letter contains the keys of its files. While an own letter holds a file,
// destroying the file's key would not take it from any reader.
// An album is deleted with all its covers and pages. Its files stay, unless they are included.
import { findContentKey, listReleasedTo, loadAudiences } from '../access/index.ts'
import { countStationsOfLetters } from '../gates/index.ts'
import { equalBytes, toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { findAlbumPart, forgetAlbumParts, listAlbumParts, listAllAlbumParts } from '../albums/index.ts'
import {
  attachmentsOf,
  destroyObject,
  findDeletion,
  forgetProvenDeletions,
  listAttaching,
  type DeletedObject,
  type DeliveryParts,
} from '../delivery/index.ts'
import { objectId, type OwnObject, type Audience } from '../store/index.ts'
import type { Clearing } from './clearing.ts'

export interface DeletionParts {
  letters: DeliveryParts
  clearing: Clearing
  /** Removes a file from the own files. Returns its copies that leave the list with it. */
  forgetFile: (tx: Transaction, object: Uint8Array) => Uint8Array[]
  isListed: (object: Uint8Array) => boolean
  /** Forgets the files that belong to a mail alone. Returns those that nothing else has. */
  filesWithin: (tx: Transaction, object: Uint8Array) => Uint8Array[]
  /** Removes an album from the own albums. */
  forgetAlbum: (tx: Transaction, album: Uint8Array) => void
}

export interface Deletion {
  /** For an album: its first cover, with the bytes of all its parts. */
  own: OwnObject
  title: string
  /** For an album: all parts it ever had, and its current files. Else null. */
  album: { parts: Uint8Array[]; files: Uint8Array[] } | null
  heldBy: OwnObject[]
  keptBy: Uint8Array[]
  openTo: Audience[]
  /** How many stations could release it to a reader who has not opened it. */
  atStations: number
}

export interface Deleted {
  /** True if it is certain that nobody can open it who has not opened it. */
  isDestroyed: boolean
  /** The objects of it whose end is not certain. */
  waiting: DeletedObject[]
  deletion: Deletion
}

/** Returns the own objects that contain the key of this one, and whose own key exists. */
function listHolders(rows: Rows, { store }: Pick<DeliveryParts, 'store'>, own: Deletion['own']): OwnObject[] {
  return store
    .listLinkingTo(rows, own.ref)
    .filter(
      ({ object, header }) =>
        findContentKey(rows, object) !== null &&
        header.links.some(({ key, ref }) => key !== null && equalBytes(ref.cipherRoot, own.ref.cipherRoot)),
    )
}

/** @throws NOT_FOUND, NOT_YOURS */
export function explainDeletion(parts: DeletionParts, object: Uint8Array): Deletion {
  const { letters } = parts
  const { ledger } = letters
  const part = findAlbumPart(ledger, object)
  if (part?.isOwn === true) return explainAlbum(letters, part.album)
  const own = { object, ...getOwn(letters, object) }
  const heldBy = listHolders(ledger, letters, own)
  const carriers = [object, ...heldBy.map((holder) => holder.object), ...listAttaching(ledger, object)]
  return { own, title: own.header.title, album: null, heldBy, ...listReaders(ledger, carriers) }
}

function explainAlbum(
  letters: Pick<DeliveryParts, 'store' | 'ledger' | 'identity'>,
  album: Uint8Array,
): Deletion {
  const { store, ledger, identity } = letters
  const all = listAllAlbumParts(ledger, album).flatMap(({ object }) => {
    const found = store.findOwn(ledger, object)
    return found === null ? [] : [{ object, ...found }]
  })
  const current = listAlbumParts(ledger, album).filter(({ face }) => face !== 'placeless')
  const names = new Set(current.map(({ object }) => toHex(object)))
  const shown = all.filter(({ object }) => names.has(toHex(object)))
  const files = shown.flatMap(({ header }) =>
    attachmentsOf(header, identity.person).map(({ ref }) => objectId(ref)),
  )
  const first = all.find(({ object }) => equalBytes(object, album)) ?? all[0]!
  const parts = all.map(({ object }) => object)
  return {
    own: { ...first, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0) },
    title: shown.findLast(({ header }) => header.title !== '')?.header.title ?? first.header.title,
    album: { parts, files: unique(files) },
    heldBy: listHolders(ledger, letters, first),
    ...listReaders(ledger, parts),
  }
}

function getOwn(
  { store, ledger, inbox }: Pick<DeliveryParts, 'store' | 'ledger' | 'inbox'>,
  object: Uint8Array,
): Omit<OwnObject, 'object'> {
  const found = store.findOwn(ledger, object)
  if (found !== null) return found
  const isOthers = store.findKept(ledger, object) !== null || inbox.find(ledger, object) !== null
  throw isOthers
    ? new EngineError('NOT_YOURS', 'Only the author can delete an object. A copy of a file can be dropped.')
    : new EngineError('NOT_FOUND', 'There is no such object here.')
}

/** Returns the readers who could open the object by any of these objects. */
function listReaders(
  rows: Rows,
  carriers: readonly Uint8Array[],
): Pick<Deletion, 'keptBy' | 'openTo' | 'atStations'> {
  return {
    atStations: countStationsOfLetters(rows, carriers)?.of ?? 0,
    keptBy: unique(carriers.flatMap((way) => listReleasedTo(rows, way))),
    openTo: uniqueAudiences(carriers.flatMap((way) => listOpenTo(rows, way))),
  }
}

function listOpenTo(rows: Rows, object: Uint8Array): Audience[] {
  return loadAudiences(rows, object)
    .filter(({ mode, noticedAt }) => mode === 'open' && noticedAt !== null)
    .map(({ audience }) => audience)
}

function unique(keys: Uint8Array[]): Uint8Array[] {
  return [...new Map(keys.map((key) => [toHex(key), key])).values()]
}

function uniqueAudiences(audiences: Audience[]): Audience[] {
  return [...new Map(audiences.map((audience) => [toHex(audience.key), audience])).values()]
}

/**
 * Resolves when no copy of a destroyed key is in any file of this home and the blocks are cleared.
 * A file that is still held is only unlisted; it is destroyed with its last holder. `withFiles`:
 * the files of an album are deleted as well.
 * @throws NOT_FOUND, NOT_YOURS, INVALID
 */
export async function deleteOwn(
  parts: DeletionParts,
  object: Uint8Array,
  { withFiles }: { withFiles: boolean },
): Promise<Deleted> {
  const deletion = explainDeletion(parts, object)
  const { ledger, clockGuard } = parts.letters
  const at = clockGuard.read().now
  const isGone = await ledger.write((tx) => {
    const isGone = destroyChosen(tx, parts, deletion, at)
    if (withFiles) for (const file of deletion.album?.files ?? []) deleteFile(tx, parts, file, at)
    if (isGone) sweep(tx, parts, at)
    return isGone
  })
  await ledger.checkpoint()
  await parts.clearing.clear()
  const objects = deletion.album?.parts ?? [deletion.own.object]
  const waiting = objects.flatMap((one) => findDeletion(ledger, one) ?? [])
  return { isDestroyed: isGone && waiting.length === 0, waiting, deletion }
}

function destroyChosen(tx: Transaction, parts: DeletionParts, { own, album }: Deletion, at: number): boolean {
  if (own.header.kind === 'file') return deleteFile(tx, parts, own.object, at)
  for (const part of album?.parts ?? [own.object]) destroy(tx, parts, part, at)
  if (album === null) return true
  forgetAlbumParts(tx, own.object)
  parts.forgetAlbum(tx, own.object)
  return true
}

/** True if the key was destroyed. A file that is still attached somewhere is only unlisted. */
function deleteFile(tx: Transaction, parts: DeletionParts, object: Uint8Array, at: number): boolean {
  for (const copy of parts.forgetFile(tx, object))
    tx.run('INSERT OR IGNORE INTO unlisted_files VALUES (?)', copy)
  const own = parts.letters.store.findOwn(tx, object)
  if (own === null) return false
  // Check again in the transaction, because a letter that attaches the file may have been sent
  // meanwhile.
  if (listHolders(tx, parts.letters, { object, ...own }).length > 0) {
    tx.run('INSERT OR IGNORE INTO unlisted_files VALUES (?)', object)
    return false
  }
  destroy(tx, parts, object, at)
  return true
}

/** Forgets deletions of which it is certain by now that nobody can open the object. */
export async function forgetProven({ letters }: DeletionParts): Promise<void> {
  const { ledger, clockGuard, audiences } = letters
  await ledger.write((tx) => forgetProvenDeletions(tx, clockGuard.read().now, audiences))
}

/** Destroys unlisted files without a holder. Their last letter was recalled, expired or deleted. */
export async function sweepUnlisted(parts: DeletionParts): Promise<void> {
  const { ledger, clockGuard } = parts.letters
  if (ledger.isDamaged || ledger.get('SELECT 1 FROM unlisted_files LIMIT 1') === undefined) return
  const at = clockGuard.read().now
  if ((await ledger.write((tx) => sweep(tx, parts, at))) > 0) await ledger.checkpoint()
}

function sweep(tx: Transaction, parts: DeletionParts, at: number): number {
  let swept = 0
  for (const { object } of tx.all<{ object: Uint8Array }>('SELECT object FROM unlisted_files')) {
    const own = parts.letters.store.findOwn(tx, object)
    const isWanted =
      own !== null &&
      (parts.isListed(object) || listHolders(tx, parts.letters, { object, ...own }).length > 0)
    if (own !== null && parts.isListed(object)) tx.run('DELETE FROM unlisted_files WHERE object = ?', object)
    if (isWanted) continue
    destroy(tx, parts, object, at)
    swept++
  }
  return swept
}

function destroy(tx: Transaction, parts: DeletionParts, object: Uint8Array, at: number): void {
  tx.run('DELETE FROM unlisted_files WHERE object = ?', object)
  for (const file of parts.filesWithin(tx, object))
    tx.run('INSERT OR IGNORE INTO unlisted_files VALUES (?)', file)
  for (const blocks of destroyObject(tx, parts.letters, object, at)) parts.clearing.doom(tx, blocks)
}
