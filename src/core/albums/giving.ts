// Shares an own album with an audience, and withdraws it. The intent is recorded first, then done
// part by part (sync-audiences.ts).
// "notify" for albums. After a crash it resumes; if it could not begin, everything is as before.
import { endedAt, findAudience } from '../access/index.ts'
import type { Audience } from '../store/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { ActingParts, DeliveryParts } from '../delivery/index.ts'
import type { AlbumView } from './album-view.ts'
import {
  findAlbumAudience,
  forgetAlbumAudience,
  keepAlbumAudience,
  type AlbumAudience,
} from './album-audiences.ts'
import { syncAudience } from './sync-audiences.ts'

/** @throws INVALID if the album is shared with the audience already */
export function checkNotShared(
  letters: Pick<DeliveryParts, 'ledger'>,
  album: Uint8Array,
  { key }: Audience,
): void {
  if (findAlbumAudience(letters.ledger, album, key)?.state === 'shared')
    throw new EngineError('INVALID', 'The album is shared with them already.')
}

/** Shares the album, also again after it was withdrawn. @throws NOT_A_POSTER, BLOCKED, INVALID */
export async function shareAlbum(
  letters: ActingParts,
  { album, cover }: AlbumView,
  to: Pick<AlbumAudience, 'audience' | 'mode' | 'keepsPlace'>,
): Promise<void> {
  const { ledger, clockGuard } = letters
  const { key } = to.audience
  const before = findAlbumAudience(ledger, album, key)
  const given: AlbumAudience = {
    ...to,
    state: 'shared',
    isSettled: false,
    givenAt: clockGuard.read().now,
  }
  await ledger.write((tx) => keepAlbumAudience(tx, album, given))
  try {
    await syncAudience(letters, album, given)
  } catch (error) {
    const row = findAudience(ledger, cover!.object, key)
    const isGiven = row !== null && endedAt(row) === null
    if (!isGiven)
      await ledger.write((tx) =>
        before === null ? forgetAlbumAudience(tx, album, key) : keepAlbumAudience(tx, album, before),
      )
    throw error
  }
}

/** @throws NOT_FOUND if the album is not shared with the audience */
export async function withdrawAlbum(
  letters: ActingParts,
  album: Uint8Array,
  { key }: Audience,
): Promise<void> {
  const one = findAlbumAudience(letters.ledger, album, key)
  if (one?.state !== 'shared') throw new EngineError('NOT_FOUND', 'The album is not shared with them.')
  const withdrawn: AlbumAudience = { ...one, state: 'withdrawn', isSettled: false }
  await letters.ledger.write((tx) => keepAlbumAudience(tx, album, withdrawn))
  await syncAudience(letters, album, withdrawn)
}
