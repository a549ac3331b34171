// Computes the row of a letter from the ledger, and what the row of a mail has in common with it. No
// other code makes these rows.
// Author and reader see the same letter differently. The reader sees the own state, the author the
// state that all readers share.
import { findContentKey, hasAnyRight, loadAudiences, tallyOf, type AudienceRow } from '../access/index.ts'
import { equalBytes, toHex } from '../base/index.ts'
import { hasWords } from '../feeds/index.ts'
import { listReceived } from '../inbox/index.ts'
import type { Rows } from '../ledger/index.ts'
import {
  isOnePerson,
  isWide,
  isPublished,
  isForSelf,
  formatRef,
  linkTo,
  objectId,
  type ObjectHeader,
  type Ref,
  type SentByMail,
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
  findMark,
  findFirstVersions,
  findPolicy,
  fromNoticed,
  stateOfReceived,
  findDeletion,
  isReplaced,
  listDeletions,
  listFileNames,
  listWithPolicy,
  standingOfDeletion,
  sumAttached,
  UNGIVEN,
} from '../delivery/index.ts'
import { findReminder, isReminderDue } from '../reminders/index.ts'
import { readTidy } from '../tidy/index.ts'
import { findArchived, listArchived } from './archived.ts'
import { goesAtOf, isWaiting, STORED, stateOfOwn } from './own-state.ts'
import { hashMailId, messageIdOf } from './mail-ids.ts'
import type { LetterParts } from './parts.ts'
import { hasOwnReply } from './replies.ts'
import { isPressing, orderOfReceived } from './pressing.ts'

export type DescribingParts = Pick<
  LetterParts,
  'identity' | 'store' | 'inbox' | 'clockGuard' | 'audiences' | 'addressBook'
>

/** An entry. If the object is own or from an export: what it was computed from. */
export interface Described {
  entry: LetterEntry
  found?: { ref: Ref; header: ObjectHeader }
}

export type ListedKind = Exclude<LetterEntry['kind'], 'album'>

/** An object, and the kind that its entry is asked for. */
export interface Asked {
  rows: Rows
  parts: DescribingParts
  object: Uint8Array
  kind: ListedKind
}

/** Returns the entry of any object that this home knows; null if it is of another kind. */
export function describeObject(asked: Asked): Described | null {
  return describeOwn(asked) ?? describeDeleted(asked) ?? describeReceived(asked) ?? describeArchived(asked)
}

export function describeLetter(rows: Rows, parts: DescribingParts, object: Uint8Array): LetterEntry | null {
  const entry = describeObject({ rows, parts, object, kind: 'letter' })?.entry ?? null
  if (entry === null || entry.earlier === null || !isSaid(entry)) return entry
  return { ...entry, firstSaidAt: findFirstSaid(rows, parts, object) ?? listedAt(entry) }
}

/** Returns the listed time of the first version that this home knows. Null if it knows none. */
function findFirstSaid(rows: Rows, { store, inbox }: DescribingParts, object: Uint8Array): number | null {
  for (const version of findFirstVersions(rows, object)) {
    const own = store.findOwn(rows, version)
    if (own !== null) return own.header.at
    const received = inbox.find(rows, version)
    if (received !== null) return listedAt({ at: received.notice.at, arrivedAt: received.arrivedAt })
  }
  return null
}

function describeOwn({ rows, parts, object, kind }: Asked): Described | null {
  const own = parts.store.findOwn(rows, object)
  const policy = findPolicy(rows, object)
  if (own === null || policy === null || own.header.kind !== kind) return null
  const audiences = loadAudiences(rows, object)
  // An object without an audience has no readers: notes, and mails.
  const now = audiences.length === 0 ? 0 : parts.clockGuard.read().now
  const tally = audiences.length === 0 ? {} : tallyOf(rows, object, now, parts.audiences)
  const { header, ref, bytes } = own
  const reminder = findReminder(rows, object)
  const hasKey = findContentKey(rows, object) !== null
  // A shared note that was taken back from everyone is a note again.
  const isNote = isForSelf(header.madeFor) && (audiences.length === 0 || !hasAnyRight(rows, object))
  const entry: LetterEntry = {
    kind,
    side: isNote ? 'notes' : 'sent',
    ref: formatRef(ref),
    author: parts.identity.person,
    to: isNote ? [] : personsOf(header, audiences),
    ...(header.byMail === undefined ? {} : { mailIds: namesByMail(object, header, header.byMail) }),
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
    reply: replyOf(linkTo(header, 'reply')?.ref ?? null),
    ...versionOf(linkTo(header, 'replaces')?.ref ?? null, parts.identity.person),
    talk: talkOf(parts, parts.identity.person, madeFor(header)),
    isReplaced: isReplaced(rows, object),
    tidy: readTidy(rows, object),
    textFrom: hasKey ? 'own' : '',
    fileNames: hasKey ? listFileNames(header, parts.identity.person) : [],
    imported: null,
  }
  return { entry, found: own }
}

/** Returns what is left of a deleted letter, until it is certain who has it. */
function describeDeleted({ rows, parts, object, kind }: Asked): Described | null {
  const deleted = findDeletion(rows, object)
  if (deleted?.kind !== kind) return null
  const now = parts.clockGuard.read().now
  if (standingOfDeletion(rows, deleted, now, parts.audiences) === null) return null
  const audiences = loadAudiences(rows, object)
  const persons = audiences.filter(({ audience }) => isOnePerson(audience))
  const tally = tallyOf(rows, object, now, parts.audiences)
  const entry: LetterEntry = {
    ...{ kind, side: 'sent', ref: formatRef(deleted.ref), author: parts.identity.person },
    ...{ to: persons.map(({ audience }) => audience.key), unnamed: 0, wide: wideOf(audiences) },
    ...{ subject: null, at: deleted.at, arrivedAt: null, size: 0, attached: { count: 0, bytes: 0 } },
    policy: { ...UNGIVEN, mode: 'controlled' },
    ...stateOfOwn(rows, object, audiences, tally, now),
    ...{ tally: { ...tally }, goesAt: null, isWaiting: false, needsMe: false, remindsAt: null },
    ...{ reply: null, ...versionOf(null, parts.identity.person), talk: null, isReplaced: false },
    deletedAt: deleted.deletedAt,
    tidy: readTidy(rows, object),
    ...{ textFrom: '', fileNames: [], imported: null },
  }
  return { entry }
}

/**
 * Returns the entry of a letter from an export. It can be read here, but was never sent, noticed or
 * released here.
 */
function describeArchived({ rows, parts, object, kind }: Asked): Described | null {
  const archived = findArchived(rows, object)
  const kept = archived === null ? null : parts.store.findKept(rows, object)
  if (archived === null || kept?.header.kind !== kind) return null
  const { whose, record } = archived
  const { header, ref } = kept
  const entry: LetterEntry = {
    ...{ kind, side: record.box, ref: formatRef(ref), author: ref.person, to: header.to },
    wide: wideEntriesOf(header.madeFor),
    // Its times are those of another clock. If that was ahead, it counts from the import.
    ...{ subject: header.title, at: header.at, arrivedAt: header.at > kept.at ? kept.at : record.arrivedAt },
    size: ref.chunkCount * 1024,
    policy: { ...UNGIVEN, mode: record.mode },
    ...{ state: 'stored', stateAt: null, tally: null },
    ...{ goesAt: null, isWaiting: false, needsMe: false, remindsAt: null, unnamed: 0 },
    reply: replyOf(linkTo(header, 'reply')?.ref ?? null),
    attached: sumAttached(header, ref.person),
    ...versionOf(linkTo(header, 'replaces')?.ref ?? null, ref.person),
    talk: talkOf(parts, ref.person, madeFor(header)),
    isReplaced: isReplaced(rows, object),
    tidy: readTidy(rows, object),
    textFrom: 'kept',
    fileNames: listFileNames(header, ref.person),
    imported: { from: record.from, to: record.to, whose, writtenAt: null },
  }
  return { entry, found: kept }
}

/** Answers by mail name its Message-ID, and it is in the thread of what it answers. */
function namesByMail(object: Uint8Array, header: ObjectHeader, { from }: SentByMail): Uint8Array[] {
  const reply = linkTo(header, 'reply')
  return [hashMailId(messageIdOf(object, from)), ...(reply === null ? [] : [objectId(reply.ref)])]
}

function describeReceived({ rows, parts, object, kind }: Asked): Described | null {
  const received = parts.inbox.find(rows, object)
  if (received === null || received.notice.kind !== kind) return null
  const { notice } = received
  const kept = parts.store.findKept(rows, object)
  const mark = findMark(rows, object)
  const named = addresseesOf(rows, parts, notice, kept?.header ?? null)
  const wide = wideEntriesOf(notice.audience)
  const talk = notice.isShared ? null : talkOf(parts, received.author, { ...named, wide })
  const subject = kept?.header.title ?? notice.title
  const state = stateOfReceived(received, mark)
  const entry: LetterEntry = {
    kind,
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
    ...state,
    tally: null,
    goesAt: null,
    isWaiting: false,
    needsMe: kept !== null && mark === null && !isPublished(notice.audience) && !hasOwnReply(rows, object),
    remindsAt: null,
    reply: replyOf(notice.reply),
    ...versionOf(notice.replaces, received.author),
    ...(received.nudgedAt === null ? {} : { nudgedAt: received.nudgedAt }),
    talk,
    isReplaced: isReplaced(rows, object),
    tidy: orderOfReceived(rows, object, isPressing(notice.urgent, state.state)),
    textFrom: kept !== null ? 'kept' : hasWords(notice) ? (received.isTextBeyond ? 'beyond' : 'told') : '',
    // A letter whose words are in its notice has no files.
    fileNames: kept === null ? [] : listFileNames(kept.header, received.author),
    imported: null,
  }
  return { entry }
}

/** Returns the addressees of the header, then the persons it was shared with. */
function personsOf(header: ObjectHeader, audiences: readonly AudienceRow[]): Uint8Array[] {
  const shared = audiences.filter(({ audience, isShared }) => isShared && isOnePerson(audience))
  return [...header.to, ...shared.map(({ audience }) => audience.key)]
}

function wideOf(audiences: readonly AudienceRow[]): WideEntry[] {
  const wide = audiences.flatMap(({ audience }) => (isWide(audience) ? [audience] : []))
  return audiences.length === 0 ? [SELF_ENTRY] : wide
}

export function replyOf(ref: Ref | null): LetterEntry['reply'] {
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
  const deleted = listDeletions(rows).map(({ object }) => object)
  const all = [listWithPolicy(rows), deleted, listReceived(rows), listArchived(rows)]
  return [...new Map(all.flat().map((object) => [toHex(object), object])).values()]
}
