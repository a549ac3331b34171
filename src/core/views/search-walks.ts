// The ways to read the hits of a search, each from the newest to the oldest letter.
// The words lead, unless the other conditions leave only few letters: then these lead.
import type { Rows } from '../ledger/index.ts'
import type { Condition } from './boxes.ts'
import type { WordsMatch } from './match-terms.ts'
import { listingOf, type SearchTable, type SearchTerm } from './search-filter.ts'

export interface IdRange {
  from: number
  /** Excluded. */
  end: number
}

/** How many letters one condition may leave, for each way that begins with them. */
export interface Limits {
  /** So few are looked up one by one. */
  few: number
  /** To collect the ids of so many costs little. */
  listed: number
}

export const USUAL_LIMITS: Limits = { few: 300, listed: 20_000 }
/** Each letter among few opens all words of the expression again. */
const MAX_LOOKED_UP = 10

/** Few letters are in bins, so these have no index for searches. */
const FROM: Readonly<Record<SearchTable, string>> = {
  letters: 'FROM letters INDEXED BY letters_for_search',
  binned: 'FROM binned',
}
const JOIN: Readonly<Record<SearchTable, string>> = {
  letters: 'CROSS JOIN letters INDEXED BY letters_for_search',
  binned: 'CROSS JOIN binned',
}

/** Returns a statement for the ids of the letters that meet these conditions. */
export function walkLetters(table: SearchTable, { from, end }: IdRange, fitting: Condition): Condition {
  return {
    sql: `SELECT id ${FROM[table]}
      WHERE id >= ? AND id < ? AND ${fitting.sql} ORDER BY id DESC`,
    params: [from, end, ...fitting.params],
  }
}

/** Returns a statement for those of the listed letters that meet these conditions. */
export function walkListing(listing: Condition, { from, end }: IdRange, fitting: Condition): Condition {
  return {
    sql: `SELECT id FROM (SELECT id AS listed FROM (${listing.sql}))
        CROSS JOIN letters INDEXED BY letters_for_search ON id = listed
      WHERE id >= ? AND id < ? AND ${fitting.sql} ORDER BY id DESC`,
    params: [...listing.params, from, end, ...fitting.params],
  }
}

/**
 * Returns a statement for the ids of the letters that have the words, are listed and meet these
 * conditions. A bound number is a float, and FTS5 uses only integers as limits.
 */
export function walkWords(
  table: SearchTable,
  match: WordsMatch,
  listing: Condition | null,
  { from, end }: IdRange,
  fitting: Condition,
): Condition {
  // With `+`, the hits are compared with the listed ids. Without, each id would be a search.
  const isListed = listing === null ? '' : `AND +letter_words.rowid IN (${listing.sql})`
  return {
    sql: `SELECT id FROM letter_words ${JOIN[table]}
        ON id = letter_words.rowid
      WHERE letter_words MATCH ? AND letter_words.rowid >= CAST(? AS INTEGER)
        AND letter_words.rowid < CAST(? AS INTEGER) ${isListed} AND ${fitting.sql}
      ORDER BY letter_words.rowid DESC`,
    params: [match.expression, from, end, ...(listing?.params ?? []), ...fitting.params],
  }
}

/** Returns a statement for those of a few letters that have the words. */
export function walkFew(
  ids: readonly number[],
  match: WordsMatch | null,
  { from, end }: IdRange,
  fitting: Condition,
): Condition {
  const words = match === null ? '' : 'CROSS JOIN letter_words ON letter_words.rowid = id'
  return {
    sql: `SELECT id FROM letters INDEXED BY letters_for_search ${words}
      WHERE id IN (SELECT value FROM json_each(?)) AND id >= ? AND id < ? AND ${fitting.sql}
        ${match === null ? '' : 'AND letter_words MATCH ?'} ORDER BY id DESC`,
    params: [
      ...[JSON.stringify(ids), from, end, ...fitting.params],
      ...(match === null ? [] : [match.expression]),
    ],
  }
}

export function canLookUp(match: WordsMatch | null): boolean {
  return match === null || match.words <= MAX_LOOKED_UP
}

/** The letters that one of the conditions leaves. */
export interface Listed {
  /** Null if they are not few. */
  few: number[] | null
  /** A statement for their ids. */
  listing: Condition
}

/** Returns the shortest listing of one of these groups; null if each has more letters than `most`. */
export function findListing(
  view: Rows,
  groups: readonly { terms: readonly SearchTerm[]; most: number }[],
  mostFew: number,
): Listed | null {
  const [shortest] = groups
    .flatMap(({ terms, most }) => listingsOf(terms).map((listing) => ({ listing, most })))
    .map(({ listing, most }) => ({ listing, most, count: countUpTo(view, listing, most + 1) }))
    .filter(({ count, most }) => count <= most)
    .sort((one, other) => one.count - other.count)
  if (shortest === undefined) return null
  const { listing, count } = shortest
  const few = count > mostFew ? null : view.all<{ id: number }>(listing.sql, ...listing.params)
  return { few: few?.map(({ id }) => id) ?? null, listing }
}

function listingsOf([term, ...others]: readonly SearchTerm[]): Condition[] {
  const listing = term === undefined || others.length > 0 ? null : listingOf(term)
  return listing === null ? [] : [listing]
}

function countUpTo(view: Rows, { sql, params }: Condition, limit: number): number {
  const query = `SELECT count(*) AS count FROM (${sql} LIMIT ?)`
  return view.get<{ count: number }>(query, ...params, limit)!.count
}
