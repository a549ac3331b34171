// The inbox row of an album that was shared with this person: one row for all its parts, under the
// id of the first cover.
// Updated by "receive" with every announced part. Nothing of the album is fetched for it.
import { equalBytes, toHex } from '../base/index.ts'
import { isGone, listReceivedStates, type ReceivedState } from '../inbox/index.ts'
import type { Rows } from '../ledger/index.ts'
import { isPublished, formatRef } from '../store/index.ts'
import { wideEntriesOf, type LetterEntry } from '../views/index.ts'
import { addresseesOf, stateOfReceived, UNGIVEN, type DeliveryParts } from '../delivery/index.ts'
import { readTidy } from '../tidy/index.ts'
import { findAlbumPart, listAlbumVersions, type AlbumPart } from './collections.ts'

export type DescribingParts = Pick<DeliveryParts, 'identity' | 'store' | 'inbox' | 'addressBook'>

/**
 * True for the part that represents an album in the inbox: the first cover, shared with a person or
 * a group.
 */
export function isAlbumRow(
  rows: Rows,
  { inbox }: Pick<DescribingParts, 'inbox'>,
  object: Uint8Array,
): boolean {
  const part = findAlbumPart(rows, object)
  if (part === null || part.isOwn || !equalBytes(part.album, object)) return false
  const notice = inbox.find(rows, object)?.notice
  return notice !== undefined && !isPublished(notice.audience)
}

type Announced = { part: AlbumPart; received: ReceivedState }

/** Returns the announced versions of each part, the latest first. */
function listAnnounced(rows: Rows, album: Uint8Array): Announced[][] {
  const all = listAlbumVersions(rows, album)
  const states = listReceivedStates(
    rows,
    all.flat().map(({ object }) => object),
  )
  const announced = (part: AlbumPart): Announced[] => {
    const received = states.get(toHex(part.object))
    return received === undefined ? [] : [{ part, received }]
  }
  return all.map((versions) => versions.flatMap(announced)).filter((versions) => versions.length > 0)
}

/** Null unless the object represents an album. */
export function describeAlbum(rows: Rows, parts: DescribingParts, object: Uint8Array): LetterEntry | null {
  const { inbox } = parts
  if (!isAlbumRow(rows, parts, object)) return null
  const versions = listAnnounced(rows, object)
  const announced = versions.map(([latest]) => latest!)
  const first = inbox.find(rows, object)!
  const { notice, author } = first
  return {
    kind: 'album',
    side: 'inbox',
    ref: formatRef(notice.ref),
    author,
    ...addresseesOf(rows, parts, notice, null),
    wide: wideEntriesOf(notice.audience),
    subject: titleOf(rows, parts, announced),
    at: announced.at(-1)?.part.at ?? notice.at,
    arrivedAt: Math.max(...announced.map(({ received }) => received.arrivedAt)),
    size: announced.reduce((sum, { part }) => sum + part.size, 0),
    attached: sumMembers(versions),
    policy: { ...UNGIVEN, mode: notice.mode },
    ...(stateOfAlbum(announced) ?? stateOfReceived(first, null)),
    tally: null,
    goesAt: null,
    isWaiting: false,
    needsMe: false,
    remindsAt: null,
    reply: null,
    replaces: null,
    earlier: null,
    talk: null,
    isReplaced: false,
    tidy: readTidy(rows, object),
    textFrom: '',
    fileNames: [],
    imported: null,
  }
}

function titleOf(
  rows: Rows,
  { store, inbox }: DescribingParts,
  announced: readonly Announced[],
): string | null {
  const cover = announced.findLast(({ part }) => part.isCover)?.part
  if (cover === undefined) return null
  return store.findKept(rows, cover.object)?.header.title ?? inbox.find(rows, cover.object)!.notice.title
}

/**
 * Counts of each part the latest version that was opened or can be opened: the album as it is after
 * the next opening.
 */
function sumMembers(versions: readonly Announced[][]): LetterEntry['attached'] {
  const isThere = ({ received }: Announced): boolean => received.openedAt !== null || !isGone(received)
  const there = versions.flatMap((one) => one.find(isThere) ?? [])
  return {
    count: there.reduce((sum, { part }) => sum + part.attachedCount, 0),
    bytes: there.reduce((sum, { part }) => sum + part.attachedBytes, 0),
  }
}

/**
 * 'sealed' while any part can still be opened, because parts that are added later are news again.
 * Null if nothing was or can be opened.
 */
function stateOfAlbum(announced: readonly Announced[]): Pick<LetterEntry, 'state' | 'stateAt'> | null {
  const received = announced.map((one) => one.received)
  if (received.some((one) => one.openedAt === null && !isGone(one))) return { state: 'sealed', stateAt: null }
  const openedAt = received.flatMap((one) => (one.openedAt === null ? [] : [one.openedAt]))
  return openedAt.length === 0 ? null : { state: 'referenced', stateAt: Math.max(...openedAt) }
}
