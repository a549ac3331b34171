// A part of an album as an object of mine: stored as a note to myself is, and given to others by sharing it.
// The compose and store steps. Its members are attached like files of a letter, by the same rules.
import { utf8 } from '../base/index.ts'
import { giveObject, ONESELF, UNGIVEN, type DeliveryParts, type NotifyingParts } from '../delivery/index.ts'
import { keepAlbumPart, type PageFace } from './collections.ts'
import type { Transaction } from '../ledger/index.ts'
import { objectId, type Link, type ObjectHeader, type PreparedObject, type Ref } from '../store/index.ts'

export interface CollectionOrder {
  /** Of a cover; a page has none. */
  title: string
  text: string
  /** The album's first cover; null when this is it. */
  album: Ref | null
  replaces: Ref | null
  members: Link[]
  face: PageFace
  twinOf: Uint8Array | null
  /** ms since the epoch; parts are in this order. */
  at: number
}

const COLLECTION_TYPE = 'text/markdown; charset=utf-8'

/** On disk when it resolves; `also` happens in its transaction. @throws NO_SPACE */
export async function storeCollection(
  parts: NotifyingParts & Pick<DeliveryParts, 'ledger'>,
  order: CollectionOrder,
  also: (tx: Transaction, ref: Ref) => void,
): Promise<Ref> {
  const prepared = await parts.store.prepare(composeHeader(order), utf8(order.text))
  try {
    return await parts.ledger.write((tx) => {
      const ref = place(tx, parts, order, prepared)
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

function place(
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
  keepAlbumPart(tx, {
    object,
    album: objectId(albumRef),
    albumRef,
    author: parts.identity.person,
    isOwn: true,
    isCover: title !== '',
    face,
    twinOf,
    at,
  })
  return ref
}
