// Decides which arrivals are silent: those of a thread or talk that was muted before. An urgent one
// is never silent, and nothing hides it until its reader has answered it.
// After receive.
import type { Rows } from '../ledger/index.ts'
import { findAnswerMutedSince, findMutedSince, readOrder } from '../tidy/index.ts'
import { isSaid, type LetterEntry } from '../views/index.ts'

type MayBeSilent = Pick<LetterEntry, 'kind' | 'talk' | 'subject'> & {
  arrivedAt: number
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
  object: Uint8Array,
  received: MayBeSilent,
): Pick<LetterEntry, 'tidy' | 'isRemoved'> {
  const order = readOrder(rows, object)
  if (received.isPressing) return { ...order, tidy: { ...order.tidy, isArchived: false, snoozedUntil: null } }
  return order.tidy.isArchived || !isSilent(rows, object, received)
    ? order
    : { ...order, tidy: { ...order.tidy, isArchived: true, isMuted: true } }
}

function isSilent(rows: Rows, object: Uint8Array, received: MayBeSilent): boolean {
  const since = isSaid(received) ? findMutedSince(rows, received.talk!) : findAnswerMutedSince(rows, object)
  return since !== null && since <= received.arrivedAt
}
