// A letter in the seconds in which its author can undo sending. The engine treats it like a
// scheduled letter; the screens show it as on its way.
import type { LetterSummary } from '../../core/contract/index.ts'

/** Longer than the longest time of undo, shorter than any time that a person would schedule. */
const LEAVING_MS = 35_000

export function isLeaving({
  state,
  goesAt,
  sentAt,
}: Pick<LetterSummary, 'state' | 'goesAt' | 'sentAt'>): boolean {
  return state === 'scheduled' && goesAt !== null && Date.parse(goesAt) - Date.parse(sentAt) <= LEAVING_MS
}
