// Opens another person's album: the cover, then its unopened pages, a few at a time.
// "reference" for albums: each part is opened like a letter.
import { equalBytes } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { DeliveryParts, Reference, Wait } from '../delivery/index.ts'
import type { AlbumView } from './album-view.ts'
import { listAlbumParts, type AlbumPart } from './collections.ts'
import type { Ref } from '../store/index.ts'

/** Pages that are opened in parallel. */
const AT_ONCE = 4

type OpeningParts = Pick<DeliveryParts, 'ledger' | 'store' | 'inbox'>

/** Skips pages that are not available now. @throws the codes of opening a letter, for the cover */
export async function openAlbum(
  letters: OpeningParts,
  reference: Reference,
  { album, cover }: Pick<AlbumView, 'album' | 'cover'>,
  wait: Wait,
): Promise<void> {
  const { ledger, store } = letters
  if (cover !== null) await reference.open(announcedRef(letters, cover), wait)
  const sealed = listAlbumParts(ledger, album).filter(({ object }) => !store.isHere(ledger, object))
  const openNext = async (): Promise<void> => {
    for (let part = sealed.shift(); part !== undefined; part = sealed.shift())
      await openPart(letters, reference, part, wait)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, openNext))
}

async function openPart(
  letters: OpeningParts,
  reference: Reference,
  part: AlbumPart,
  wait: Wait,
): Promise<void> {
  try {
    await reference.open(announcedRef(letters, part), wait)
  } catch (error) {
    if (!isEngineError(error) || error.code === 'CANCELLED') throw error
  }
}

function announcedRef({ inbox, ledger }: OpeningParts, { object, albumRef, album }: AlbumPart): Ref {
  const notice = inbox.find(ledger, object)?.notice
  if (notice !== undefined) return notice.ref
  if (equalBytes(object, album)) return albumRef
  throw new EngineError('NOT_FOUND', 'This page is not here.')
}
