// What an author can still do to an own object: hold, let go, recall, as long as no release was written.
// One transaction decides an act, writes it and tells the readers' feeds. A recall resolves when the key is gone.
import {
  expireDue,
  findContentKey,
  holdObject,
  letGoObject,
  listDoomed,
  recallObject,
  takeDue,
  type ActResult,
} from '../access/index.ts'
import { toHex } from '../base/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { touch } from '../views/index.ts'
import type { KeepWords } from './kinds.ts'
import { appendNotices, appendWithdrawals, type NotifyingParts } from './notify.ts'
import type { DeliveryParts } from './parts.ts'

export type ActingParts = NotifyingParts & Pick<DeliveryParts, 'ledger' | 'clockGuard' | 'kinds'>

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
  return parts.ledger.write((tx) => {
    const result = letGoObject(tx, object, at, parts.audiences)
    appendNotices(tx, parts, result.due)
    appendWithdrawals(tx, parts, { objectId: object, kind: 'let-go', at, audiences: result.noticed })
    touch(tx, object)
    return result
  })
}

/**
 * Recalls an object from all audiences, or only from those with these keys. Resolves when no copy of a
 * destroyed key is in any file of this home; what its kind keeps of the words is then on disk.
 */
export async function recall(
  parts: ActingParts,
  object: Uint8Array,
  only?: readonly Uint8Array[],
): Promise<ActResult> {
  const keepWords = await saveWords(parts, object)
  const at = parts.clockGuard.read().now
  const result = await parts.ledger.write((tx) => {
    // A note was its author's before anybody else could read it, and is again.
    const keepsKey = parts.store.findOwn(tx, object)?.header.madeFor.kind === 'self'
    const recalled = recallObject(tx, object, at, { only, memberships: parts.audiences, keepsKey })
    appendWithdrawals(tx, parts, { objectId: object, kind: 'recalled', at, audiences: recalled.noticed })
    if (recalled.destroyed) keepWords(tx, at)
    touch(tx, object)
    return recalled
  })
  // Also when another call destroyed the key: that call may still wait, or have died before its checkpoint.
  if (![...result.readers, ...result.wide].some(({ outcome }) => outcome === 'recalled')) return result
  await parts.ledger.checkpoint()
  return result
}

/** So many notices go out in one transaction. */
const MAX_DUE_AT_ONCE = 500

/** What time does: notices fall due, objects expire, keys of long expired ones are destroyed. Called at every turn. */
export async function processDue(parts: ActingParts): Promise<void> {
  const { now } = parts.clockGuard.read()
  const words = await readDoomedWords(parts, now)
  const first = await parts.ledger.write((tx) => {
    const told = appendDue(tx, parts, now)
    return { told, destroyed: expireObjects(tx, parts, now, words) }
  })
  let { told } = first
  while (told === MAX_DUE_AT_ONCE) told = await parts.ledger.write((tx) => appendDue(tx, parts, now))
  if (first.destroyed.length > 0) await parts.ledger.checkpoint()
}

function appendDue(tx: Transaction, parts: NotifyingParts, now: number): number {
  const due = takeDue(tx, now, MAX_DUE_AT_ONCE)
  appendNotices(tx, parts, due)
  return due.length
}

/** A key is destroyed only with its words: what was doomed since they were read waits for the next turn. */
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

/** What keeps the words of each object whose key is to be destroyed. */
async function readDoomedWords(parts: ActingParts, now: number): Promise<Map<string, KeepWords>> {
  const doomed = listDoomed(parts.ledger, now)
  const words = await Promise.all(doomed.map((object) => saveWords(parts, object)))
  return new Map(doomed.map((object, i) => [toHex(object), words[i]!]))
}

const NOTHING: KeepWords = () => undefined

async function saveWords({ store, ledger, kinds }: ActingParts, object: Uint8Array): Promise<KeepWords> {
  if (findContentKey(ledger, object) === null) return NOTHING
  const kind = store.findOwn(ledger, object)?.header.kind
  return (kind === undefined ? undefined : await kinds[kind].saveWords?.(object)) ?? NOTHING
}
