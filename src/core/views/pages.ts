// Pages of a list, in one of its orders: the next one begins after a place, not after a number of rows.
// A letter that comes or goes meanwhile moves no other one from page to page.
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Condition } from './boxes.ts'

/** By when letters were sent, or by the bytes of their bodies, the newest of one size first. */
export type Order = 'newest' | 'oldest' | 'largest'

export interface Page {
  order: Order
  limit: number
  /** The cursor of the last entry of the page before. */
  before: string | null
}

/** Where an entry stands, whatever the order: all that decides between two entries. */
export interface ListPosition {
  at: number
  size: number
  /** What is left to tell apart entries of one moment. */
  object: Uint8Array
}

interface SortOrder {
  /** What an entry is placed by, the first that differs deciding. An index has these columns first. */
  columns: readonly (keyof ListPosition)[]
  isDescending: boolean
}

export const SORT_ORDERS: Readonly<Record<Order, SortOrder>> = {
  newest: { columns: ['at', 'object'], isDescending: true },
  oldest: { columns: ['at', 'object'], isDescending: false },
  largest: { columns: ['size', 'at', 'object'], isDescending: true },
}

/** Names a place in every order alike, so that it cannot be taken for another's. */
export function encodeCursor({ at, size, object }: ListPosition): string {
  return `${at}.${size}.${toHex(object)}`
}

/** @throws INVALID */
function parseCursor(cursor: string): ListPosition {
  const [, at, size, object] = /^(\d{1,16})\.(\d{1,16})\.((?:[0-9a-f]{2})+)$/.exec(cursor) ?? []
  if (object === undefined) throw new EngineError('INVALID', 'That is no cursor of an entry.')
  return { at: Number(at), size: Number(size), object: Buffer.from(object, 'hex') }
}

/** The rows of a page and of all that come after it. @throws INVALID for a cursor that is none */
export function pageCondition({ order, before }: Omit<Page, 'limit'>): Condition {
  if (before === null) return { sql: '1 = 1', params: [] }
  const { columns, isDescending } = SORT_ORDERS[order]
  const place = parseCursor(before)
  return {
    sql: `(${columns.join(', ')}) ${isDescending ? '<' : '>'} (${columns.map(() => '?').join(', ')})`,
    params: columns.map((column) => place[column]),
  }
}

/** What follows ORDER BY. */
export function orderBy(order: Order): string {
  const { columns, isDescending } = SORT_ORDERS[order]
  return columns.map((column) => `${column} ${isDescending ? 'DESC' : 'ASC'}`).join(', ')
}

/** The same for entries that stand in no index. @throws INVALID for a cursor that is none */
export function takePage<T extends ListPosition>(entries: readonly T[], { order, limit, before }: Page): T[] {
  const start = before === null ? null : parseCursor(before)
  return entries
    .filter((entry) => start === null || comparePositions(order, start, entry) < 0)
    .sort((one, other) => comparePositions(order, one, other))
    .slice(0, limit)
}

/** Negative where `one` stands before `other`. */
function comparePositions(order: Order, one: ListPosition, other: ListPosition): number {
  const { columns, isDescending } = SORT_ORDERS[order]
  const ascending = columns.map((column) => compareValues(one[column], other[column])).find(Boolean) ?? 0
  return isDescending ? -ascending : ascending
}

function compareValues(one: number | Uint8Array, other: number | Uint8Array): number {
  return typeof one === 'number' ? one - (other as number) : Buffer.compare(one, other as Uint8Array)
}
