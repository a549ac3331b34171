// Gives every part of an album to its audiences, and withdraws it from former ones. Idempotent,
// because it does only what is missing.
// "notify" for albums: one grant and one notice per part and audience, as for every shared object.
import {
  destroyContentKey,
  endedAt,
  findAudience,
  findContentKey,
  hasAnyRight,
  type AudienceRow,
} from '../access/index.ts'
import { isEngineError } from '../contract/errors.ts'
import { shareObject, withdrawObject, type ActingParts, type DeliveryParts } from '../delivery/index.ts'
import { listAlbumAudiences, markSettled, type AlbumAudience } from './album-audiences.ts'
import { listAlbumParts, listAllAlbumParts, type AlbumPart } from './collections.ts'

/** Returns the parts that this audience gets. */
export function partsFor(parts: readonly AlbumPart[], { keepsPlace }: { keepsPlace: boolean }): AlbumPart[] {
  const hidden = keepsPlace ? 'placeless' : 'placed'
  return parts.filter(({ face }) => face !== hidden)
}

type LedgerPart = Pick<DeliveryParts, 'ledger'>

/**
 * Syncs all audiences. If one fails (for example a removed contact), the others are synced
 * nevertheless.
 */
export async function syncAlbum(
  letters: ActingParts & Pick<DeliveryParts, 'log'>,
  album: Uint8Array,
): Promise<void> {
  for (const one of listAlbumAudiences(letters.ledger, album)) {
    if (one.isSettled) continue
    try {
      await syncAudience(letters, album, one)
    } catch (error) {
      if (!isEngineError(error)) throw error
      letters.log.warn('album-not-settled', { code: error.code })
    }
  }
  await destroyReplacedKeys(letters, album)
}

/** Destroys the keys of replaced pages without readers, so that they no longer hold files. */
async function destroyReplacedKeys(letters: LedgerPart, album: Uint8Array): Promise<void> {
  const { ledger } = letters
  const empty = listReplaced(letters, album).filter(
    ({ object }) => findContentKey(ledger, object) !== null && !hasAnyRight(ledger, object),
  )
  if (empty.length === 0) return
  await ledger.write((tx) => {
    for (const { object } of empty) destroyContentKey(tx, object)
  })
  await ledger.checkpoint()
}

/** @throws NOT_A_POSTER, BLOCKED, NOT_FOUND (no longer a contact), DAMAGED */
export async function syncAudience(
  letters: ActingParts,
  album: Uint8Array,
  one: AlbumAudience,
): Promise<void> {
  const { ledger } = letters
  if (one.state === 'shared')
    for (const part of partsFor(listAlbumParts(ledger, album), one)) await shareWith(letters, part, one)
  const gone = one.state === 'shared' ? listReplaced(letters, album) : listAllAlbumParts(ledger, album)
  for (const part of gone) await withdrawFrom(letters, part, one)
  await ledger.write((tx) => markSettled(tx, album, one.audience.key))
}

async function shareWith(
  letters: ActingParts,
  { object }: AlbumPart,
  { audience, mode, givenAt }: AlbumAudience,
): Promise<void> {
  const row = findAudience(letters.ledger, object, audience.key)
  if (row === null || wasWithdrawnBefore(row, givenAt)) await shareObject(letters, object, audience, mode)
}

/**
 * True if the part was withdrawn before or with the album, so sharing the album again includes it.
 * A part that was withdrawn later, alone, stays withdrawn.
 */
function wasWithdrawnBefore(row: AudienceRow, givenAt: number): boolean {
  const at = endedAt(row)
  return at !== null && at <= givenAt
}

/** Lists replaced pages. Readers who have not opened them do not need them. */
function listReplaced({ ledger }: LedgerPart, album: Uint8Array): AlbumPart[] {
  const current = new Set(
    listAlbumParts(ledger, album).map(({ object }) => Buffer.from(object).toString('hex')),
  )
  return listAllAlbumParts(ledger, album).filter(
    ({ object, isCover }) => !isCover && !current.has(Buffer.from(object).toString('hex')),
  )
}

async function withdrawFrom(
  letters: ActingParts,
  { object }: AlbumPart,
  { audience }: AlbumAudience,
): Promise<void> {
  const row = findAudience(letters.ledger, object, audience.key)
  if (row === null || row.recalledAt !== null || row.withdrawnAt !== null) return
  if (findContentKey(letters.ledger, object) === null) return
  await withdrawObject(letters, object, audience)
}
