// What can be asked of the letter index: a box, a page of it, what matches, how many. Conditions and their parameters only;
// every condition is a constant text, every value a parameter.
import type { SqlValue } from '../ledger/index.ts'
import { matchExpression } from './words.ts'

export const BOXES = ['inbox', 'waiting', 'sent', 'held', 'archive', 'starred', 'snoozed'] as const
export type Box = (typeof BOXES)[number]

/** A condition on `letters` and the values of its parameters. */
export interface Condition {
  sql: string
  params: SqlValue[]
}

/** What a box holds. `now` in ms: a snoozed letter comes back by itself. */
export function boxCondition(box: Box, now: number): Condition {
  switch (box) {
    case 'inbox':
      return { sql: "side = 'inbox' AND is_archived = 0 AND snoozed_until <= ?", params: [now] }
    case 'waiting':
      return { sql: 'needs_me = 1 AND is_archived = 0 AND snoozed_until <= ?', params: [now] }
    case 'sent':
      return { sql: "side = 'sent' AND is_archived = 0", params: [] }
    case 'held':
      return { sql: 'is_waiting = 1', params: [] }
    case 'archive':
      return { sql: 'is_archived = 1', params: [] }
    case 'starred':
      return { sql: 'is_starred = 1', params: [] }
    case 'snoozed':
      return { sql: 'snoozed_until > ? AND is_archived = 0', params: [now] }
  }
}

/** What to search for; everything given must hold. */
export interface SearchFilter {
  /** As typed: found in titles and in the texts that can be read here. */
  words: string
  /** Any of these wrote it. */
  from: Uint8Array[] | null
  /** It went to any of these. */
  to: Uint8Array[] | null
  is: readonly SearchState[]
  hasReply: boolean
  label: string | null
  /** ms since the epoch; `before` excluded, `after` included. */
  before: number | null
  after: number | null
}

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

const STATE_CONDITIONS: Readonly<Record<SearchState, string>> = {
  unread: "state = 'sealed'",
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

export function searchCondition(filter: SearchFilter): Condition {
  const conditions: Condition[] = filter.is.map((state) => ({ sql: STATE_CONDITIONS[state], params: [] }))
  const match = matchExpression(filter.words)
  if (match !== null) {
    conditions.push({
      sql: 'id IN (SELECT rowid FROM letter_words WHERE letter_words MATCH ?)',
      params: [match],
    })
  }
  if (filter.from !== null) conditions.push(anyOf('author', filter.from))
  if (filter.to !== null) {
    const to = anyOf('person', filter.to)
    conditions.push({ sql: `id IN (SELECT letter FROM letter_persons WHERE ${to.sql})`, params: to.params })
  }
  if (filter.hasReply) conditions.push({ sql: 'reply_object IS NOT NULL', params: [] })
  if (filter.label !== null) conditions.push(labelCondition(filter.label))
  if (filter.before !== null) conditions.push({ sql: 'at < ?', params: [filter.before] })
  if (filter.after !== null) conditions.push({ sql: 'at >= ?', params: [filter.after] })
  return allOf(conditions)
}

export function labelCondition(label: string): Condition {
  return { sql: 'id IN (SELECT letter FROM letter_labels WHERE label = ?)', params: [label] }
}

export function allOf(conditions: Condition[]): Condition {
  if (conditions.length === 0) return { sql: '1 = 1', params: [] }
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(' AND '),
    params: conditions.flatMap(({ params }) => params),
  }
}

function anyOf(column: string, values: Uint8Array[]): Condition {
  return { sql: `${column} IN (${values.map(() => '?').join(', ')})`, params: values }
}
