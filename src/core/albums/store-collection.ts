// Stores a part of an album as an own object with the audience "self". Sharing then gives it to
// others.
// "compose" and "store". Its members are attached by the same rules as the files of a letter.
import { utf8 } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { giveObject, ONESELF, UNGIVEN, type DeliveryParts, type NotifyingParts } from '../delivery/index.ts'
import { isAlbumFull, keepOwnPart, MAX_ALBUM_PARTS, type PageFace } from './collections.ts'
import type { Transaction } from '../ledger/index.ts'
import { objectId, type Link, type ObjectHeader, type PreparedObject, type Ref } from '../store/index.ts'

export interface CollectionOrder {
  /** The title of a cover; '' for a page. */
  title: string
  text: string
  /** The first cover of the album; null if this is the first cover. */
  album: Ref | null
  replaces: Ref | null
  members: Link[]
  face: PageFace
  twinOf: Uint8Array | null
  /** ms since the epoch. Parts are ordered by this time. */
  at: number
}

const COLLECTION_TYPE = 'text/markdown; charset=utf-8'

/** Resolves when the part is on disk. `also` runs in the same transaction. @throws NO_SPACE, TOO_LARGE */
export async function storeCollection(
  parts: NotifyingParts & Pick<DeliveryParts, 'ledger'>,
  order: CollectionOrder,
  also: (tx: Transaction, ref: Ref) => void,
): Promise<Ref> {
  const prepared = await parts.store.prepare(composeHeader(order), utf8(order.text))
  try {
    return await parts.ledger.write((tx) => {
      const ref = insertPart(tx, parts, order, prepared)
      also(tx, ref)
      return ref
    })
  } catch (error) {
    await parts.store.discard(prepared)
    throw error
  }
}

function composeHeader({ title, at, album, replaces, members }: CollectionOrder): ObjectHeader {
  const links: Link[] = [
    ...(album === null ? [] : [{ rel: 'reply' as const, ref: album, key: null }]),
    ...(replaces === null ? [] : [{ rel: 'replaces' as const, ref: replaces, key: null }]),
    ...members.map((member) => ({ ...member, rel: 'member' as const })),
  ]
  return {
    ...{ kind: 'collection', title, at, type: COLLECTION_TYPE, to: [], links },
    madeFor: { kind: 'self' },
    tags: [],
  }
}

function insertPart(
  tx: Transaction,
  parts: NotifyingParts,
  { title, album, replaces, face, twinOf, at }: CollectionOrder,
  prepared: PreparedObject,
): Ref {
  const { object } = prepared
  const ref = giveObject(tx, parts, prepared, {
    recipients: ONESELF,
    policy: UNGIVEN,
    replaces,
    keepsLocation: [],
    at,
  })
  const albumRef = album ?? ref
  if (isAlbumFull(tx, objectId(albumRef)))
    throw new EngineError('TOO_LARGE', `An album has at most ${MAX_ALBUM_PARTS} parts, counting its changes.`)
  keepOwnPart(tx, {
    object,
    album: objectId(albumRef),
    albumRef,
    author: parts.identity.person,
    isCover: title !== '',
    face,
    twinOf,
    at,
  })
  return ref
}
