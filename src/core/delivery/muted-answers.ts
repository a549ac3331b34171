// Finds the muted letter that an answer belongs to, once, when the answer is filed or written.
// The rows of lists read what is kept here, because others can make chains of answers of any length.
import type { Rows, Transaction } from '../ledger/index.ts'
import { linkTo, objectId, type Ref } from '../store/index.ts'
import { hasMuted, keepMuted } from '../tidy/index.ts'
import type { DeliveryParts } from './parts.ts'

type Parts = Pick<DeliveryParts, 'store' | 'inbox'>

/** Limits the walk along a hostile chain of answers that came before a letter was muted. */
const MAX_STEPS = 20

export function keepMutedAnswer(tx: Transaction, parts: Parts, answer: Uint8Array, reply: Ref): void {
  if (!hasMuted(tx)) return
  let at: Ref | null = reply
  for (let i = 0; at !== null && i < MAX_STEPS; i++) {
    const answered = objectId(at)
    if (keepMuted(tx, answer, answered)) return
    at = replyOf(tx, parts, answered)
  }
}

function replyOf(rows: Rows, { store, inbox }: Parts, object: Uint8Array): Ref | null {
  const own = store.findOwn(rows, object)
  return own === null
    ? (inbox.find(rows, object)?.notice.reply ?? null)
    : (linkTo(own.header, 'reply')?.ref ?? null)
}
