// Undo of a send, before any notice is out. The words become a draft again, and nothing else
// remains.
// It is possible between store and notify. After a notice is out, an author can only recall.
import { loadAudiences, recallObject, type ActResult } from '../access/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Transaction } from '../ledger/index.ts'
import { findReminder } from '../reminders/index.ts'
import type { BlockRange } from '../store/index.ts'
import { destroyObject } from '../delivery/index.ts'
import { insertDraft } from './drafts.ts'
import { readOwnWords } from './kept-words.ts'
import type { LetterParts } from './parts.ts'

/**
 * Returns the outcome for each reader, and the id of the draft. Calls `onRemoved` in the transaction, once for each range of its
 * blocks.
 * @throws TOO_LATE if a notice is out, INVALID if it is for no other reader, DAMAGED
 */
export async function undoSend(
  parts: LetterParts,
  object: Uint8Array,
  onRemoved: (tx: Transaction, blocks: BlockRange) => void,
): Promise<{ acted: ActResult; draft: Uint8Array }> {
  const words = await readOwnWords(parts, object)
  const at = parts.clockGuard.read().now
  const undone = await parts.ledger.write((tx) => {
    const audiences = loadAudiences(tx, object)
    if (audiences.length === 0) throw new EngineError('INVALID', 'It has no other reader.')
    if (audiences.some(({ noticedAt }) => noticedAt !== null))
      throw new EngineError('TOO_LATE', 'Its notice is out; it can be recalled.')
    if (words === null) throw new EngineError('DAMAGED', 'Its words cannot be read here.')
    // Counted from the notice again, so that a later time moves it along.
    const reminder = findReminder(tx, object)
    const goesAt = Math.max(...audiences.map(({ notBefore }) => notBefore))
    const remindAfterMs = reminder === null || reminder.dueAt <= goesAt ? null : reminder.dueAt - goesAt
    const acted = recallObject(tx, object, at, { memberships: parts.audiences, keepsKey: true })
    for (const blocks of destroyObject(tx, parts, object, at)) onRemoved(tx, blocks)
    return { acted, draft: insertDraft(tx, { ...words, remindAfterMs }, at, null) }
  })
  await parts.ledger.checkpoint()
  return undone
}
