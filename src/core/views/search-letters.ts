// Searches the letter index, the newest letters first. Ids are in the order of time, so a search
// reads them downwards and stops after a page.
import type { Rows } from '../ledger/index.ts'
import { allOf, anyOf, isBin, type Bin, type Condition } from './boxes.ts'
import { endOfIdsBefore, firstIdSince } from './letter-ids.ts'
import { factsAsked } from './fact-words.ts'
import { decodeRow, ROW_COLUMNS, type LetterRow, type ListedEntry } from './letter-rows.ts'
import { matchTerms, type SoughtWords, type WordsSearch } from './match-terms.ts'
import { parseCursor, type Page } from './list-pages.ts'
import { conditionOf, type SearchFilter, type SearchTable, type SearchTerm } from './search-filter.ts'
import {
  canLookUp,
  findListing,
  USUAL_LIMITS,
  walkFew,
  walkLetters,
  walkListing,
  walkWords,
  type IdRange,
  type Limits,
} from './search-walks.ts'

const FROM: Readonly<Record<SearchTable, string>> = { letters: 'FROM letters', binned: 'FROM binned' }

/**
 * A page of the hits.
 * @throws INVALID for an invalid cursor
 */
export function searchLetters(
  view: Rows,
  filter: SearchFilter,
  now: number,
  { limit, before }: Omit<Page, 'order'>,
  limits = USUAL_LIMITS,
): ListedEntry[] {
  const range = findRange(view, filter, before)
  const read = (table: SearchTable): LetterRow[] => {
    const ids = selectIds(view, filter, now, range, limits, table)
    const sql = `SELECT ${ROW_COLUMNS} ${FROM[table]} WHERE id IN (${ids.sql} LIMIT ?) ORDER BY id DESC`
    return view.all<LetterRow>(sql, ...ids.params, limit)
  }
  if (listBins(filter).length === 0) return read('letters').map(decodeRow)
  const found = [...read('letters'), ...read('binned')].sort((one, other) => other.id - one.id)
  return found.slice(0, limit).map(decodeRow)
}

/** Returns those of these objects whose letters match, in the given order. None is in a bin. */
export function listMatching(
  view: Rows,
  filter: SearchFilter,
  now: number,
  objects: readonly Uint8Array[],
): Uint8Array[] {
  return objects.filter((object) => {
    const row = view.get<{ id: number }>('SELECT id FROM letters WHERE object = ?', object)
    if (row === undefined) return false
    const { sql, params } = selectIds(
      view,
      filter,
      now,
      { from: row.id, end: row.id + 1 },
      NO_LISTING,
      'letters',
    )
    return view.get(sql, ...params) !== undefined
  })
}

/** For one letter, a listing would cost more than to check its conditions. */
const NO_LISTING: Limits = { few: -1, listed: -1 }

/** Counts the letters of others that match, outside of bins. */
export function countMatching(view: Rows, filter: SearchFilter, now: number): number {
  const { sql, params } = searchCondition(filter, now, 'letters')
  const query = `SELECT count(*) AS count FROM letters WHERE side NOT IN ('sent', 'notes') AND ${sql}`
  return view.get<{ count: number }>(query, ...params)!.count
}

/**
 * A search finds the latest version only. The others are in its history. Of the bins it finds all,
 * but only in those that it names.
 */
function searchCondition(filter: SearchFilter, now: number, table: SearchTable): Condition {
  const asked = filter.groups.map((terms) => anyOf(terms.map((term) => conditionOf(term, now, table))))
  const bins = listBins(filter).map((bin) => ({ sql: 'bin = ?', params: [bin] }))
  return allOf([table === 'letters' ? { sql: 'is_replaced = 0', params: [] } : anyOf(bins), ...asked])
}

/** Returns the bins that a search looks into. */
function listBins({ groups }: SearchFilter): Bin[] {
  return groups
    .flat()
    .flatMap((term) => (term.by === 'box' && !term.isNot && isBin(term.box) ? term.box : []))
}

/** Returns a statement for the ids of the hits in this range, the newest first. */
function selectIds(
  view: Rows,
  filter: SearchFilter,
  now: number,
  range: IdRange,
  limits: Limits,
  table: SearchTable,
): Condition {
  const { all, none, rest } = splitWords(filter)
  const hasWords = all.length + none.length > 0
  const facts = rest.map(factsOf)
  // FTS5 passes over letters without a fact, so only a short list of the others is faster.
  const asked = rest.map((terms, at) => ({
    terms,
    most: hasWords && facts[at] !== null ? limits.few : limits.listed,
  }))
  const fitting = searchCondition({ groups: rest }, now, table)
  const listed = table === 'letters' ? findListing(view, asked, limits.few) : null
  if (listed?.few) {
    const match = matchTerms(view, { all, none, facts: [] })
    if (canLookUp(match)) return walkFew(listed.few, match, range, fitting)
  }
  const match = matchTerms(view, { all, none, facts: facts.filter((some) => some !== null) })
  if (match !== null) return walkWords(table, match, listed?.listing ?? null, range, fitting)
  return listed === null ? walkLetters(table, range, fitting) : walkListing(listed.listing, range, fitting)
}

interface Split extends Pick<WordsSearch, 'all' | 'none'> {
  /** What the words of texts do not answer. */
  rest: SearchTerm[][]
}

function splitWords({ groups }: SearchFilter): Split {
  const sorted = groups.map((terms) => ({ terms, phrases: wordsIn(terms), isNot: isOneNot(terms) }))
  return {
    all: sorted.flatMap(({ phrases, isNot }) => (phrases === null || isNot ? [] : [phrases])),
    none: sorted.flatMap(({ phrases, isNot }) => (isNot && phrases) || []),
    rest: sorted.filter(({ phrases }) => phrases === null).map(({ terms }) => terms),
  }
}

/** A name can mean very many persons. */
const MAX_FACTS = 100

/** Returns facts of which each letter that matches a term of the group has one, or null. */
function factsOf(terms: readonly SearchTerm[]): string[] | null {
  const facts = terms.map(factsAsked)
  if (facts.length === 0 || facts.includes(null)) return null
  const all = [...new Set(facts.flatMap((some) => some ?? []))]
  return all.length > MAX_FACTS ? null : all
}

/** Null if the group needs more than words, or mixes words with left-out ones. */
function wordsIn(terms: readonly SearchTerm[]): SoughtWords[] | null {
  const phrases = terms.flatMap((term) => (term.by === 'words' ? [term] : []))
  const isPlain = terms.every(({ isNot }) => !isNot) || isOneNot(terms)
  return phrases.length > 0 && phrases.length === terms.length && isPlain ? phrases : null
}

function isOneNot(terms: readonly SearchTerm[]): boolean {
  return terms.length === 1 && terms[0]!.isNot
}

/** Returns the ids that the times and the cursor leave. */
function findRange(view: Rows, { groups }: SearchFilter, before: string | null): IdRange {
  const range = { from: 0, end: before === null ? Number.MAX_SAFE_INTEGER : findId(view, before) }
  for (const [term, ...others] of groups) {
    if (term === undefined || term.isNot || others.length > 0) continue
    if (term.by === 'since') range.from = Math.max(range.from, firstIdSince(term.at))
    if (term.by === 'before') range.end = Math.min(range.end, endOfIdsBefore(term.at))
  }
  return range
}

/**
 * Returns the id of a cursor's letter. If that was removed meanwhile, letters of the same
 * millisecond are skipped, because a page must not repeat letters.
 */
function findId(view: Rows, cursor: string): number {
  const { at, object } = parseCursor(cursor)
  const sql = `SELECT id FROM letters WHERE object = ? AND at = ?
    UNION ALL SELECT id FROM binned WHERE object = ? AND at = ?`
  const row = view.get<{ id: number }>(sql, object, at, object, at)
  return row?.id ?? firstIdSince(at)
}
