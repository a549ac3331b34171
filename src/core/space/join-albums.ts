// Lists an album once, with the bytes of all its parts: a person who looks for space knows the
// album, not its covers, pages and copies without locations.
import { toHex } from '../base/index.ts'
import { findAlbumPart } from '../albums/index.ts'
import type { Rows } from '../ledger/index.ts'
import { widerOf, type CountedObject } from './space-report.ts'

export interface ListedObject extends CountedObject {
  /** The number of stored objects: the parts of an album, else 1. */
  count: number
}

/** The entry of an album has the ref of its first cover, and the time of its latest part. */
export function joinAlbums(rows: Rows, objects: readonly CountedObject[]): ListedObject[] {
  const listed = new Map<string, ListedObject>()
  for (const one of objects) {
    const part = one.mayBeAlbum ? findAlbumPart(rows, one.object) : null
    const name = part === null ? one : { object: part.album, ref: part.albumRef }
    const key = toHex(name.object)
    const known = listed.get(key)
    listed.set(key, known === undefined ? { ...one, ...name, count: 1 } : add(known, one))
  }
  return [...listed.values()]
}

function add(known: ListedObject, { at, bytes, audience }: CountedObject): ListedObject {
  return {
    ...known,
    ...{ at: Math.max(known.at, at), bytes: known.bytes + bytes, count: known.count + 1 },
    audience: widerOf(known.audience, audience),
  }
}
