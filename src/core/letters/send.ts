// compose and store: a letter becomes an object, sealed once, and is sent the moment its transaction is on disk.
// notify follows in the same transaction, unless the letter is held or scheduled.
import { grantObject, markNotified, type DueNotice } from '../access/index.ts'
import { equalBytes, utf8 } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Contact } from '../contacts/index.ts'
import { isTitle } from '../feeds/index.ts'
import { latestBoxKey } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { sealToBox } from '../seal/index.ts'
import {
  MAX_PERSONS,
  MAX_TITLE_BYTES,
  objectId,
  type ObjectHeader,
  type PreparedObject,
  type Ref,
} from '../store/index.ts'
import { touch } from '../views/index.ts'
import { removeDraft } from './drafts.ts'
import { appendNotices } from './notify.ts'
import type { LetterParts } from './parts.ts'

export interface LetterOrder {
  to: Contact[]
  subject: string
  text: string
  reply: Ref | null
  hold: boolean
  /** Not before; null is now. ms since the epoch. */
  notBefore: number | null
  expiresAt: number | null
  mode: 'open' | 'controlled'
  urgent: boolean
  draft: Uint8Array | null
}

export type SentState = 'held' | 'scheduled' | 'notified'

const LETTER_TYPE = 'text/markdown; charset=utf-8'

/** Resolves when the letter is on disk. @throws INVALID, BLOCKED, TOO_LARGE, NO_SPACE */
export async function sendLetter(
  parts: LetterParts,
  order: LetterOrder,
): Promise<{ ref: Ref; state: SentState }> {
  const to = checkReaders(parts, order.to)
  const { now } = parts.clockGuard.read()
  checkTimes(order, now)
  const prepared = await parts.store.prepare(composeHeader(order, to, now), utf8(order.text))
  try {
    const ref = await parts.ledger.write((tx) => storeLetter(tx, parts, order, to, prepared, now))
    return { ref, state: sentState(order, now) }
  } catch (error) {
    await parts.store.discard(prepared)
    throw error
  }
}

function sentState(order: LetterOrder, now: number): SentState {
  if (order.hold) return 'held'
  return order.notBefore !== null && order.notBefore > now ? 'scheduled' : 'notified'
}

function checkReaders(parts: LetterParts, to: Contact[]): Contact[] {
  const unique = to.filter(
    (contact, i) => to.findIndex((other) => equalBytes(other.person, contact.person)) === i,
  )
  const blocked = unique.find((contact) => contact.isBlocked)
  if (blocked !== undefined) throw new EngineError('BLOCKED', `You have blocked ${blocked.name}.`)
  const unpaired = unique.find((contact) => parts.feeds.find(parts.ledger, contact.person) === null)
  if (unpaired !== undefined) throw new EngineError('NOT_FOUND', `You are not paired with ${unpaired.name}.`)
  if (unique.length === 0) throw new EngineError('INVALID', 'A letter needs a reader.')
  if (unique.length > MAX_PERSONS)
    throw new EngineError('TOO_LARGE', `A letter goes to at most ${MAX_PERSONS} persons.`)
  if (unique.some((contact) => equalBytes(contact.person, parts.identity.person))) {
    throw new EngineError('INVALID', 'A letter goes to others.')
  }
  return unique
}

function checkTimes(order: LetterOrder, now: number): void {
  const { expiresAt, notBefore, mode } = order
  if (expiresAt === null) return
  if (mode === 'open') throw new EngineError('INVALID', 'An open letter cannot expire.')
  if (expiresAt <= now) throw new EngineError('INVALID', 'It would expire in the past.')
  if (notBefore !== null && expiresAt <= notBefore)
    throw new EngineError('INVALID', 'It would expire before it is announced.')
}

function composeHeader(order: LetterOrder, to: Contact[], at: number): ObjectHeader {
  if (!isTitle(order.subject))
    throw new EngineError('INVALID', 'A subject is one line without control characters.')
  if (utf8(order.subject).byteLength > MAX_TITLE_BYTES)
    throw new EngineError('TOO_LARGE', 'The subject is too long.')
  return {
    kind: 'letter',
    title: order.subject,
    at,
    type: LETTER_TYPE,
    to: to.map((contact) => contact.person),
    links: order.reply === null ? [] : [{ rel: 'reply', ref: order.reply, key: null }],
  }
}

/** One object, one grant per reader, and the notices that are due: all of it or nothing. */
function storeLetter(
  tx: Transaction,
  parts: LetterParts,
  order: LetterOrder,
  to: Contact[],
  prepared: PreparedObject,
  now: number,
): Ref {
  const { object, contentKey } = prepared
  const { mode, urgent, expiresAt, notBefore } = order
  const ref = parts.store.place(tx, prepared)
  const readers = to.map((contact) => sealGrant(contact, contentKey))
  grantObject(tx, {
    objectId: object,
    contentKey,
    mode,
    readers,
    at: now,
    heldAt: order.hold ? now : null,
    notBefore,
    expiresAt,
  })
  tx.run('INSERT INTO own_letters VALUES (?, ?, ?, ?)', object, mode, urgent ? 1 : 0, expiresAt)
  if (order.reply !== null) {
    const answered = objectId(order.reply)
    tx.run('INSERT INTO own_replies VALUES (?, ?)', answered, object)
    touch(tx, answered)
  }
  if (order.draft !== null) removeDraft(tx, order.draft)
  touch(tx, object)
  if (sentState(order, now) === 'notified') {
    markNotified(
      tx,
      object,
      to.map((contact) => contact.person),
      now,
    )
    const due = readers.map((reader): DueNotice => ({
      ...reader,
      objectId: object,
      mode,
      grant: mode === 'open' ? reader.grant : null,
    }))
    appendNotices(tx, parts, due)
  }
  return ref
}

function sealGrant(contact: Contact, contentKey: Uint8Array) {
  const { number, publicKey } = latestBoxKey(contact.card)
  return { person: contact.person, boxNumber: number, grant: sealToBox(publicKey, contentKey) }
}
