// The inbox row of an album that was shared with this person: one row for all its parts, under the
// id of the first cover.
// Updated by "receive" with every announced part. Nothing of the album is fetched for it.
import { equalBytes } from '../base/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import type { Rows } from '../ledger/index.ts'
import { isPublished, formatRef } from '../store/index.ts'
import { wideEntriesOf, type LetterEntry } from '../views/index.ts'
import { addresseesOf, stateOfReceived, UNGIVEN, type DeliveryParts } from '../delivery/index.ts'
import { readOrder } from '../tidy/index.ts'
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

interface Announced {
  part: AlbumPart
  received: ReceivedLetter
}

/** Returns the announced versions of each part, the latest first. */
function listAnnounced(rows: Rows, { inbox }: DescribingParts, album: Uint8Array): Announced[][] {
  return listAlbumVersions(rows, album)
    .map((versions) =>
      versions.flatMap((part) => {
        const received = inbox.find(rows, part.object)
        return received === null ? [] : [{ part, received }]
      }),
    )
    .filter((versions) => versions.length > 0)
}

/** Null unless the object represents an album. */
export function describeAlbum(rows: Rows, parts: DescribingParts, object: Uint8Array): LetterEntry | null {
  const { inbox } = parts
  if (!isAlbumRow(rows, parts, object)) return null
  const versions = listAnnounced(rows, parts, object)
  const announced = versions.map(([latest]) => latest!)
  const { notice, author } = inbox.find(rows, object)!
  const latest = announced.at(-1)?.received.notice ?? notice
  return {
    kind: 'album',
    side: 'inbox',
    ref: formatRef(notice.ref),
    author,
    ...addresseesOf(rows, parts, notice, null),
    wide: wideEntriesOf(notice.audience),
    subject: titleOf(rows, parts, announced),
    at: latest.at,
    arrivedAt: Math.max(...announced.map(({ received }) => received.arrivedAt)),
    size: announced.reduce((sum, { received }) => sum + received.notice.size, 0),
    attached: sumMembers(versions),
    policy: { ...UNGIVEN, mode: notice.mode },
    ...stateOfAlbum(announced),
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
    ...readOrder(rows, object),
    textFrom: '',
    fileNames: [],
    imported: null,
  }
}

function titleOf(rows: Rows, { store }: DescribingParts, announced: readonly Announced[]): string | null {
  const cover = announced.findLast(({ part }) => part.isCover)
  if (cover === undefined) return null
  return store.findKept(rows, cover.part.object)?.header.title ?? cover.received.notice.title
}

/**
 * Counts of each part the latest version that was opened or can be opened: the album as it is after
 * the next opening.
 */
function sumMembers(versions: readonly Announced[][]): LetterEntry['attached'] {
  const isThere = ({ received }: Announced): boolean => received.openedAt !== null || !isGone(received)
  const there = versions.flatMap((one) => one.find(isThere) ?? [])
  return {
    count: there.reduce((sum, { received }) => sum + received.notice.attached.count, 0),
    bytes: there.reduce((sum, { received }) => sum + received.notice.attached.bytes, 0),
  }
}

/**
 * 'sealed' while any part can still be opened, because parts that are added later are news again.
 */
function stateOfAlbum(announced: readonly Announced[]): Pick<LetterEntry, 'state' | 'stateAt'> {
  const received = announced.map((one) => one.received)
  if (received.some((one) => one.openedAt === null && !isGone(one))) return { state: 'sealed', stateAt: null }
  const openedAt = received.flatMap((one) => (one.openedAt === null ? [] : [one.openedAt]))
  if (openedAt.length > 0) return { state: 'referenced', stateAt: Math.max(...openedAt) }
  return stateOfReceived(received[0]!, null)
}

function isGone({ withdrawn }: ReceivedLetter): boolean {
  return withdrawn === 'recalled' || withdrawn === 'expired'
}
