// Deleting what is mine: who still holds it, who keeps it, and then its end in one transaction.
// A letter's sealed body carries the keys of its files: while any letter of mine does, destroying a file's key would take nothing from anybody.
import { findContentKey, listReleasedTo, loadAudiences, type Audience } from '../access/index.ts'
import { equalBytes, toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Reader, Transaction } from '../ledger/index.ts'
import { destroyObject, type LetterParts } from '../letters/index.ts'
import type { ObjectHeader, OwnObject, Ref } from '../store/index.ts'
import type { Clearing } from './clearing.ts'

export interface DeletionParts {
  letters: LetterParts
  clearing: Clearing
  /** It is no file of mine any more. Gives what leaves the list with it. */
  forgetFile: (tx: Transaction, object: Uint8Array) => Uint8Array[]
  isListed: (object: Uint8Array) => boolean
}

export interface Deletion {
  own: { object: Uint8Array; ref: Ref; header: ObjectHeader; bytes: number }
  heldBy: OwnObject[]
  keptBy: Uint8Array[]
  openTo: Audience[]
}

/** Those among mine that carry the key of this one, and still have their own. */
function listHolders(
  reader: Reader,
  { store }: Pick<LetterParts, 'store'>,
  own: Deletion['own'],
): OwnObject[] {
  return store
    .listNaming(reader, own.ref)
    .filter(
      ({ object, header }) =>
        findContentKey(reader, object) !== null &&
        header.links.some(({ key, ref }) => key !== null && equalBytes(ref.cipherRoot, own.ref.cipherRoot)),
    )
}

/** @throws NOT_FOUND, NOT_YOURS */
export function explainDeletion({ letters }: DeletionParts, object: Uint8Array): Deletion {
  const { store, ledger } = letters
  const found = store.findOwn(ledger, object)
  if (found === null) {
    const isOthers = store.findKept(ledger, object) !== null || letters.inbox.find(ledger, object) !== null
    throw isOthers
      ? new EngineError('NOT_YOURS', 'Only its author can delete it; a copy of a file can be dropped.')
      : new EngineError('NOT_FOUND', 'There is nothing of that name here.')
  }
  const own = { object, ...found }
  const heldBy = listHolders(ledger, letters, own)
  const ways = [object, ...heldBy.map((holder) => holder.object), ...listAttaching(ledger, object)]
  return {
    own,
    heldBy,
    keptBy: unique(ways.flatMap((way) => listReleasedTo(ledger, way))),
    openTo: uniqueAudiences(ways.flatMap((way) => listOpenTo(ledger, way))),
  }
}

/** Letters that attached it, also those whose keys are gone by now: whoever opened them may have it. */
function listAttaching(reader: Reader, file: Uint8Array): Uint8Array[] {
  const sql = 'SELECT DISTINCT letter FROM attached WHERE file = ?'
  return reader.all<{ letter: Uint8Array }>(sql, file).map(({ letter }) => letter)
}

function listOpenTo(reader: Reader, object: Uint8Array): Audience[] {
  return loadAudiences(reader, object)
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
 * Resolves when no copy of a destroyed key is in any file of this home, and its blocks are cleared. A file that is still held leaves the
 * list, and goes with the last that holds it.
 * @throws NOT_FOUND, NOT_YOURS, INVALID
 */
export async function deleteOwn(
  parts: DeletionParts,
  object: Uint8Array,
): Promise<{ isDestroyed: boolean; deletion: Deletion }> {
  const deletion = explainDeletion(parts, object)
  const { ledger, clockGuard } = parts.letters
  const { kind } = deletion.own.header
  if (kind !== 'letter' && kind !== 'file')
    throw new EngineError('INVALID', 'What is in it is taken out of it; it is no letter and no file.')
  const at = clockGuard.read().now
  const isDestroyed = await ledger.write((tx) => {
    for (const copy of kind === 'file' ? parts.forgetFile(tx, object) : [])
      tx.run('INSERT OR IGNORE INTO unlisted_files VALUES (?)', copy)
    // Asked once more: a letter that attaches it may have been sent meanwhile.
    if (kind === 'file' && listHolders(tx, parts.letters, deletion.own).length > 0) {
      tx.run('INSERT OR IGNORE INTO unlisted_files VALUES (?)', object)
      return false
    }
    destroy(tx, parts, object, at)
    sweep(tx, parts, at)
    return true
  })
  await ledger.checkpoint()
  await parts.clearing.clear()
  return { isDestroyed, deletion }
}

/** Files that left the list and that nothing holds any more: a letter was recalled, expired or deleted meanwhile. */
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
  for (const place of destroyObject(tx, parts.letters, object, at)) parts.clearing.doom(tx, place)
}
