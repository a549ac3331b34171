// Maps reactions to the contract, for a letter, its status and its place in a talk.
import type { Reaction } from '../../contract/index.ts'
import type { LetterParts } from '../../letters/index.ts'
import { listReactions } from '../../talks/index.ts'
import { isoTime, partyOf } from '../../contract-ids.ts'

export function describeReactions(parts: LetterParts, object: Uint8Array): Reaction[] {
  return listReactions(parts.ledger, parts, object).map(({ person, text, at }) => ({
    ...partyOf(parts, person),
    text,
    at: isoTime(at),
  }))
}
