// What a try to hand a mail over writes, before its first byte leaves and after its end.
// All functions run in one transaction each, so a crash leaves a try with an unknown end, or none.
import { markHandedOver, takeBackHandOver } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { envelopeIdOf, keepSentId } from '../letters/index.ts'
import type { ObjectReader } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { AFTER_UNKNOWN_MS, decideNextTry, MAX_UNKNOWN_ENDS, type FailedTry } from './decide-end.ts'
import {
  beginTries,
  countTry,
  countUnknownEnd,
  findMail,
  listReaders,
  setCopyAt,
  setDue,
  setState,
  type OutReader,
  type OutState,
} from './mail-queue.ts'
import type { Submitted } from './ports.ts'

/** A reader as they were before the try, with the address in the envelope. */
export interface TriedReader extends OutReader {
  address: string
}

/** Tells what became of the mail for a reader: its server took it, or it did not reach them, or may not have. */
export type TellEnd = (
  tx: Transaction,
  end: { object: Uint8Array; person: Uint8Array; state: OutState; line: string },
) => void

interface Trying {
  object: Uint8Array
  readers: readonly TriedReader[]
  now: number
}

/** After too many unknown ends only its author can have it tried again. */
export const isTried = ({ state, ends }: OutReader): boolean =>
  state === 'waiting' || (state === 'unsure' && ends < MAX_UNKNOWN_ENDS)

/**
 * Writes that the mail is on the way. From then on it cannot be recalled. Returns false if it was
 * recalled, held or added to since `readers` were read.
 */
export function beginTry(
  tx: Transaction,
  { object, readers, now, messageId }: Trying & { messageId: string },
): boolean {
  const still = listReaders(tx, object).filter(isTried)
  const isKnown = (one: OutReader): boolean =>
    readers.some(({ correspondent }) => equalBytes(correspondent, one.correspondent))
  if (still.length !== readers.length || !still.every(isKnown)) return false
  for (const { correspondent: person } of readers) {
    setState(tx, { objectId: object, person }, { state: 'sending', at: now })
    markHandedOver(tx, { objectId: object, person })
  }
  countTry(tx, object, now)
  setDue(tx, object, null)
  for (const id of [messageId, envelopeIdOf(object)]) keepSentId(tx, id, object)
  touch(tx, object)
  return true
}

/** Writes how the server answered for each reader. A reader whom it does not name is unsure. */
export function finishTry(tx: Transaction, trying: Trying, result: Submitted, tell: TellEnd): void {
  const { object, readers, now } = trying
  const accepted = new Set(result.accepted)
  for (const { correspondent: person, address } of readers)
    if (accepted.has(address)) accept(tx, { objectId: object, person }, now, tell)
  if (readers.some(({ address }) => accepted.has(address))) setCopyAt(tx, object, now)
  const refused = new Map(result.refused.map((one) => [one.address, one]))
  for (const reader of readers.filter(({ address }) => !accepted.has(address))) {
    const one = refused.get(reader.address)
    const end = one === undefined ? 'unknown' : one.isFinal ? 'never' : 'later'
    failTry(tx, { object, readers: [reader], now }, { end, line: one?.line ?? '' }, tell)
  }
  touch(tx, object)
}

/** Writes that no server took the mail for these readers, as far as is known. */
export function failTry(
  tx: Transaction,
  { object, readers, now }: { object: Uint8Array; readers: readonly OutReader[]; now: number },
  { end, line }: FailedTry,
  tell: TellEnd,
): void {
  const mail = findMail(tx, object)
  if (mail === null) return
  const next = end === 'never' ? null : decideNextTry(mail.tries, mail.firstTryAt ?? now, now)
  let dueAt = mail.dueAt
  for (const { correspondent: person, state: before, ends } of readers) {
    const reader = { objectId: object, person }
    const hasUnknownEnd = end === 'unknown'
    const mayHaveArrived = hasUnknownEnd || before === 'unsure'
    if (hasUnknownEnd) countUnknownEnd(tx, reader)
    if (!mayHaveArrived) takeBackHandOver(tx, reader)
    const isOver = next === null || (hasUnknownEnd && ends + 1 >= MAX_UNKNOWN_ENDS)
    const state = mayHaveArrived ? 'unsure' : isOver ? 'refused' : 'waiting'
    setState(tx, reader, { state, at: now, note: line })
    if (isOver) tell(tx, { object, person, state, line })
    else dueAt = Math.min(dueAt ?? Infinity, hasUnknownEnd ? now + AFTER_UNKNOWN_MS : next)
  }
  setDue(tx, object, dueAt)
  touch(tx, object)
}

function accept(tx: Transaction, reader: ObjectReader, now: number, tell: TellEnd): void {
  setState(tx, reader, { state: 'accepted', at: now })
  tell(tx, { object: reader.objectId, person: reader.person, state: 'accepted', line: '' })
}

/** The server has the mail among those that it sent. */
export function settleAsSent(tx: Transaction, { object, readers, now }: Trying, tell: TellEnd): void {
  for (const { correspondent: person, state } of readers)
    if (state === 'unsure') accept(tx, { objectId: object, person }, now, tell)
  setDue(tx, object, listReaders(tx, object).some(({ state }) => state === 'waiting') ? now : null)
  touch(tx, object)
}

/** The engine ended during a try. */
export function settleLeft(tx: Transaction, object: Uint8Array, now: number, tell: TellEnd): void {
  const left = listReaders(tx, object).filter(({ state }) => state === 'sending')
  failTry(tx, { object, readers: left, now }, { end: 'unknown', line: '' }, tell)
}

/** Another device queued it and may have sent it since, so its author decides. */
export function settleOfOther(tx: Transaction, object: Uint8Array, now: number): void {
  for (const reader of listReaders(tx, object).filter(isTried))
    setState(tx, { objectId: object, person: reader.correspondent }, { state: 'unsure', at: now })
  setDue(tx, object, null)
  touch(tx, object)
}

/** What its author can mend: it was refused, came back, or may not have arrived. */
const MENDED: ReadonlySet<OutState> = new Set(['refused', 'returned', 'unsure'])

/** Tries again, by the word of the author. Returns false if there is nothing to try. */
export function tryAgain(tx: Transaction, object: Uint8Array, device: Uint8Array, now: number): boolean {
  const readers = listReaders(tx, object).filter(
    ({ state, instead }) => MENDED.has(state) && instead === null,
  )
  if (readers.length === 0) return false
  for (const { correspondent: person, state } of readers)
    setState(tx, { objectId: object, person }, { state: state === 'unsure' ? state : 'waiting', at: now })
  beginTries(tx, object, device, now)
  touch(tx, object)
  return true
}
