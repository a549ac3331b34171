// The states of a letter for one reader: each state, its group, and its rank.
// The engine, the handlers, the command line and the page all use this table.

/**
 * `answer`: what the reader reported about a letter that they opened. `opened`: the reader has it.
 * `pending`: the reader has not opened it, and a hold or a recall is still effective. `gone`: the
 * reader can no longer open it. `unknown`: this home does not know.
 */
export type StateGroup = 'answer' | 'opened' | 'pending' | 'gone' | 'unknown'

interface StateRow {
  group: StateGroup
  /** If one reader has two states through two routes, the state with the larger rank counts. */
  rank: number
  /** True if only a device that does not answer knows the outcome. */
  isUnsettled?: true
}

/**
 * The most advanced state is first, and lists and counts use this order. Persisted, because the
 * feeds store an answer by its position among the answers. Add a new answer after the last one.
 */
const TABLE = {
  done: { group: 'answer', rank: 10 },
  accepted: { group: 'answer', rank: 10 },
  declined: { group: 'answer', rank: 10 },
  /** The answer to an urgent letter: the reader knows of it. */
  confirmed: { group: 'answer', rank: 10 },
  referenced: { group: 'opened', rank: 10 },
  notified: { group: 'pending', rank: 8 },
  /** Let go, but too few stations have answered: only the author's own device releases it so far. */
  'letting-go': { group: 'pending', rank: 7 },
  scheduled: { group: 'pending', rank: 4 },
  held: { group: 'pending', rank: 5 },
  /** Held, but too few stations have answered so far: enough of them may still release it. */
  holding: { group: 'pending', rank: 6, isUnsettled: true },
  recalled: { group: 'gone', rank: 1 },
  /** Recalled or expired, but too few stations have answered: it is not certain yet. */
  recalling: { group: 'gone', rank: 3, isUnsettled: true },
  expired: { group: 'gone', rank: 2 },
  /**
   * The reader may have it, because the releaser cannot be reached, or the ledger was restored from
   * a backup.
   */
  unknown: { group: 'unknown', rank: 9, isUnsettled: true },
} as const satisfies Record<string, StateRow>

/**
 * One reader's state, as the author sees it. The reader reports the answers.
 */
export type ReaderState = keyof typeof TABLE

/** What a reader reports about a letter. */
export type Answer = {
  [State in ReaderState]: (typeof TABLE)[State]['group'] extends 'answer' ? State : never
}[ReaderState]

/** All states, the most advanced first. */
export const READER_STATES = Object.keys(TABLE) as readonly ReaderState[]

export const ANSWERS = READER_STATES.filter(isAnswer)

export function isAnswer(state: string): state is Answer {
  return Object.hasOwn(TABLE, state) && groupOf(state as ReaderState) === 'answer'
}

export function groupOf(state: ReaderState): StateGroup {
  return TABLE[state].group
}

/** True if the reader can no longer open the letter. */
export function isGoneState(state: string): boolean {
  return Object.hasOwn(TABLE, state) && groupOf(state as ReaderState) === 'gone'
}

export function rankOf(state: ReaderState): number {
  return TABLE[state].rank
}

/**
 * True if the reader has opened the letter. An answer implies it, because a reader answers only
 * opened letters.
 */
export function hasOpened(state: ReaderState): boolean {
  return groupOf(state) === 'answer' || groupOf(state) === 'opened'
}

export function isUnsettled(state: ReaderState): boolean {
  const row: StateRow = TABLE[state]
  return row.isUnsettled === true
}

/** Returns the state that all readers share, else `mixed`. Without readers it is `unknown`. */
export function sumUp(states: readonly ReaderState[]): ReaderState | 'mixed' {
  const [first = 'unknown', ...others] = states
  return others.every((state) => state === first) ? first : 'mixed'
}
