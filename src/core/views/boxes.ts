// The boxes of a person's letters: the content of each as a condition on the rows of the index.
// Every condition is a constant SQL text; every value is a parameter.
import type { SqlValue } from '../ledger/index.ts'

export const BOXES = [
  'inbox',
  'waiting',
  'sent',
  'held',
  'scheduled',
  'archive',
  'starred',
  'snoozed',
  'notes',
  'following',
  'imported',
] as const
export type Box = (typeof BOXES)[number]

/** A list shows one box, or the letters of all boxes. */
export const LISTS = [...BOXES, 'all'] as const
export type ListName = (typeof LISTS)[number]

/**
 * What a person took out of all lists. A letter is in one bin at most, and its row is in a table of
 * its own, so no query of another list, count, thread or talk finds it.
 */
export const BINS = ['spam', 'trash'] as const
export type Bin = (typeof BINS)[number]

export function isBin(box: ListName | Bin): box is Bin {
  return BINS.some((bin) => bin === box)
}

/** A condition on `letters` and the values of its parameters. */
export interface Condition {
  sql: string
  params: SqlValue[]
}

/**
 * The condition of each box that does not depend on the time. The indexes of a box contain exactly
 * these rows.
 */
export const BOX_ROWS: Readonly<Record<ListName, string>> = {
  // A replaced letter is reached through its later version. A star stays on the version that got
  // it.
  inbox: "side = 'inbox' AND is_archived = 0 AND is_replaced = 0",
  // The brackets let SQLite know that the index has `needs_me` too.
  waiting: 'needs_me = 1 AND (is_archived = 0 AND is_replaced = 0)',
  sent: "side = 'sent' AND is_archived = 0 AND is_replaced = 0",
  held: "is_waiting = 1 AND state <> 'scheduled'",
  scheduled: "is_waiting = 1 AND state = 'scheduled'",
  archive: 'is_archived = 1 AND is_replaced = 0',
  starred: 'is_starred = 1',
  snoozed: 'snoozed_until > 0 AND is_archived = 0 AND is_replaced = 0',
  notes: "side = 'notes' AND is_archived = 0 AND is_replaced = 0",
  following: "side = 'following' AND is_archived = 0 AND is_replaced = 0",
  imported: "side = 'imported' AND is_archived = 0",
  all: 'is_replaced = 0',
}

/** A snoozed letter returns when its time is reached. Until then some boxes are without it. */
export const SNOOZED_LETTERS: Partial<Record<ListName, 'without' | 'only'>> = {
  inbox: 'without',
  waiting: 'without',
  snoozed: 'only',
}

/** @param now in ms, on which the letters of some boxes depend */
export function boxCondition(box: ListName | Bin, now: number): Condition {
  if (isBin(box)) return { sql: 'bin = ?', params: [box] }
  const snoozed = SNOOZED_LETTERS[box]
  if (snoozed === undefined) return { sql: BOX_ROWS[box], params: [] }
  return { sql: `${BOX_ROWS[box]} AND snoozed_until ${snoozed === 'only' ? '>' : '<='} ?`, params: [now] }
}

export function allOf(conditions: Condition[]): Condition {
  if (conditions.length === 0) return { sql: '1 = 1', params: [] }
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(' AND '),
    params: conditions.flatMap(({ params }) => params),
  }
}

/** True for no row if there are no conditions. */
export function anyOf(conditions: Condition[]): Condition {
  if (conditions.length === 0) return { sql: '1 = 0', params: [] }
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(' OR '),
    params: conditions.flatMap(({ params }) => params),
  }
}
