// The words in which an author is told how a letter stands with each reader, and what an act came to.
// They stand at the end of a message's life (reference → state) and cross the contract: append only.

/** How an object stands with one reader; exactly one at any time. */
export const READER_STATES = [
  'held',
  'scheduled',
  'notified',
  'referenced',
  'recalled',
  'expired',
  'recalling',
  'unknown',
] as const

/**
 * `recalling` comes only from a releaser that cannot be reached, never from this ledger; `unknown` from there too, and from a ledger
 * that was put back from a backup.
 */
export type ReaderState = (typeof READER_STATES)[number]

/** What a reader says about an object after having referenced it. */
export const READER_VALUES = ['done', 'accepted', 'declined'] as const

export type ReaderValue = (typeof READER_VALUES)[number]

/** What an author's act came to for one reader. */
export const OUTCOMES = [
  'held',
  'scheduled',
  'notified',
  'recalled',
  'recalling',
  'expired',
  'too-late',
  'unknown',
] as const

export type Outcome = (typeof OUTCOMES)[number]

export function isReaderValue(value: string): value is ReaderValue {
  return (READER_VALUES as readonly string[]).includes(value)
}

/** The one state reached by all readers, else `mixed`; of nobody nothing is known. */
export function sumUp(states: readonly (ReaderState | ReaderValue)[]): ReaderState | ReaderValue | 'mixed' {
  const [first = 'unknown', ...others] = states
  return others.every((state) => state === first) ? first : 'mixed'
}
