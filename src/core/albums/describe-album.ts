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
import { findAlbumPart, listAlbumParts, type AlbumPart } from './collections.ts'

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

/** Null unless the object represents an album. */
export function describeAlbum(rows: Rows, parts: DescribingParts, object: Uint8Array): LetterEntry | null {
  const { inbox } = parts
  if (!isAlbumRow(rows, parts, object)) return null
  const announced = listAlbumParts(rows, object).flatMap((part) => {
    const received = inbox.find(rows, part.object)
    return received === null ? [] : [{ part, received }]
  })
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
    attached: sumMembers(announced),
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

/** Counts parts that this person opened or can still open. */
function sumMembers(announced: readonly Announced[]): LetterEntry['attached'] {
  const there = announced.filter(({ received }) => received.openedAt !== null || !isGone(received))
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
