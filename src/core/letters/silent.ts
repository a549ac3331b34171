// Decides which arrivals are silent: those of a thread or talk that was muted before. An urgent one
// is never silent, and nothing hides it until its reader has answered it.
// After receive.
import type { Rows } from '../ledger/index.ts'
import { linkTo, objectId, type Ref } from '../store/index.ts'
import { findMutedSince, readOrder } from '../tidy/index.ts'
import { isSaid, type LetterEntry } from '../views/index.ts'
import type { LetterParts } from './parts.ts'

type Parts = Pick<LetterParts, 'store' | 'inbox'>

/** Limits the walk along a hostile chain of replies. */
const MAX_MUTED_DEPTH = 100

type MayBeSilent = Pick<LetterEntry, 'kind' | 'talk' | 'subject'> & {
  arrivedAt: number
  reply: Ref | null
  isPressing: boolean
}

/** True for an urgent letter that its reader has not answered and can read or open. */
export function isPressing(isUrgent: boolean, state: LetterEntry['state']): boolean {
  return isUrgent && (state === 'sealed' || state === 'referenced')
}

/**
 * What arrives in a muted thread or talk is silent, so it counts as archived while that stays muted.
 */
export function orderOfReceived(
  rows: Rows,
  parts: Parts,
  object: Uint8Array,
  received: MayBeSilent,
): Pick<LetterEntry, 'tidy' | 'isRemoved'> {
  const order = readOrder(rows, object)
  if (received.isPressing) return { ...order, tidy: { ...order.tidy, isArchived: false, snoozedUntil: null } }
  return order.tidy.isArchived || !isSilent(rows, parts, received)
    ? order
    : { ...order, tidy: { ...order.tidy, isArchived: true, isMuted: true } }
}

function isSilent(rows: Rows, parts: Parts, received: MayBeSilent): boolean {
  const { arrivedAt, talk, reply } = received
  if (!isSaid(received)) return isInMutedThread(rows, parts, reply, arrivedAt)
  const since = findMutedSince(rows, talk!)
  return since !== null && since <= arrivedAt
}

function isInMutedThread(rows: Rows, parts: Parts, reply: Ref | null, arrivedAt: number): boolean {
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
