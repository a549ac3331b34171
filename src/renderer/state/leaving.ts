// A letter in the seconds in which its author can still think again. To the engine it waits for a time, as one that was
// scheduled does; to people it is on its way.
import type { LetterSummary } from '../../core/contract/index.ts'

/** Longer than the ten seconds of an undo, shorter than any time that somebody would schedule. */
const LEAVING_MS = 15_000

export function isLeaving({
  state,
  goesAt,
  sentAt,
}: Pick<LetterSummary, 'state' | 'goesAt' | 'sentAt'>): boolean {
  return state === 'scheduled' && goesAt !== null && Date.parse(goesAt) - Date.parse(sentAt) <= LEAVING_MS
}
