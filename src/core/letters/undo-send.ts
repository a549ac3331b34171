// A letter is taken back before anybody was told of it: its words are a draft again, and nothing else of it stays.
// Between store and notify; once a notice is out, an author can only recall.
import { loadAudiences } from '../access/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Transaction } from '../ledger/index.ts'
import type { BlockRange } from '../store/index.ts'
import { destroyObject } from '../delivery/index.ts'
import { insertDraft } from './drafts.ts'
import { readOwnWords } from './kept-words.ts'
import type { LetterParts } from './parts.ts'

/**
 * Gives the draft. `giveUp` is told in the transaction where its blocks were.
 * @throws TOO_LATE if a notice is out, INVALID if it is for nobody else, DAMAGED
 */
export async function undoSend(
  parts: LetterParts,
  object: Uint8Array,
  giveUp: (tx: Transaction, place: BlockRange) => void,
): Promise<Uint8Array> {
  const words = await readOwnWords(parts, object)
  const at = parts.clockGuard.read().now
  const draft = await parts.ledger.write((tx) => {
    const audiences = loadAudiences(tx, object)
    if (audiences.length === 0) throw new EngineError('INVALID', 'It is for nobody else.')
    if (audiences.some(({ noticedAt }) => noticedAt !== null))
      throw new EngineError('TOO_LATE', 'Its notice is out; it can be recalled.')
    if (words === null) throw new EngineError('DAMAGED', 'Its words cannot be read here.')
    for (const place of destroyObject(tx, parts, object, at)) giveUp(tx, place)
    return insertDraft(tx, words, at, null)
  })
  await parts.ledger.checkpoint()
  return draft
}
