// The states and outcomes that an author sees for each reader.
// They belong to the end of the life of a message (reference → state) and cross the contract:
// append only.

/** The state of an object for one reader; always exactly one. */
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
 * `recalling` comes only from a releaser that cannot be reached, never from this ledger. `unknown`
 * comes from such a releaser too, and from a ledger that was restored from a backup.
 */
export type ReaderState = (typeof READER_STATES)[number]

/** What a reader can state about an object after referencing it. */
export const READER_VALUES = ['done', 'accepted', 'declined'] as const

export type ReaderValue = (typeof READER_VALUES)[number]

/** The outcome of an author's act for one reader. */
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

/** The state that all readers share, else `mixed`. Without readers it is `unknown`. */
export function sumUp(states: readonly (ReaderState | ReaderValue)[]): ReaderState | ReaderValue | 'mixed' {
  const [first = 'unknown', ...others] = states
  return others.every((state) => state === first) ? first : 'mixed'
}
