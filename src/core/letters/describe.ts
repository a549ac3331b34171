// What the list shows of a letter, computed from the ledger's facts: the one place where a view's row comes from.
// Author and reader see the same letter differently: the reader's own state here, the one reached by all there.
import { findContentKey, statusOf, sumUp, type ReaderStatus } from '../access/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import type { Reader } from '../ledger/index.ts'
import { formatRef, linkTo, objectId, type Ref } from '../store/index.ts'
import type { LetterEntry, TidyEntry } from '../views/index.ts'
import { findMark, type OwnMark } from './marks.ts'
import { findOwnLetter } from './notify.ts'
import type { LetterParts } from './parts.ts'
import { readTidy } from './tidy.ts'

type Parts = Pick<LetterParts, 'identity' | 'store' | 'inbox' | 'clockGuard'>

/** The entry of any object this home knows, or null when it is no letter. */
export function describeLetter(reader: Reader, parts: Parts, object: Uint8Array): LetterEntry | null {
  return describeOwn(reader, parts, object) ?? describeReceived(reader, parts, object)
}

function describeOwn(reader: Reader, parts: Parts, object: Uint8Array): LetterEntry | null {
  const own = parts.store.findOwn(reader, object)
  const letter = findOwnLetter(reader, object)
  if (own === null || letter === null) return null
  const readers = statusOf(reader, object, parts.clockGuard.read().now)
  const states = readers.map(({ state }) => state)
  const { header, ref, bytes } = own
  const hasKey = findContentKey(reader, object) !== null
  return {
    side: 'sent',
    ref: formatRef(ref),
    author: parts.identity.person,
    to: header.to,
    subject: header.title,
    at: header.at,
    arrivedAt: null,
    size: bytes,
    mode: letter.mode,
    state: sumUp(states),
    stateAt: reachedByAllAt(readers),
    tally: countStates(states),
    urgent: letter.urgent,
    expiresAt: letter.expiresAt,
    isWaiting: hasKey && states.some((state) => state === 'held' || state === 'scheduled'),
    needsMe: false,
    reply: replyOf(linkTo(header, 'reply')?.ref ?? null),
    tidy: readTidy(reader, object),
    textFrom: hasKey ? 'own' : '',
  }
}

function describeReceived(reader: Reader, parts: Parts, object: Uint8Array): LetterEntry | null {
  const received = parts.inbox.find(reader, object)
  if (received === null) return null
  const { notice } = received
  const kept = parts.store.findKept(reader, object)
  const mark = findMark(reader, object)
  return {
    side: 'inbox',
    ref: formatRef(notice.ref),
    author: received.author,
    to: notice.to,
    subject: kept?.header.title ?? notice.title,
    at: notice.at,
    arrivedAt: received.arrivedAt,
    size: notice.size,
    mode: notice.mode,
    ...stateOfReceived(received, mark),
    tally: null,
    urgent: notice.urgent,
    expiresAt: notice.expiresAt,
    isWaiting: false,
    needsMe: kept !== null && mark === null && !hasOwnReply(reader, object),
    reply: replyOf(notice.reply),
    tidy: tidyOfReceived(reader, parts, object, notice.reply),
    textFrom: kept === null ? '' : 'kept',
  }
}

function countStates(states: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

/** When the last reader came to the state that all of them share. A hold has no time of its own: it ends when it is let go. */
function reachedByAllAt(readers: readonly ReaderStatus[]): number | null {
  const [first] = readers
  if (first === undefined || first.state === 'held') return null
  return readers.every(({ state }) => state === first.state) ? Math.max(...readers.map(({ at }) => at)) : null
}

/** The reader's own word, else whether it was opened, else what its author has said of it. */
function stateOfReceived(
  { notice, openedAt, withdrawn, withdrawnAt }: ReceivedLetter,
  mark: OwnMark | null,
): Pick<LetterEntry, 'state' | 'stateAt'> {
  if (mark !== null) return { state: mark.value, stateAt: mark.at }
  if (openedAt !== null) return { state: 'referenced', stateAt: openedAt }
  if (withdrawn === 'recalled') return { state: 'recalled', stateAt: withdrawnAt }
  // It ran out when its notice says, however late that was told.
  if (withdrawn === 'expired') return { state: 'expired', stateAt: notice.expiresAt ?? withdrawnAt }
  return { state: withdrawn ?? 'sealed', stateAt: null }
}

/** Whether this person has answered by a letter of their own. */
function hasOwnReply(reader: Reader, object: Uint8Array): boolean {
  return reader.get('SELECT 1 FROM own_replies WHERE reply_object = ? LIMIT 1', object) !== undefined
}

/** A hostile chain of replies must not be walked for ever. */
const MAX_MUTED_DEPTH = 100

/** A reply in a muted thread makes no noise: it is filed as archived until something is done with it here. */
function tidyOfReceived(reader: Reader, parts: Parts, object: Uint8Array, reply: Ref | null): TidyEntry {
  const tidy = readTidy(reader, object)
  return tidy.isArchived || !isInMutedThread(reader, parts, reply)
    ? tidy
    : { ...tidy, isArchived: true, isMuted: true }
}

function isInMutedThread(reader: Reader, parts: Parts, reply: Ref | null): boolean {
  let at = reply
  for (let depth = 0; at !== null && depth < MAX_MUTED_DEPTH; depth++) {
    const object = objectId(at)
    if (readTidy(reader, object).isMuted) return true
    const own = parts.store.findOwn(reader, object)
    at =
      own === null
        ? (parts.inbox.find(reader, object)?.notice.reply ?? null)
        : (linkTo(own.header, 'reply')?.ref ?? null)
  }
  return false
}

function replyOf(ref: Ref | null): LetterEntry['reply'] {
  return ref === null ? null : { object: objectId(ref), ref: formatRef(ref) }
}

/** Every object that may have an entry, for a rebuild. */
export function listLetterObjects(reader: Reader): Uint8Array[] {
  const rows = reader.all<{ object: Uint8Array }>(
    'SELECT object FROM own_letters UNION SELECT object FROM received',
  )
  return rows.map(({ object }) => object)
}
