// Computes the row of a letter from the ledger. No other code makes the row of a letter.
// Author and reader see the same letter differently. The reader sees the own state, the author the
// state that all readers share.
import {
  findContentKey,
  hasAnyRight,
  loadAudiences,
  statusOf,
  sumUp,
  tallyOf,
  type AudienceRow,
  type ReaderStatus,
} from '../access/index.ts'
import { equalBytes, toHex } from '../base/index.ts'
import { hasWords } from '../feeds/index.ts'
import { listReceived } from '../inbox/index.ts'
import type { Rows } from '../ledger/index.ts'
import {
  isOnePerson,
  isPublished,
  isForSelf,
  formatRef,
  linkTo,
  objectId,
  type ObjectHeader,
  type Ref,
} from '../store/index.ts'
import {
  isSaid,
  listedAt,
  SELF_ENTRY,
  wideEntriesOf,
  type LetterEntry,
  type WideEntry,
} from '../views/index.ts'
import {
  addresseesOf,
  sumAttached,
  findMark,
  findPolicy,
  fromNoticed,
  stateOfReceived,
  isReplaced,
  listFileNames,
  listEarlierVersions,
  listWithPolicy,
  UNGIVEN,
} from '../delivery/index.ts'
import { findReminder, isReminderDue } from '../reminders/index.ts'
import { findMutedSince, readOrder } from '../tidy/index.ts'
import { findArchived, findMailParent, findOrigin, listArchived } from './imported.ts'
import type { LetterParts } from './parts.ts'
import { hasOwnReply } from './replies.ts'

export type DescribingParts = Pick<
  LetterParts,
  'identity' | 'store' | 'inbox' | 'clockGuard' | 'audiences' | 'addressBook'
>

/** Returns the entry of any object that this home knows; null if the object is not a letter. */
export function describeLetter(rows: Rows, parts: DescribingParts, object: Uint8Array): LetterEntry | null {
  const entry =
    describeOwn(rows, parts, object) ??
    describeReceived(rows, parts, object) ??
    describeArchived(rows, parts, object)
  if (entry === null || entry.earlier === null || !isSaid(entry)) return entry
  return { ...entry, firstSaidAt: findFirstSaid(rows, parts, object) ?? listedAt(entry) }
}

/** Returns the listed time of the earliest version that this home knows. Null if it knows none. */
function findFirstSaid(rows: Rows, { store, inbox }: DescribingParts, object: Uint8Array): number | null {
  for (const version of listEarlierVersions(rows, object).reverse()) {
    const own = store.findOwn(rows, version)
    if (own !== null) return own.header.at
    const received = inbox.find(rows, version)
    if (received !== null) return listedAt({ at: received.notice.at, arrivedAt: received.arrivedAt })
  }
  return null
}

function describeOwn(rows: Rows, parts: DescribingParts, object: Uint8Array): LetterEntry | null {
  const own = parts.store.findOwn(rows, object)
  const policy = findPolicy(rows, object)
  if (own === null || policy === null || own.header.kind !== 'letter') return null
  const audiences = loadAudiences(rows, object)
  // An object without an audience has no readers: notes, and all imported mail.
  const now = audiences.length === 0 ? 0 : parts.clockGuard.read().now
  const tally = audiences.length === 0 ? {} : tallyOf(rows, object, now, parts.audiences)
  const { header, ref, bytes } = own
  const reminder = findReminder(rows, object)
  const hasKey = findContentKey(rows, object) !== null
  // A shared note that was taken back from everyone is a note again.
  const isNote = isForSelf(header.madeFor) && (audiences.length === 0 || !hasAnyRight(rows, object))
  return {
    kind: 'letter',
    side: header.origin !== undefined ? 'imported' : isNote ? 'notes' : 'sent',
    ref: formatRef(ref),
    author: parts.identity.person,
    to: isNote ? [] : personsOf(header, audiences),
    unnamed: 0,
    wide: isNote ? [SELF_ENTRY] : wideOf(audiences),
    subject: header.title,
    at: header.at,
    arrivedAt: null,
    size: bytes,
    attached: sumAttached(header, parts.identity.person),
    policy,
    ...(isNote ? STORED : stateOfOwn(rows, object, audiences, tally, now)),
    tally: { ...tally },
    goesAt: goesAtOf(audiences),
    isWaiting: hasKey && isWaiting(audiences, tally),
    needsMe: hasKey && isReminderDue(reminder),
    remindsAt: hasKey ? (reminder?.dueAt ?? null) : null,
    reply: replyOf(linkTo(header, 'reply')?.ref ?? findMailParent(rows, parts, object)),
    ...versionOf(linkTo(header, 'replaces')?.ref ?? null, parts.identity.person),
    talk: header.origin === undefined ? talkOf(parts, parts.identity.person, madeFor(header)) : null,
    isReplaced: isReplaced(rows, object),
    ...readOrder(rows, object),
    textFrom: hasKey ? 'own' : '',
    fileNames: hasKey ? listFileNames(header, parts.identity.person) : [],
    imported: header.origin === undefined ? null : namesOf(header.origin, { whose: null, isMail: true }),
  }
}

/**
 * Returns the entry of a letter from an export. It can be read here, but was never sent, noticed or
 * released here.
 */
function describeArchived(rows: Rows, parts: DescribingParts, object: Uint8Array): LetterEntry | null {
  const archived = findArchived(rows, object)
  const kept = archived === null ? null : parts.store.findKept(rows, object)
  if (archived === null || kept === null) return null
  const { whose, record } = archived
  const { header, ref } = kept
  const origin = findOrigin(rows, parts, ref, header)
  return {
    ...{
      kind: 'letter',
      side: record.box,
      ref: formatRef(ref),
      author: ref.person,
      to: header.to,
      wide: wideEntriesOf(header.madeFor),
    },
    ...{ subject: header.title, at: header.at, arrivedAt: record.arrivedAt, size: ref.chunkCount * 1024 },
    policy: { ...UNGIVEN, mode: record.mode },
    ...{ state: 'stored', stateAt: null, tally: null },
    ...{ goesAt: null, isWaiting: false, needsMe: false, remindsAt: null, unnamed: 0 },
    reply: replyOf(linkTo(header, 'reply')?.ref ?? null),
    attached: sumAttached(header, ref.person),
    ...versionOf(linkTo(header, 'replaces')?.ref ?? null, ref.person),
    talk: origin === null ? talkOf(parts, ref.person, madeFor(header)) : null,
    isReplaced: isReplaced(rows, object),
    ...readOrder(rows, object),
    textFrom: 'kept',
    fileNames: listFileNames(header, ref.person),
    imported: namesOf(origin ?? record, { whose, isMail: origin !== null }),
  }
}

type Imported = NonNullable<LetterEntry['imported']>

function namesOf(
  { from, to }: Pick<Imported, 'from' | 'to'>,
  more: Pick<Imported, 'whose' | 'isMail'>,
): Imported {
  return { from, to, ...more }
}

function describeReceived(rows: Rows, parts: DescribingParts, object: Uint8Array): LetterEntry | null {
  const received = parts.inbox.find(rows, object)
  if (received === null || received.notice.kind !== 'letter') return null
  const { notice } = received
  const kept = parts.store.findKept(rows, object)
  const mark = findMark(rows, object)
  const named = addresseesOf(rows, parts, notice, kept?.header ?? null)
  const wide = wideEntriesOf(notice.audience)
  const talk = notice.isShared ? null : talkOf(parts, received.author, { ...named, wide })
  const subject = kept?.header.title ?? notice.title
  return {
    kind: 'letter',
    side: isPublished(notice.audience) ? 'following' : 'inbox',
    ref: formatRef(notice.ref),
    author: received.author,
    ...named,
    wide,
    subject,
    at: notice.at,
    arrivedAt: received.arrivedAt,
    size: notice.size,
    attached: notice.attached,
    policy: fromNoticed(notice),
    ...stateOfReceived(received, mark),
    tally: null,
    goesAt: null,
    isWaiting: false,
    needsMe: kept !== null && mark === null && !isPublished(notice.audience) && !hasOwnReply(rows, object),
    remindsAt: null,
    reply: replyOf(notice.reply),
    ...versionOf(notice.replaces, received.author),
    talk,
    isReplaced: isReplaced(rows, object),
    ...orderOfReceived(rows, parts, object, {
      ...{ kind: 'letter', talk, subject },
      ...{ arrivedAt: received.arrivedAt, reply: notice.reply },
    }),
    textFrom: kept === null && !hasWords(notice) ? '' : 'kept',
    // A letter whose words are in its notice has no files.
    fileNames: kept === null ? [] : listFileNames(kept.header, received.author),
    imported: null,
  }
}

/** Returns the addressees of the header, then the persons it was shared with. */
function personsOf(header: ObjectHeader, audiences: readonly AudienceRow[]): Uint8Array[] {
  const shared = audiences.filter(({ audience, isShared }) => isShared && isOnePerson(audience))
  return [...header.to, ...shared.map(({ audience }) => audience.key)]
}

function wideOf(audiences: readonly AudienceRow[]): WideEntry[] {
  const wide = audiences.flatMap(({ audience: { kind, key } }) => (kind === 'person' ? [] : [{ kind, key }]))
  return audiences.length === 0 ? [SELF_ENTRY] : wide
}

/** The state of a letter that only its author has. */
const STORED = { state: 'stored', stateAt: null } as const

type OwnTally = ReturnType<typeof tallyOf>

/** Returns the state that all readers share. The readers of a public letter are not counted. */
function stateOfOwn(
  rows: Rows,
  object: Uint8Array,
  audiences: readonly AudienceRow[],
  tally: OwnTally,
  now: number,
): Pick<LetterEntry, 'state' | 'stateAt'> {
  if (audiences.length === 0) return STORED
  const published = audiences.find(({ audience }) => isPublished(audience))
  if (published !== undefined && published.noticedAt !== null)
    return { state: published.withdrawnAt === null ? 'public' : 'recalled', stateAt: published.noticedAt }
  if (published !== undefined && audiences.length === 1)
    return {
      state: published.heldAt === null ? 'scheduled' : 'held',
      stateAt: published.heldAt ?? published.notBefore,
    }
  const state = sumUp(Object.keys(tally) as (keyof OwnTally)[])
  const isOfPersons = audiences.every(({ audience }) => isOnePerson(audience))
  return { state, stateAt: isOfPersons ? reachedByAllAt(statusOf(rows, object, now)) : null }
}

/** True if the author holds or schedules it for some reader, certainly or not. */
function isWaiting(audiences: readonly AudienceRow[], tally: OwnTally): boolean {
  const isUnpublished = audiences.some(
    ({ audience, noticedAt, recalledAt }) =>
      isPublished(audience) && noticedAt === null && recalledAt === null,
  )
  return isUnpublished || WAITING.some((state) => (tally[state] ?? 0) > 0)
}

const WAITING = ['held', 'holding', 'scheduled'] as const

/** Returns the earliest time at which a notice is due. */
function goesAtOf(audiences: readonly AudienceRow[]): number | null {
  const times = audiences.flatMap(({ noticedAt, recalledAt, heldAt, notBefore }) =>
    noticedAt === null && recalledAt === null && heldAt === null && notBefore !== null ? [notBefore] : [],
  )
  return times.length === 0 ? null : times.reduce((least, time) => Math.min(least, time))
}

const TIMELESS: ReadonlySet<string> = new Set(['held', 'holding', 'letting-go'])

/**
 * Returns when the last reader reached the state that all of them share. Null for a hold and its
 * end, which have no time of their own, certain or not.
 */
function reachedByAllAt(readers: readonly ReaderStatus[]): number | null {
  const [first] = readers
  if (first === undefined || TIMELESS.has(first.state)) return null
  if (!readers.every(({ state }) => state === first.state)) return null
  return readers.reduce((latest, { at }) => Math.max(latest, at), first.at)
}

/** Limits the walk along a hostile chain of replies. */
const MAX_MUTED_DEPTH = 100

type MayBeSilent = Pick<LetterEntry, 'kind' | 'talk' | 'subject'> & { arrivedAt: number; reply: Ref | null }

/**
 * What arrives in a muted thread or talk is silent, so it counts as archived while that stays muted.
 */
function orderOfReceived(
  rows: Rows,
  parts: DescribingParts,
  object: Uint8Array,
  received: MayBeSilent,
): Pick<LetterEntry, 'tidy' | 'isRemoved'> {
  const order = readOrder(rows, object)
  return order.tidy.isArchived || !isSilent(rows, parts, received)
    ? order
    : { ...order, tidy: { ...order.tidy, isArchived: true, isMuted: true } }
}

function isSilent(rows: Rows, parts: DescribingParts, received: MayBeSilent): boolean {
  const { arrivedAt, talk, reply } = received
  if (!isSaid(received)) return isInMutedThread(rows, parts, reply, arrivedAt)
  const since = findMutedSince(rows, talk!)
  return since !== null && since <= arrivedAt
}

function isInMutedThread(rows: Rows, parts: DescribingParts, reply: Ref | null, arrivedAt: number): boolean {
  let at = reply
  for (let depth = 0; at !== null && depth < MAX_MUTED_DEPTH; depth++) {
    const object = objectId(at)
    const since = findMutedSince(rows, object)
    if (since !== null) return since <= arrivedAt
    const own = parts.store.findOwn(rows, object)
    at =
      own === null
        ? (parts.inbox.find(rows, object)?.notice.reply ?? null)
        : (linkTo(own.header, 'reply')?.ref ?? null)
  }
  return false
}

function replyOf(ref: Ref | null): LetterEntry['reply'] {
  return ref === null ? null : { object: objectId(ref), ref: formatRef(ref) }
}

function refTextOf(ref: Ref | null): string | null {
  return ref === null ? null : formatRef(ref)
}

/** A claim to replace a letter of another author counts for nothing. */
function versionOf(replaces: Ref | null, author: Uint8Array): Pick<LetterEntry, 'replaces' | 'earlier'> {
  const isOwn = replaces !== null && equalBytes(replaces.person, author)
  return { replaces: refTextOf(replaces), earlier: isOwn ? objectId(replaces) : null }
}

type Readers = Pick<LetterEntry, 'to' | 'unnamed' | 'wide'>

/** A later share does not change the talk that a letter was written in. */
function madeFor({ to, madeFor }: ObjectHeader): Readers {
  return { to, unnamed: 0, wide: wideEntriesOf(madeFor) }
}

/** Returns the key of the one other person, or of the one group. */
function talkOf(
  { identity: { person: me } }: DescribingParts,
  author: Uint8Array,
  { to, unnamed, wide }: Readers,
): Uint8Array | null {
  const [audience] = wide
  if (audience !== undefined) return audience.kind === 'group' ? audience.key : null
  const [reader] = to
  if (reader === undefined || to.length + unnamed !== 1) return null
  const other = equalBytes(author, me) ? reader : author
  return equalBytes(reader, me) === equalBytes(author, me) ? null : other
}

/** Returns every object that can have an entry; used to rebuild the index. */
export function listLetterObjects(rows: Rows): Uint8Array[] {
  const all = [listWithPolicy(rows), listReceived(rows), listArchived(rows)]
  return [...new Map(all.flat().map((object) => [toHex(object), object])).values()]
}
