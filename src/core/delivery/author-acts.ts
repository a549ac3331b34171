// hold, let go, recall: what an author can do with an own object as long as no release was written.
// Each act is decided, written and appended to the feeds of the readers in one transaction.
// recall() resolves when the key is destroyed.
import {
  areWordsKept,
  expireDue,
  findContentKey,
  holdObject,
  letGoObject,
  listDoomed,
  markWordsKept,
  recallObject,
  scheduleObject,
  markDueNoticed,
  type LetGoResult,
  type ActResult,
} from '../access/index.ts'
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Transaction } from '../ledger/index.ts'
import { findReminder, setReminder } from '../reminders/index.ts'
import { touch } from '../views/index.ts'
import type { KeepWords } from './kinds.ts'
import { appendNotices, appendWithdrawals, type NotifyingParts } from './notify.ts'
import type { DeliveryParts } from './parts.ts'
import { changeSendTime } from './policy.ts'
import { isForSelf } from '../store/index.ts'
import { forgetOwnWords } from './own-words.ts'

export type ActingParts = NotifyingParts & Pick<DeliveryParts, 'ledger' | 'clockGuard' | 'kinds' | 'feeds'>

export async function hold(parts: ActingParts, object: Uint8Array): Promise<ActResult> {
  const at = parts.clockGuard.read().now
  return parts.ledger.write((tx) => {
    const result = holdObject(tx, object, at, parts.audiences)
    appendWithdrawals(tx, parts, { objectId: object, kind: 'held', at, audiences: result.noticed })
    touch(tx, object)
    return result
  })
}

export async function letGo(parts: ActingParts, object: Uint8Array): Promise<ActResult> {
  const at = parts.clockGuard.read().now
  return parts.ledger.write((tx) =>
    tellLetGo(tx, parts, { object, at, result: letGoObject(tx, object, at, parts.audiences) }),
  )
}

/**
 * Moves the notices that are not out to another time, or sends them now, and ends their hold.
 * @param notBefore ms since the epoch; null for now
 * @throws EngineError INVALID if the time is past or the letter expires before it; TOO_LATE if no
 *   notice is left to move
 */
export async function schedule(
  parts: ActingParts,
  object: Uint8Array,
  notBefore: number | null,
): Promise<ActResult> {
  const at = parts.clockGuard.read().now
  if (notBefore !== null && notBefore <= at) throw new EngineError('INVALID', 'This time is past.')
  return parts.ledger.write((tx) => {
    const order = { now: at, notBefore: notBefore ?? at, memberships: parts.audiences }
    const result = scheduleObject(tx, object, order)
    changeSendTime(tx, object, notBefore)
    // It counts from the notice. While a letter is held, it is put off day by day.
    const reminder = findReminder(tx, object)
    if (reminder !== null) setReminder(tx, object, reminder.dueAt + result.movedMs)
    return tellLetGo(tx, parts, { object, at, result })
  })
}

interface LetGo {
  object: Uint8Array
  at: number
  result: LetGoResult
}

function tellLetGo(tx: Transaction, parts: ActingParts, { object, at, result }: LetGo): ActResult {
  appendNotices(tx, parts, result.due)
  appendWithdrawals(tx, parts, { objectId: object, kind: 'let-go', at, audiences: result.noticed })
  touch(tx, object)
  return result
}

/**
 * Recalls an object from all audiences, or only from those with the keys in `only`.
 * Resolves when no file of this home holds a copy of a destroyed key. The words that the kind of
 * the object keeps are then on disk.
 */
export async function recall(
  parts: ActingParts,
  object: Uint8Array,
  only?: readonly Uint8Array[],
): Promise<ActResult> {
  const keepWords = await saveWords(parts, object)
  const at = parts.clockGuard.read().now
  const result = await parts.ledger.write((tx) => {
    // A note to oneself that was shared stays readable for its author, so its key is kept.
    const own = parts.store.findOwn(tx, object)
    const keepsKey = own !== null && isForSelf(own.header.madeFor)
    const recalled = recallObject(tx, object, at, { only, memberships: parts.audiences, keepsKey })
    appendWithdrawals(tx, parts, { objectId: object, kind: 'recalled', at, audiences: recalled.noticed })
    if (recalled.isEnded) {
      keepWords(tx, at)
      markWordsKept(tx, object)
      forgetOwnWords(tx, object)
    }
    touch(tx, object)
    return recalled
  })
  // Also if another call destroyed the key, because that call may still wait for its checkpoint, or
  // it may have failed before it. The recall of an expired letter destroys its key before the seven
  // days are over, and its outcome stays `expired`.
  const isRecalled = [...result.readers, ...result.wide].some(({ outcome }) => outcome === 'recalled')
  if (!isRecalled && findContentKey(parts.ledger, object) !== null) return result
  await parts.ledger.checkpoint()
  return result
}

/** The notices that one transaction appends. */
const MAX_DUE_AT_ONCE = 500

/**
 * Does all work that is due: appends due notices, records expiries, and destroys content keys whose
 * time has come.
 */
export async function processDue(parts: ActingParts): Promise<void> {
  const { now } = parts.clockGuard.read()
  const words = await readDoomedWords(parts, now)
  const first = await parts.ledger.write((tx) => {
    const appended = appendDue(tx, parts, now)
    return { appended, destroyed: expireObjects(tx, parts, now, words) }
  })
  let { appended } = first
  while (appended === MAX_DUE_AT_ONCE) appended = await parts.ledger.write((tx) => appendDue(tx, parts, now))
  if (first.destroyed.length > 0) await parts.ledger.checkpoint()
}

function appendDue(tx: Transaction, parts: NotifyingParts, now: number): number {
  const due = markDueNoticed(tx, now, MAX_DUE_AT_ONCE)
  appendNotices(tx, parts, due)
  return due.length
}

/**
 * Destroys a key only if its words were read before. A key that became doomed after that waits for
 * the next run.
 */
function expireObjects(
  tx: Transaction,
  parts: NotifyingParts,
  now: number,
  words: ReadonlyMap<string, KeepWords>,
): Uint8Array[] {
  const { expired, destroyed } = expireDue(tx, now, (object) => words.has(toHex(object)))
  for (const { objectId, audience } of expired) {
    appendWithdrawals(tx, parts, { objectId, kind: 'expired', at: now, audiences: [audience] })
    touch(tx, objectId)
  }
  for (const object of destroyed) words.get(toHex(object))?.(tx, now)
  return destroyed
}

/**
 * Returns the functions that save the words, for each object whose key is due to be destroyed; by
 * object in hex.
 */
async function readDoomedWords(parts: ActingParts, now: number): Promise<Map<string, KeepWords>> {
  const doomed = listDoomed(parts.ledger, now)
  const words = await Promise.all(doomed.map((object) => saveWords(parts, object)))
  return new Map(doomed.map((object, i) => [toHex(object), words[i]!]))
}

const NOTHING: KeepWords = () => undefined

async function saveWords({ store, ledger, kinds }: ActingParts, object: Uint8Array): Promise<KeepWords> {
  if (findContentKey(ledger, object) === null || areWordsKept(ledger, object)) return NOTHING
  const kind = store.findOwn(ledger, object)?.header.kind
  return (kind === undefined ? undefined : await kinds[kind].saveWords?.(object)) ?? NOTHING
}
