// The view of an album, own or another person's, computed from its parts at each call.
// Of another person's album it shows what was opened, and how many parts were announced besides.
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
import { findChangedAt } from './album-audiences.ts'
import { findAlbumPart, listAlbumVersions, type AlbumPart, type AlbumVersions } from './collections.ts'
import { isGone, listReceivedStates, type ReceivedState } from '../inbox/index.ts'
import type { Rows } from '../ledger/index.ts'
import type { ObjectHeader, Ref } from '../store/index.ts'

export interface AlbumView {
  album: Uint8Array
  /** The ref of the first cover. */
  ref: Ref
  author: Uint8Array
  isMine: boolean
  title: string | null
  text: string | null
  createdAt: number
  changedAt: number
  /** The latest announced cover. Null if only pages are here. */
  cover: AlbumPart | null
  /** The latest readable version of each page, in the order of the pages. */
  pages: AlbumPart[]
  count: number
  unopened: number
  state: 'mine' | 'sealed' | 'opened' | 'recalled'
}

type Parts = Pick<DeliveryParts, 'ledger' | 'store' | 'inbox'>
type States = ReadonlyMap<string, ReceivedState>

function statesOf({ ledger }: Parts, all: readonly AlbumVersions[]): States {
  return listReceivedStates(
    ledger,
    all.flat().map(({ object }) => object),
  )
}

/** Null if no part of the album is known. `readText` reads the text. */
export function viewAlbum(parts: Parts, album: Uint8Array): Omit<AlbumView, 'text'> | null {
  const { ledger } = parts
  const all = listAlbumVersions(ledger, album)
  const first = all[0]?.[0]
  if (first === undefined) return null
  const { cover, pages } = readableOf(parts, all)
  const states = statesOf(parts, all)
  return {
    album,
    ref: first.albumRef,
    author: first.author,
    isMine: first.isOwn,
    title: cover === null ? null : titleOf(parts, cover),
    createdAt: (findAlbumPart(ledger, album) ?? first).at,
    changedAt: changedAt(parts, album, all, states),
    cover,
    pages,
    count: countMembers(ledger, pages),
    unopened: countUnopened(parts, all, states),
    state: stateOf(parts, first, { cover, pages }, states),
  }
}

/** True if something of another's album can still be opened here. */
export function isNews(parts: Parts, album: Uint8Array): boolean {
  const all = listAlbumVersions(parts.ledger, album)
  const first = all[0]?.[0]
  const states = statesOf(parts, all)
  if (first === undefined || countUnopened(parts, all, states) === 0) return false
  return stateOf(parts, first, readableOf(parts, all), states) !== 'recalled'
}

function readableOf(parts: Parts, all: readonly AlbumVersions[]): Pick<AlbumView, 'cover' | 'pages'> {
  return {
    cover: all.find(([latest]) => latest.isCover)?.[0] ?? null,
    // A changed page stays as it was opened until its reader opens the change.
    pages: all
      .filter(([latest]) => !latest.isCover && latest.face !== 'placeless')
      .flatMap((versions) => versions.find((one) => canRead(parts, one)) ?? []),
  }
}

function countUnopened(parts: Parts, all: readonly AlbumVersions[], states: States): number {
  return all.filter(([latest]) => !canRead(parts, latest) && !isGoneIn(states, latest)).length
}

function stateOf(
  parts: Parts,
  { isOwn }: AlbumPart,
  { cover, pages }: Pick<AlbumView, 'cover' | 'pages'>,
  states: States,
): AlbumView['state'] {
  if (isOwn) return 'mine'
  if (pages.length > 0 || (cover !== null && canRead(parts, cover))) return 'opened'
  return cover !== null && isGoneIn(states, cover) ? 'recalled' : 'sealed'
}

function canRead({ store, ledger }: Parts, { object, isOwn }: AlbumPart): boolean {
  return isOwn || store.isHere(ledger, object)
}

function isGoneIn(states: States, { object }: AlbumPart): boolean {
  const state = states.get(toHex(object))
  return state !== undefined && isGone(state)
}

function titleOf(parts: Parts, { object }: AlbumPart): string | null {
  return findHeader(parts, object)?.title ?? parts.inbox.find(parts.ledger, object)?.notice.title ?? null
}

function findHeader({ store, ledger }: Parts, object: Uint8Array): ObjectHeader | null {
  return (store.findOwn(ledger, object) ?? store.findKept(ledger, object))?.header ?? null
}

function changedAt(
  { ledger }: Parts,
  album: Uint8Array,
  all: readonly AlbumVersions[],
  states: States,
): number {
  const arrivals = all.map(([{ object, at }]) => states.get(toHex(object))?.arrivedAt ?? at)
  return Math.max(findChangedAt(ledger, album) ?? 0, ...arrivals)
}

function countMembers(rows: Rows, pages: readonly AlbumPart[]): number {
  return countAttached(
    rows,
    pages.map(({ object }) => object),
  )
}

/**
 * Returns the author's text: the body of the latest cover that was opened. Null if none was, or it
 * is not here.
 */
export async function readText(
  parts: Parts,
  reference: Reference,
  { album, isMine }: Pick<AlbumView, 'album' | 'isMine'>,
): Promise<string | null> {
  const covers = listAlbumVersions(parts.ledger, album).find(([{ isCover }]) => isCover)
  const cover = covers?.find((one) => canRead(parts, one))
  if (cover === undefined) return null
  const opened = isMine ? await openOwn(parts, cover.object) : await reference.findOpened(cover.object)
  return opened === null ? null : Buffer.from(opened.body).toString('utf8')
}

/** A position in an album: a page, and the index of a file on it. */
export type AlbumPosition = AttachedPosition

export interface AlbumMember extends AlbumPosition {
  /** The object id of the file. */
  file: Uint8Array
}

/**
 * Returns the files of an album in the order in which they were added, after the position `after`.
 */
export function listMembers(
  rows: Rows,
  { pages }: Pick<AlbumView, 'pages'>,
  after: AlbumPosition | null,
  limit: number,
): AlbumMember[] {
  const from = after === null ? 0 : pages.findIndex(({ object }) => toHex(object) === toHex(after.letter))
  if (from === -1) throw new EngineError('INVALID', 'This is not a position in this album.')
  const found: AlbumMember[] = []
  for (const [i, { object }] of pages.slice(from).entries()) {
    if (found.length >= limit) break
    const position = i === 0 && after !== null ? after.position : -1
    found.push(...listAttachedAfter(rows, { letter: object, position }, limit - found.length))
  }
  return found
}
