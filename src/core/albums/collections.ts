// The objects that are parts of albums, own and announced ones. The first cover identifies an
// album, whatever was added later.
// Written when a part is stored or its notice arrives. The files of a part are in the tables of
// attached files.
import { equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import { listReplaced } from '../delivery/index.ts'
import type { Notice } from '../feeds/index.ts'
import type { Rows, Stored, Transaction } from '../ledger/index.ts'
import { refForm, objectId, type Ref } from '../store/index.ts'

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
  /** Of the part itself, as its notice says; 0 for an own part. */
  size: number
  /** What the notice says of its files. */
  attachedCount: number
  attachedBytes: number
}

/**
 * Of one album, with all versions of its cover and its pages. Everything about an album is computed
 * from all of its parts.
 */
export const MAX_ALBUM_PARTS = 1000

type Row = Omit<Stored<AlbumPart>, 'albumRef'> & { albumRef: Uint8Array }

const COLUMNS = `
  object, album, album_ref AS albumRef, author, is_own AS isOwn, is_cover AS isCover, face,
  twin_of AS twinOf, at, size, attached_count AS attachedCount, attached_bytes AS attachedBytes`

type OwnPart = Omit<AlbumPart, 'isOwn' | 'size' | 'attachedCount' | 'attachedBytes'>

export function keepOwnPart(tx: Transaction, part: OwnPart): void {
  keepAlbumPart(tx, { ...part, isOwn: true, size: 0, attachedCount: 0, attachedBytes: 0 })
}

/** An import can bring a part before its notice, which has the sizes. */
function keepAlbumPart(tx: Transaction, part: AlbumPart): void {
  const { object, album, albumRef, author, isOwn, isCover, face, twinOf, at } = part
  const { size, attachedCount, attachedBytes } = part
  tx.run(
    `INSERT INTO collections VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (object) DO UPDATE SET
       size = excluded.size, attached_count = excluded.attached_count, attached_bytes = excluded.attached_bytes
     WHERE is_own = 0 AND size = 0`,
    ...[object, album, refForm.encode(albumRef), author, isOwn ? 1 : 0, isCover ? 1 : 0, face, twinOf, at],
    ...[size, attachedCount, attachedBytes],
  )
}

/** True if no further part of the album is accepted. */
export function isAlbumFull(rows: Rows, album: Uint8Array): boolean {
  const sql = 'SELECT count(*) AS count FROM (SELECT 1 FROM collections WHERE album = ? LIMIT ?)'
  return rows.get<{ count: number }>(sql, album, MAX_ALBUM_PARTS)!.count === MAX_ALBUM_PARTS
}

type Announcement = Pick<Notice, 'ref' | 'reply' | 'title' | 'kind' | 'at'> &
  Partial<Pick<Notice, 'size' | 'attached'>>

/** A part by another author does not join the album. */
function albumOf({ ref, reply }: Announcement): Ref {
  return reply !== null && equalBytes(reply.person, ref.person) ? reply : ref
}

/** @throws MalformedRecord if the album has as many parts as an album can have */
export function checkAnnouncedPart(rows: Rows, announced: Announcement): void {
  const isKnown = findAlbumPart(rows, objectId(announced.ref)) !== null
  if (!isKnown && isAlbumFull(rows, objectId(albumOf(announced))))
    throw new MalformedRecord(`an album of more than ${MAX_ALBUM_PARTS} parts`)
}

/** A cover has a title, a page has none; both are replies to the first cover. */
export function keepAnnouncedPart(tx: Transaction, announced: Announcement): void {
  const { ref, title, kind, at, size = 0, attached } = announced
  if (kind !== 'collection') return
  const albumRef = albumOf(announced)
  const isBeyond = findAlbumPart(tx, objectId(ref)) === null && isAlbumFull(tx, objectId(albumRef))
  // Only an import can bring one. Its files are in the list of files.
  if (isBeyond) return
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
    size,
    attachedCount: attached?.count ?? 0,
    attachedBytes: attached?.bytes ?? 0,
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
    const versions = pages.get(name)
    if (versions === undefined) pages.set(name, [part])
    else versions.push(part)
  }
  const isReplaced = ({ object }: AlbumPart): number => Number(replaced.has(toHex(object)))
  return [...pages.values()].map(
    (versions) => versions.reverse().sort((a, b) => isReplaced(a) - isReplaced(b)) as AlbumVersions,
  )
}

/** Includes replaced parts. Parts of the same time are in the order of their arrival. */
export function listAllAlbumParts(rows: Rows, album: Uint8Array): AlbumPart[] {
  const sql = `SELECT ${COLUMNS} FROM collections WHERE album = ? ORDER BY at, rowid`
  const found = rows.all<Row & Record<string, never>>(sql, album)
  const first = found[0]
  if (first === undefined) return []
  // Decoding refs takes most of the time, and the parts of an album have the same one.
  const albumRef = refForm.decode(first.albumRef)
  return found.map((row) =>
    equalBytes(row.albumRef, first.albumRef) ? toPartWith(row, albumRef) : toPart(row),
  )
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

function toPart(row: Row): AlbumPart {
  return toPartWith(row, refForm.decode(row.albumRef))
}

function toPartWith({ isOwn, isCover, ...row }: Row, albumRef: Ref): AlbumPart {
  return { ...row, albumRef, isOwn: isOwn === 1, isCover: isCover === 1 }
}
