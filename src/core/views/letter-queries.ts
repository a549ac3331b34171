// The filters and searches on the letter index: SQL conditions and their parameters only.
// They follow receive and reference. A query opens no letter.
import type { SqlValue } from '../ledger/index.ts'
import { allOf, type Condition } from './boxes.ts'
import { matchExpression } from './words.ts'

export const SEARCH_STATES = [
  'unread',
  'sealed',
  'opened',
  'starred',
  'urgent',
  'held',
  'done',
  'archived',
  'sent',
  'received',
] as const
export type SearchState = (typeof SEARCH_STATES)[number]

export type ListState = Extract<SearchState, 'unread' | 'opened' | 'starred' | 'urgent' | 'done'>

/**
 * Sealed, and can still be opened. The expiry of a sealed letter triggers no change, so the query
 * compares the time.
 */
export const UNREAD = "state = 'sealed' AND (expires_at IS NULL OR expires_at > ?)"

/** Sealed as above, or opened and marked as unread. */
export const COUNTED_UNREAD = `(${UNREAD} OR is_unread = 1)`

const STATE_CONDITIONS: Readonly<Record<Exclude<SearchState, 'unread'>, string>> = {
  sealed: "state = 'sealed'",
  opened: "side = 'inbox' AND state NOT IN ('sealed', 'recalled', 'expired', 'held')",
  starred: 'is_starred = 1',
  urgent: 'is_urgent = 1',
  held: 'is_waiting = 1',
  done: "state = 'done'",
  archived: 'is_archived = 1',
  sent: "side = 'sent'",
  received: "side = 'inbox'",
}

function stateCondition(state: SearchState, now: number): Condition {
  return state === 'unread'
    ? { sql: COUNTED_UNREAD, params: [now] }
    : { sql: STATE_CONDITIONS[state], params: [] }
}

/** The filter of a list; all given conditions must hold. */
export interface ListFilter {
  only: readonly ListState[]
  /** The author, or one of the addressees. */
  person: Uint8Array | null
  label: string | null
  /** Only letters for this group, or for oneself or the public by their keys. */
  audience: Uint8Array | null
}

/**
 * The letters stay in the order of the index of the box, because `+` keeps the query planner from
 * scanning the inner list instead, and sorting.
 */
export function listCondition({ only, person, label, audience }: ListFilter, now: number): Condition {
  const conditions = only.map((state) => stateCondition(state, now))
  if (person !== null)
    conditions.push({ sql: '+id IN (SELECT letter FROM letter_persons WHERE person = ?)', params: [person] })
  if (label !== null)
    conditions.push({ sql: '+id IN (SELECT letter FROM letter_labels WHERE label = ?)', params: [label] })
  if (audience !== null) {
    const theirs = 'SELECT letter FROM letter_persons WHERE person = ? AND is_author = 0'
    conditions.push({ sql: `+id IN (${theirs})`, params: [audience] })
  }
  return allOf(conditions)
}

/** The conditions of a search; all given conditions must hold. */
export interface SearchFilter {
  /** As typed. Searched in titles and in texts that can be read here. */
  words: string
  /** Any of these is its author. */
  from: Uint8Array[] | null
  /** Any of these is an addressee. */
  to: Uint8Array[] | null
  is: readonly SearchState[]
  hasReply: boolean
  label: string | null
  /** ms since the epoch; `before` excluded, `after` included. */
  before: number | null
  after: number | null
}

export function searchCondition(filter: SearchFilter, now: number): Condition {
  const { words, from, to, is, hasReply, label, before, after } = filter
  const conditions = is.map((state) => stateCondition(state, now))
  const add = (sql: string, ...params: SqlValue[]): void => void conditions.push({ sql, params })
  const match = matchExpression(words)
  if (match !== null) add('id IN (SELECT rowid FROM letter_words WHERE letter_words MATCH ?)', match)
  if (from !== null) add(`author IN (${marks(from)})`, ...from)
  if (to !== null) {
    const theirs = `SELECT letter FROM letter_persons WHERE person IN (${marks(to)}) AND is_author = 0`
    add(`id IN (${theirs})`, ...to)
  }
  if (hasReply) add('reply_object IS NOT NULL')
  if (label !== null) add('id IN (SELECT letter FROM letter_labels WHERE label = ?)', label)
  if (before !== null) add('at < ?', before)
  if (after !== null) add('at >= ?', after)
  return allOf(conditions)
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
