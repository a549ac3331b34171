// Which objects are parts of albums, mine and those that were announced to me: an album is its first cover, whatever came later.
// Written when a part is stored or its notice is received; what is in it is known from what attaches files (attachments.ts).
import { equalBytes, toHex } from '../base/index.ts'
import { listReplaced } from '../delivery/index.ts'
import type { Notice } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { decodeRef, encodeRef, objectId, type Ref } from '../store/index.ts'

/** Who sees a page of mine: everyone; those who are given places, and I; only those who are not. */
export type PageFace = 'all' | 'placed' | 'placeless'

export interface AlbumPart {
  object: Uint8Array
  /** The object of the album's first cover. */
  album: Uint8Array
  albumRef: Ref
  author: Uint8Array
  isOwn: boolean
  /** It gives the album its title; else it is a page. */
  isCover: boolean
  face: PageFace
  /** Of a placeless page, the one that it stands for. */
  twinOf: Uint8Array | null
  at: number
}

interface Row {
  object: Uint8Array
  album: Uint8Array
  albumRef: Uint8Array
  author: Uint8Array
  isOwn: number
  isCover: number
  face: PageFace
  twinOf: Uint8Array | null
  at: number
}

const COLUMNS = `
  object, album, album_ref AS albumRef, author, is_own AS isOwn, is_cover AS isCover, face,
  twin_of AS twinOf, at`

export function keepAlbumPart(tx: Transaction, part: AlbumPart): void {
  const { object, album, albumRef, author, isOwn, isCover, face, twinOf, at } = part
  tx.run(
    'INSERT OR IGNORE INTO collections VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ...[object, album, encodeRef(albumRef), author, isOwn ? 1 : 0, isCover ? 1 : 0, face, twinOf, at],
  )
}

/** A cover has a title and a page none; each names the first cover as what it answers. Another's album cannot be added to. */
export function keepAnnouncedPart(
  tx: Transaction,
  { ref, reply, title, kind, at }: Pick<Notice, 'ref' | 'reply' | 'title' | 'kind' | 'at'>,
): void {
  if (kind !== 'collection') return
  const albumRef = reply !== null && equalBytes(reply.person, ref.person) ? reply : ref
  keepAlbumPart(tx, {
    object: objectId(ref),
    album: objectId(albumRef),
    albumRef,
    author: ref.person,
    isOwn: false,
    isCover: title !== '',
    face: 'all',
    twinOf: null,
    at,
  })
}

export function findAlbumPart(rows: Rows, object: Uint8Array): AlbumPart | null {
  const row = rows.get<Row>(`SELECT ${COLUMNS} FROM collections WHERE object = ?`, object)
  return row === undefined ? null : toPart(row)
}

/** Its covers and pages in the order in which they were made, without those that a later version took the place of. */
export function listAlbumParts(rows: Rows, album: Uint8Array): AlbumPart[] {
  const parts = listAllAlbumParts(rows, album)
  const replaced = listReplaced(
    rows,
    parts.map(({ object }) => object),
  )
  const earlier = new Set(replaced.map(toHex))
  return parts.filter(({ object }) => !earlier.has(toHex(object)))
}

/** Also those that were replaced. */
export function listAllAlbumParts(rows: Rows, album: Uint8Array): AlbumPart[] {
  const sql = `SELECT ${COLUMNS} FROM collections WHERE album = ? ORDER BY at, object`
  return rows.all<Row & Record<string, never>>(sql, album).map(toPart)
}

/** A page of mine is only for those who are given places, since it has a twin for the others; or it is for everyone. */
export function markPlaced(tx: Transaction, object: Uint8Array, isPlaced = true): void {
  tx.run('UPDATE collections SET face = ? WHERE object = ?', isPlaced ? 'placed' : 'all', object)
}

/** An album of mine is no more. */
export function forgetAlbumParts(tx: Transaction, album: Uint8Array): void {
  tx.run('DELETE FROM collections WHERE album = ?', album)
}

/** Every album of which anything is known, by its first cover. */
export function listAlbumKeys(rows: Rows): Uint8Array[] {
  return rows.all<{ album: Uint8Array }>('SELECT DISTINCT album FROM collections').map(({ album }) => album)
}

function toPart({ albumRef, isOwn, isCover, twinOf, ...row }: Row): AlbumPart {
  return {
    ...row,
    twinOf,
    albumRef: decodeRef(albumRef),
    isOwn: isOwn === 1,
    isCover: isCover === 1,
  }
}
