// The objects that are parts of albums, own and announced ones. The first cover identifies an
// album, whatever was added later.
// Written when a part is stored or its notice arrives. The files of a part are in the tables of
// attached files.
import { equalBytes, toHex } from '../base/index.ts'
import { listReplaced } from '../delivery/index.ts'
import type { Notice } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { decodeRef, encodeRef, objectId, type Ref } from '../store/index.ts'

/**
 * Who sees an own page: all readers; readers who get locations, and the owner; readers who do not
 * get locations.
 */
export type PageFace = 'all' | 'placed' | 'placeless'

export interface AlbumPart {
  object: Uint8Array
  /** The object id of the album's first cover. */
  album: Uint8Array
  albumRef: Ref
  author: Uint8Array
  isOwn: boolean
  /** True for a cover, which has the title; false for a page. */
  isCover: boolean
  face: PageFace
  /** For a page without locations: the page that it replaces for its readers. Else null. */
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

/**
 * A cover has a title, a page has none; both are replies to the first cover. A part by another
 * author does not join the album.
 */
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

/** Covers and pages in the order in which they were made, without replaced ones. */
export function listAlbumParts(rows: Rows, album: Uint8Array): AlbumPart[] {
  return listAlbumVersions(rows, album).map(([latest]) => latest)
}

/** All known versions of one part, the latest first. */
export type AlbumVersions = [AlbumPart, ...AlbumPart[]]

/**
 * Returns the cover and the pages in the order in which they were made, each with its versions.
 * A page has the time of the page that it replaces. So a reader who was not told of a version
 * between two, because it was for another audience, knows that they are the same page.
 */
export function listAlbumVersions(rows: Rows, album: Uint8Array): AlbumVersions[] {
  const parts = listAllAlbumParts(rows, album)
  const replaced = new Set(
    listReplaced(
      rows,
      parts.map(({ object }) => object),
    ).map(toHex),
  )
  const pages = new Map<number | 'cover', AlbumPart[]>()
  for (const part of parts) {
    const name = part.isCover ? 'cover' : part.at
    pages.set(name, [...(pages.get(name) ?? []), part])
  }
  const isReplaced = ({ object }: AlbumPart): number => Number(replaced.has(toHex(object)))
  return [...pages.values()].map(
    (versions) => versions.reverse().sort((a, b) => isReplaced(a) - isReplaced(b)) as AlbumVersions,
  )
}

/** Includes replaced parts. Parts of the same time are in the order of their arrival. */
export function listAllAlbumParts(rows: Rows, album: Uint8Array): AlbumPart[] {
  const sql = `SELECT ${COLUMNS} FROM collections WHERE album = ? ORDER BY at, rowid`
  return rows.all<Row & Record<string, never>>(sql, album).map(toPart)
}

/**
 * Marks an own page as one for readers who get locations (its twin is for the others), or as one
 * for all readers.
 */
export function markPlaced(tx: Transaction, object: Uint8Array, isPlaced = true): void {
  tx.run('UPDATE collections SET face = ? WHERE object = ?', isPlaced ? 'placed' : 'all', object)
}

/** Removes all parts of an own album. */
export function forgetAlbumParts(tx: Transaction, album: Uint8Array): void {
  tx.run('DELETE FROM collections WHERE album = ?', album)
}

/** Returns all albums with a known part, by their first covers. */
export function listAlbumKeys(rows: Rows): Uint8Array[] {
  return rows.all<{ album: Uint8Array }>('SELECT DISTINCT album FROM collections').map(({ album }) => album)
}

/** The same, without own albums. */
export function listAlbumKeysOfOthers(rows: Rows): Uint8Array[] {
  const sql = 'SELECT DISTINCT album FROM collections WHERE is_own = 0'
  return rows.all<{ album: Uint8Array }>(sql).map(({ album }) => album)
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
