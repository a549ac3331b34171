// What the list shows of a letter, computed from the ledger's facts: the one place where a view's row comes from.
// Author and reader see the same letter differently: the reader's own state here, the one reached by all there.
import { findContentKey, statusOf, sumUp } from '../access/index.ts'
import { toText } from '../base/index.ts'
import type { Reader } from '../ledger/index.ts'
import { formatRef, linkTo, objectId, type Ref } from '../store/index.ts'
import type { LetterEntry } from '../views/index.ts'
import { findMark } from './marks.ts'
import { findOwnLetter } from './notify.ts'
import type { LetterParts } from './parts.ts'

type Parts = Pick<LetterParts, 'identity' | 'store' | 'inbox' | 'clockGuard'>

/** The entry of any object this home knows, or null when it is no letter. */
export function describeLetter(reader: Reader, parts: Parts, object: Uint8Array): LetterEntry | null {
  return describeOwn(reader, parts, object) ?? describeReceived(reader, parts, object)
}

function describeOwn(reader: Reader, parts: Parts, object: Uint8Array): LetterEntry | null {
  const own = parts.store.findOwn(reader, object)
  const letter = findOwnLetter(reader, object)
  if (own === null || letter === null) return null
  const states = statusOf(reader, object, parts.clockGuard.read().now).map(({ state }) => state)
  const { header, ref, bytes } = own
  return {
    box: 'sent',
    ref: formatRef(ref),
    author: parts.identity.person,
    to: header.to.map(toText),
    subject: header.title,
    at: header.at,
    size: bytes,
    mode: letter.mode,
    state: sumUp(states),
    urgent: letter.urgent,
    expiresAt: letter.expiresAt,
    isWaiting: states.some((state) => state === 'held' || state === 'scheduled') && findContentKey(reader, object) !== null,
    reply: replyOf(linkTo(header, 'reply')?.ref ?? null),
  }
}

function describeReceived(reader: Reader, parts: Parts, object: Uint8Array): LetterEntry | null {
  const received = parts.inbox.find(reader, object)
  if (received === null) return null
  const { notice, openedAt, withdrawn } = received
  return {
    box: 'inbox',
    ref: formatRef(notice.ref),
    author: received.author,
    to: notice.to.map(toText),
    subject: parts.store.findKept(reader, object)?.header.title ?? notice.title,
    at: notice.at,
    size: notice.size,
    mode: notice.mode,
    state: findMark(reader, object)?.value ?? (openedAt !== null ? 'referenced' : (withdrawn ?? 'sealed')),
    urgent: notice.urgent,
    expiresAt: notice.expiresAt,
    isWaiting: false,
    reply: replyOf(notice.reply),
  }
}

function replyOf(ref: Ref | null): LetterEntry['reply'] {
  return ref === null ? null : { object: objectId(ref), ref: formatRef(ref) }
}

/** Every object that may have an entry, for a rebuild. */
export function listLetterObjects(reader: Reader): Uint8Array[] {
  const rows = reader.all<{ object: Uint8Array }>('SELECT object FROM own_letters UNION SELECT object FROM received')
  return rows.map(({ object }) => object)
}
