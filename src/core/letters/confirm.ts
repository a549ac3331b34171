// A confirmation of an urgent message also confirms the urgent letter that it belongs to: the one that
// it answers, directly or through other answers.
// state: each confirmation is a record of its own, to the author of that letter.
import { findMark, markInTransaction, markObject } from '../delivery/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import type { Rows } from '../ledger/index.ts'
import { objectId, type Ref } from '../store/index.ts'
import type { LetterParts } from './parts.ts'
import { SAFETY_TAG } from './send.ts'

/** Limits the walk along a hostile chain of answers. */
const MAX_STEPS = 20

/** @throws NOT_FOUND, SEALED, NOT_A_READER, BLOCKED */
export async function confirmLetter(parts: LetterParts, object: Uint8Array, note: string): Promise<void> {
  await markObject(parts, object, 'confirmed', note)
  await parts.ledger.write((tx) => {
    for (const received of listUnconfirmed(tx, parts, object))
      markInTransaction(tx, parts, received, { value: 'confirmed', note: '' })
  })
}

/**
 * Leaves out sealed letters, which must be opened first, and safety checks, which need an answer of
 * their own.
 */
function listUnconfirmed(
  rows: Rows,
  { inbox, store, addressBook }: LetterParts,
  object: Uint8Array,
): ReceivedLetter[] {
  const found: ReceivedLetter[] = []
  let at: Ref | null = inbox.find(rows, object)?.notice.reply ?? null
  for (let i = 0; at !== null && i < MAX_STEPS; i++) {
    const received = inbox.find(rows, objectId(at))
    if (received === null) return found
    const { notice, openedAt, author } = received
    const isSafety = store.findKept(rows, received.object)?.header.tags.includes(SAFETY_TAG) === true
    const isWaiting = notice.urgent && openedAt !== null && findMark(rows, received.object) === null
    if (isWaiting && !isSafety && addressBook.find(rows, author)?.isBlocked !== true) found.push(received)
    at = notice.reply
  }
  return found
}
