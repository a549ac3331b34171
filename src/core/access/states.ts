// The states and outcomes that an author sees for each reader.
// They belong to the end of the life of a message (reference → state). The states are a table of the
// contract; the outcomes cross it, so append only.
import type { Answer, ReaderState as StateOrAnswer } from '../contract/reader-states.ts'

/** The state of an object for one reader by the ledger; always exactly one. */
export type ReaderState = Exclude<StateOrAnswer, Answer>

/** What a reader can state about an object after referencing it. */
export type ReaderValue = Answer

/** The outcome of an author's act for one reader. */
export const OUTCOMES = [
  'held',
  'scheduled',
  'notified',
  'recalled',
  'recalling',
  'holding',
  'expired',
  'too-late',
  'unknown',
] as const

export type Outcome = (typeof OUTCOMES)[number]

/** Returns the state that all readers share, else `mixed`. Without readers it is `unknown`. */
export function sumUp(states: readonly StateOrAnswer[]): StateOrAnswer | 'mixed' {
  const [first = 'unknown', ...others] = states
  return others.every((state) => state === first) ? first : 'mixed'
}
