// Pages of a list in one of its orders. The next page begins after a position, not after a number
// of rows.
// So a letter that is added or removed meanwhile does not shift other letters between pages.
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Condition } from './boxes.ts'

/**
 * By the sending time, or by the size of the body; letters of one size are sorted by time, the
 * newest first.
 */
export type Order = 'newest' | 'oldest' | 'largest'

export interface Page {
  order: Order
  limit: number
  /** The cursor of the last entry of the previous page. */
  before: string | null
}

/** The position of an entry: all values that decide where it is in any order. */
export interface ListPosition {
  at: number
  size: number
  /** Distinguishes entries of the same time. */
  object: Uint8Array
}

interface SortOrder {
  /** The columns to sort by, the most significant first. An index begins with these columns. */
  columns: readonly (keyof ListPosition)[]
  isDescending: boolean
}

export const SORT_ORDERS: Readonly<Record<Order, SortOrder>> = {
  newest: { columns: ['at', 'object'], isDescending: true },
  oldest: { columns: ['at', 'object'], isDescending: false },
  largest: { columns: ['size', 'at', 'object'], isDescending: true },
}

/** A cursor contains the position for every order, so it is valid in all of them. */
export function encodeCursor({ at, size, object }: ListPosition): string {
  return `${at}.${size}.${toHex(object)}`
}

/** @throws INVALID */
export function parseCursor(cursor: string): ListPosition {
  const [, at, size, object] = /^(\d{1,16})\.(\d{1,16})\.((?:[0-9a-f]{2})+)$/.exec(cursor) ?? []
  if (object === undefined) throw new EngineError('INVALID', 'This is not a valid cursor.')
  return { at: Number(at), size: Number(size), object: Buffer.from(object, 'hex') }
}

/** Returns the rows after a cursor. @throws INVALID for an invalid cursor */
export function pageCondition({ order, before }: Omit<Page, 'limit'>): Condition {
  if (before === null) return { sql: '1 = 1', params: [] }
  const { columns, isDescending } = SORT_ORDERS[order]
  const position = parseCursor(before)
  return {
    sql: `(${columns.join(', ')}) ${isDescending ? '<' : '>'} (${columns.map(() => '?').join(', ')})`,
    params: columns.map((column) => position[column]),
  }
}

/** Returns the terms after ORDER BY. */
export function orderBy(order: Order): string {
  const { columns, isDescending } = SORT_ORDERS[order]
  return columns.map((column) => `${column} ${isDescending ? 'DESC' : 'ASC'}`).join(', ')
}

/** Returns a page of entries that are in no index. @throws INVALID for an invalid cursor */
export function pageOf<T extends ListPosition>(entries: readonly T[], { order, limit, before }: Page): T[] {
  const start = before === null ? null : parseCursor(before)
  return entries
    .filter((entry) => start === null || comparePositions(order, start, entry) < 0)
    .sort((one, other) => comparePositions(order, one, other))
    .slice(0, limit)
}

/** Returns a negative number if `one` is before `other`. */
function comparePositions(order: Order, one: ListPosition, other: ListPosition): number {
  const { columns, isDescending } = SORT_ORDERS[order]
  const ascending = columns.map((column) => compareValues(one[column], other[column])).find(Boolean) ?? 0
  return isDescending ? -ascending : ascending
}

function compareValues(one: number | Uint8Array, other: number | Uint8Array): number {
  return typeof one === 'number' ? one - (other as number) : Buffer.compare(one, other as Uint8Array)
}
