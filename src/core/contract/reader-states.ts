// How a letter stands with one reader: each state, the group it belongs to, and its place among the
// others. The engine, the handlers, the command line and the page all take them from here.

/**
 * `answer`: the reader's own word about a letter that they opened. `opened`: the reader has it.
 * `pending`: the reader has not opened it, and a hold or a recall still counts. `gone`: the reader
 * cannot open it any more. `unknown`: nobody here knows.
 */
export type StateGroup = 'answer' | 'opened' | 'pending' | 'gone' | 'unknown'

interface StateRow {
  group: StateGroup
  /** Of two states of one reader, by two routes, the one with the larger rank counts. */
  rank: number
  /** True where only a device that does not answer knows how it ended. */
  isUnsettled?: true
}

/**
 * The furthest first: lists and counts tell them in this order.
 * Persisted: the feeds store an answer by its place among the answers. Add one behind the last.
 */
const TABLE = {
  done: { group: 'answer', rank: 8 },
  accepted: { group: 'answer', rank: 8 },
  declined: { group: 'answer', rank: 8 },
  referenced: { group: 'opened', rank: 8 },
  notified: { group: 'pending', rank: 6 },
  scheduled: { group: 'pending', rank: 4 },
  held: { group: 'pending', rank: 5 },
  recalled: { group: 'gone', rank: 1 },
  /** Comes only from a releaser that cannot be reached, never from the author's own ledger. */
  recalling: { group: 'gone', rank: 3, isUnsettled: true },
  expired: { group: 'gone', rank: 2 },
  /** The reader may have it: from such a releaser, and from a ledger put back from a backup. */
  unknown: { group: 'unknown', rank: 7, isUnsettled: true },
} as const satisfies Record<string, StateRow>

/** One reader's state, as the author sees it. */
export type ReaderState = keyof typeof TABLE

/** What a reader says of a letter. */
export type Answer = {
  [State in ReaderState]: (typeof TABLE)[State]['group'] extends 'answer' ? State : never
}[ReaderState]

/** The furthest first. */
export const READER_STATES = Object.keys(TABLE) as readonly ReaderState[]

export const ANSWERS = READER_STATES.filter(isAnswer)

export function isAnswer(state: string): state is Answer {
  return Object.hasOwn(TABLE, state) && groupOf(state as ReaderState) === 'answer'
}

export function groupOf(state: ReaderState): StateGroup {
  return TABLE[state].group
}

export function rankOf(state: ReaderState): number {
  return TABLE[state].rank
}

/** Answers say so too: a reader answers only what they opened. */
export function hasOpened(state: ReaderState): boolean {
  return groupOf(state) === 'answer' || groupOf(state) === 'opened'
}

export function isUnsettled(state: ReaderState): boolean {
  const row: StateRow = TABLE[state]
  return row.isUnsettled === true
}
