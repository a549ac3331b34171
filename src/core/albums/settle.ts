// Gives every part of an album to everyone it is for, and takes it back from whom it is for no more: whatever is missing, however often asked.
// notify, for albums: one grant and one notice for each part and audience, as for anything that is shared.
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
import { listAlbumAudiences, markSettled, type AlbumAudience } from './audiences.ts'
import { listAlbumParts, listAllAlbumParts, type AlbumPart } from './collections.ts'

/** The parts that this audience is given. */
export function partsFor(parts: readonly AlbumPart[], { keepsPlace }: { keepsPlace: boolean }): AlbumPart[] {
  const hidden = keepsPlace ? 'placeless' : 'placed'
  return parts.filter(({ face }) => face !== hidden)
}

type LedgerPart = Pick<DeliveryParts, 'ledger'>

/** All of its audiences; one that cannot be told any more keeps nothing from the others. */
export async function settleAlbum(
  letters: ActingParts & Pick<DeliveryParts, 'log'>,
  album: Uint8Array,
): Promise<void> {
  for (const one of listAlbumAudiences(letters.ledger, album)) {
    if (one.isSettled) continue
    try {
      await settleAudience(letters, album, one)
    } catch (error) {
      if (!isEngineError(error)) throw error
      letters.log.warn('album-not-settled', { code: error.code })
    }
  }
  await emptyReplaced(letters, album)
}

/** A page that was replaced and that nobody has holds no file any more: its key is destroyed. */
async function emptyReplaced(letters: LedgerPart, album: Uint8Array): Promise<void> {
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

/** @throws NOT_A_POSTER, BLOCKED, NOT_FOUND (no contact any more), DAMAGED */
export async function settleAudience(
  letters: ActingParts,
  album: Uint8Array,
  one: AlbumAudience,
): Promise<void> {
  const { ledger } = letters
  if (one.state === 'shared')
    for (const part of partsFor(listAlbumParts(ledger, album), one)) await give(letters, part, one)
  const gone = one.state === 'shared' ? listReplaced(letters, album) : listAllAlbumParts(ledger, album)
  for (const part of gone) await takeBack(letters, part, one)
  await ledger.write((tx) => markSettled(tx, album, one.audience.key))
}

async function give(
  letters: ActingParts,
  { object }: AlbumPart,
  { audience, mode, givenAt }: AlbumAudience,
): Promise<void> {
  const row = findAudience(letters.ledger, object, audience.key)
  if (row === null || wasTakenBackBefore(row, givenAt)) await shareObject(letters, object, audience, mode)
}

/** What was taken back when the whole album was is given again with it; what was taken back alone later stays so. */
function wasTakenBackBefore(row: AudienceRow, givenAt: number): boolean {
  const at = endedAt(row)
  return at !== null && at <= givenAt
}

/** Pages that a later one took the place of: who has not opened them by now need not. */
function listReplaced({ ledger }: LedgerPart, album: Uint8Array): AlbumPart[] {
  const current = new Set(
    listAlbumParts(ledger, album).map(({ object }) => Buffer.from(object).toString('hex')),
  )
  return listAllAlbumParts(ledger, album).filter(
    ({ object, isCover }) => !isCover && !current.has(Buffer.from(object).toString('hex')),
  )
}

async function takeBack(
  letters: ActingParts,
  { object }: AlbumPart,
  { audience }: AlbumAudience,
): Promise<void> {
  const row = findAudience(letters.ledger, object, audience.key)
  if (row === null || row.recalledAt !== null || row.withdrawnAt !== null) return
  if (findContentKey(letters.ledger, object) === null) return
  await withdrawObject(letters, object, audience)
}
