// The time by which the engine lists a letter, for an order that the page makes itself.
import type { LetterSummary } from '../../core/contract/index.ts'

type Dated = Pick<LetterSummary, 'sentAt' | 'arrivedAt'>

/**
 * Returns ms since the epoch: as its author wrote it, but not later than its arrival; or when its
 * author reminded this person of it.
 */
export function listedTime({ nudgedAt, ...letter }: Dated & Pick<LetterSummary, 'nudgedAt'>): number {
  return Math.max(datedTime(letter), nudgedAt === null ? 0 : Date.parse(nudgedAt))
}

function datedTime({ sentAt, arrivedAt }: Dated): number {
  return Math.min(Date.parse(sentAt), arrivedAt === null ? Infinity : Date.parse(arrivedAt))
}

/** A clock in another zone, or a day that is set wrong, is not worth a word. */
const AHEAD_MS = 48 * 3_600_000

/** True if the clock of its author was so far ahead that its date needs a word. */
export function isDatedAhead(letter: Dated): boolean {
  return Date.parse(letter.sentAt) > datedTime(letter) + AHEAD_MS
}
