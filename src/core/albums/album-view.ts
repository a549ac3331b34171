// What is known here of an album, mine or another's: computed from its parts each time it is looked at.
// Of another's only what was opened is told, and how much more was announced.
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import {
  countAttached,
  listAttachedAfter,
  openOwn,
  type AttachedPosition,
  type DeliveryParts,
  type Reference,
} from '../delivery/index.ts'
import { findChangedAt } from './audiences.ts'
import { findAlbumPart, listAlbumParts, type AlbumPart } from './collections.ts'
import type { Rows } from '../ledger/index.ts'
import type { ObjectHeader, Ref } from '../store/index.ts'

export interface AlbumView {
  album: Uint8Array
  /** Of its first cover. */
  ref: Ref
  author: Uint8Array
  isMine: boolean
  title: string | null
  text: string | null
  createdAt: number
  changedAt: number
  /** The latest cover that is here; null when only pages are. */
  cover: AlbumPart | null
  /** Those that can be read here, in their order. */
  pages: AlbumPart[]
  count: number
  unopened: number
  state: 'mine' | 'sealed' | 'opened' | 'recalled'
}

type Parts = Pick<DeliveryParts, 'ledger' | 'store' | 'inbox'>

/** Null when nothing of it is here. The text is read by `readText`. */
export function viewAlbum(parts: Parts, album: Uint8Array): Omit<AlbumView, 'text'> | null {
  const { ledger } = parts
  const all = listAlbumParts(ledger, album)
  const [first] = all
  if (first === undefined) return null
  const covers = all.filter(({ isCover }) => isCover)
  const cover = covers.findLast((one) => canRead(parts, one)) ?? covers.at(-1) ?? null
  const pages = all.filter((one) => !one.isCover && one.face !== 'placeless' && canRead(parts, one))
  const unread = all.filter((one) => !canRead(parts, one))
  return {
    album,
    ref: first.albumRef,
    author: first.author,
    isMine: first.isOwn,
    title: cover === null ? null : titleOf(parts, cover),
    createdAt: (findAlbumPart(ledger, album) ?? first).at,
    changedAt: changedAt(parts, album, all),
    cover,
    pages,
    count: countMembers(ledger, pages),
    unopened: unread.filter((one) => !isGone(parts, one)).length,
    state: stateOf(parts, first, cover, pages),
  }
}

function stateOf(
  parts: Parts,
  { isOwn }: AlbumPart,
  cover: AlbumPart | null,
  pages: readonly AlbumPart[],
): AlbumView['state'] {
  if (isOwn) return 'mine'
  if (pages.length > 0 || (cover !== null && canRead(parts, cover))) return 'opened'
  return cover !== null && isGone(parts, cover) ? 'recalled' : 'sealed'
}

function canRead({ store, ledger }: Parts, { object, isOwn }: AlbumPart): boolean {
  return isOwn || store.findKept(ledger, object) !== null
}

function isGone({ inbox, ledger }: Parts, { object }: AlbumPart): boolean {
  const withdrawn = inbox.find(ledger, object)?.withdrawn
  return withdrawn === 'recalled' || withdrawn === 'expired'
}

function titleOf(parts: Parts, { object }: AlbumPart): string | null {
  return findHeader(parts, object)?.title ?? parts.inbox.find(parts.ledger, object)?.notice.title ?? null
}

function findHeader({ store, ledger }: Parts, object: Uint8Array): ObjectHeader | null {
  return (store.findOwn(ledger, object) ?? store.findKept(ledger, object))?.header ?? null
}

function changedAt({ ledger, inbox }: Parts, album: Uint8Array, all: readonly AlbumPart[]): number {
  const arrivals = all.map(({ object, at }) => inbox.find(ledger, object)?.arrivedAt ?? at)
  return Math.max(findChangedAt(ledger, album) ?? 0, ...arrivals)
}

function countMembers(rows: Rows, pages: readonly AlbumPart[]): number {
  return countAttached(
    rows,
    pages.map(({ object }) => object),
  )
}

/** What its author says of it: the body of its cover, if that was opened and is here. */
export async function readText(
  parts: Pick<DeliveryParts, 'ledger' | 'store'>,
  reference: Reference,
  { cover, isMine }: Pick<AlbumView, 'cover' | 'isMine'>,
): Promise<string | null> {
  if (cover === null) return null
  const opened = isMine ? await openOwn(parts, cover.object) : await reference.findOpened(cover.object)
  return opened === null ? null : Buffer.from(opened.body).toString('utf8')
}

/** A place in an album: a page, and a file of it. */
export type AlbumPlace = AttachedPosition

export interface AlbumMember extends AlbumPlace {
  /** The object of the file. */
  file: Uint8Array
}

/** The files of an album in the order of adding, after `after`. */
export function listMembers(
  rows: Rows,
  { pages }: Pick<AlbumView, 'pages'>,
  after: AlbumPlace | null,
  limit: number,
): AlbumMember[] {
  const from = after === null ? 0 : pages.findIndex(({ object }) => toHex(object) === toHex(after.letter))
  if (from === -1) throw new EngineError('INVALID', 'This is no place in this album.')
  const found: AlbumMember[] = []
  for (const [i, { object }] of pages.slice(from).entries()) {
    if (found.length >= limit) break
    const position = i === 0 && after !== null ? after.position : -1
    found.push(...listAttachedAfter(rows, { letter: object, position }, limit - found.length))
  }
  return found
}
