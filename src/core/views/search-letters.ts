// Searches the letter index, the newest letters first.
import type { Rows } from '../ledger/index.ts'
import { allOf, anyOf, type Condition } from './boxes.ts'
import { decodeRow, ROW_COLUMNS, type LetterRow, type ListedEntry } from './letter-rows.ts'
import { orderBy, pageCondition, type Page } from './pages.ts'
import { conditionOf, type SearchFilter } from './search-filter.ts'

/** A page of the hits. @throws INVALID for an invalid cursor */
export function searchLetters(
  view: Rows,
  filter: SearchFilter,
  now: number,
  { limit, before }: Omit<Page, 'order'>,
): ListedEntry[] {
  const { sql, params } = allOf([searchCondition(filter, now), pageCondition({ order: 'newest', before })])
  const query = `SELECT ${ROW_COLUMNS} FROM letters WHERE ${sql} ORDER BY ${orderBy('newest')} LIMIT ?`
  return view.all<LetterRow>(query, ...params, limit).map(decodeRow)
}

/** Returns those of these objects whose letters match, in the given order. */
export function listMatching(
  view: Rows,
  filter: SearchFilter,
  now: number,
  objects: readonly Uint8Array[],
): Uint8Array[] {
  const { sql, params } = searchCondition(filter, now)
  const query = `SELECT 1 FROM letters WHERE object = ? AND ${sql}`
  return objects.filter((object) => view.get(query, object, ...params) !== undefined)
}

/** Counts the letters of others that match. */
export function countMatching(view: Rows, filter: SearchFilter, now: number): number {
  const { sql, params } = searchCondition(filter, now)
  const query = `SELECT count(*) AS count FROM letters WHERE side NOT IN ('sent', 'notes') AND ${sql}`
  return view.get<{ count: number }>(query, ...params)!.count
}

function searchCondition({ groups }: SearchFilter, now: number): Condition {
  return allOf(groups.map((terms) => anyOf(terms.map((term) => conditionOf(term, now)))))
}
