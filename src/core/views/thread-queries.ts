// Threads as lists show them: one row for each, at the position of its newest letter in the box.
// A thread has no row of its own. A page is read along the index of the box, and what it says of a
// thread is summed up from all its letters.
import { equalBytes } from '../base/index.ts'
import type { Rows } from '../ledger/index.ts'
import { allOf, boxCondition, type Condition, type ListName } from './boxes.ts'
import { listCondition, UNREAD, type ListFilter } from './letter-queries.ts'
import { decodeRow, ROW_COLUMNS, type LetterRow, type ListedEntry } from './letter-rows.ts'
import { findThread } from './join-thread.ts'
import { listLabelsInThread } from './letter-labels.ts'
import { pageCondition, type Page } from './pages.ts'
import { idIn, readPage } from './read-page.ts'

/** A thread has one position only, so a page by size would repeat it. */
export type ThreadPage = Page & { order: 'newest' | 'oldest' }

/** What all letters of a thread say together. Times in ms since the epoch. */
export interface ThreadFacts {
  thread: number
  /** The position in the list: of its newest letter in the box. */
  cursor: string
  newestAt: number
  first: ListedEntry
  newest: ListedEntry
  newestUnopened: ListedEntry | null
  /** Sealed letters that can be opened, the newest first, at most `MAX_UNOPENED`. */
  unopened: Uint8Array[]
  count: number
  unopenedCount: number
  /** The one who wrote last is last. */
  authors: Uint8Array[]
  /** The newest letters of a thread with imported ones, whose authors are names only. */
  imported: ListedEntry[]
  attached: { count: number; bytes: number }
  tidy: ThreadTidy
}

export interface ThreadTidy {
  /** True if no letter is left in a box other than the archive and `sent`. */
  isArchived: boolean
  isStarred: boolean
  /** True if a letter is marked as unread. */
  isUnread: boolean
  /** When the first snoozed letter returns, if all others of the inbox are archived or snoozed. */
  snoozedUntil: number | null
  labels: string[]
}

/** Who can open them is looked up one by one, so a huge thread is looked at only in part. */
export const MAX_UNOPENED = 50
const MAX_IMPORTED = 50

/**
 * A page of threads.
 * @throws INVALID for an invalid cursor
 */
export function listThreads(
  view: Rows,
  box: ListName,
  now: number,
  filter: ListFilter,
  page: ThreadPage,
): ThreadFacts[] {
  const { label } = filter
  const inBox = boxCondition(box, now)
  const fitting = allOf([inBox, listCondition({ ...filter, label: null }, now, idIn(label))])
  const newest = newestOf(allOf([inBox, listCondition(filter, now)]))
  const columns = `${ROW_COLUMNS}, thread`
  const found = readPage<Listed>(view, columns, { box, label }, allOf([fitting, newest]), page)
  return sumUp(view, found, now)
}

/** True for the newest of the letters of a thread that meet this condition. */
function newestOf({ sql, params }: Condition): Condition {
  const newer = `thread = listed.thread AND (at, object) > (listed.at, listed.object)`
  return {
    sql: `NOT EXISTS (SELECT 1 FROM letters AS newer INDEXED BY letters_by_thread WHERE ${newer} AND (${sql}))`,
    params,
  }
}

/** Null if no letter of the thread of this one is here. */
export function readThread(
  view: Rows,
  object: Uint8Array,
  now: number,
  page: Omit<Page, 'order'>,
): { facts: ThreadFacts; letters: ListedEntry[] } | null {
  const thread = findThreadOf(view, object)
  const newest = thread === null ? undefined : findLetter(view, thread, 'DESC')
  if (thread === null || newest === undefined) return null
  const { sql, params } = pageCondition({ order: 'newest', before: page.before })
  const rows = view.all<LetterRow>(
    `SELECT ${ROW_COLUMNS} FROM letters INDEXED BY letters_by_thread
     WHERE thread = ? AND ${sql} ORDER BY at DESC, object DESC LIMIT ?`,
    ...[thread, ...params, page.limit],
  )
  return { facts: sumUp(view, [newest], now)[0]!, letters: rows.map(decodeRow).reverse() }
}

/** A letter that was said is in its talk; its name is the thread of what answers it. */
function findThreadOf(view: Rows, object: Uint8Array): number | null {
  const row = view.get<{ thread: number }>('SELECT thread FROM letters WHERE object = ?', object)
  return row?.thread ?? findThread(view, object)
}

type Listed = LetterRow & { thread: number }

interface SumRow {
  thread: number
  count: number
  unopened: number
  attachedCount: number
  attachedBytes: number
  hasImported: number
  isStarred: number
  isUnread: number
  open: number
  snoozed: number
  archived: number
  snoozedUntil: number | null
}

/**
 * An own letter stays in `sent` when its thread is archived or snoozed. A replaced one is in no
 * such box.
 */
const IS_ASIDE = "side = 'sent' OR is_replaced = 1"
const IS_SNOOZED = `NOT (${IS_ASIDE}) AND is_archived = 0 AND snoozed_until > ?`

const SUMS = `
  SELECT thread, count(*) AS count, count(*) FILTER (WHERE ${UNREAD}) AS unopened,
    sum(attached_count) AS attachedCount, sum(attached_bytes) AS attachedBytes,
    max(side = 'imported') AS hasImported, max(is_starred) AS isStarred,
    max(is_unread) AS isUnread,
    count(*) FILTER (WHERE NOT (${IS_ASIDE}) AND is_archived = 0 AND snoozed_until <= ?) AS open,
    count(*) FILTER (WHERE ${IS_SNOOZED}) AS snoozed, count(*) FILTER (WHERE is_archived = 1) AS archived,
    min(CASE WHEN ${IS_SNOOZED} THEN snoozed_until END) AS snoozedUntil
  FROM letters INDEXED BY letters_by_thread WHERE thread = ?`

function sumUp(view: Rows, listed: readonly Listed[], now: number): ThreadFacts[] {
  return listed.map((row) => {
    const sums = view.get<SumRow>(SUMS, now, now, now, now, row.thread)!
    const entry = decodeRow(row)
    return {
      ...{ thread: row.thread, cursor: entry.cursor, newestAt: row.at },
      ...(sums.count === 1 ? factsOfOne(entry, sums) : factsOfMany(view, row.thread, sums, now)),
      count: sums.count,
      unopenedCount: sums.unopened,
      attached: { count: sums.attachedCount, bytes: sums.attachedBytes },
    }
  })
}

type ReadFacts = Omit<ThreadFacts, 'thread' | 'cursor' | 'newestAt' | 'count' | 'unopenedCount' | 'attached'>

/** Most threads are one letter, whose row is here already. */
function factsOfOne(entry: ListedEntry, sums: SumRow): ReadFacts {
  return {
    ...{ first: entry, newest: entry, newestUnopened: sums.unopened === 0 ? null : entry },
    unopened: sums.unopened === 0 ? [] : [entry.object],
    authors: [entry.author],
    imported: sums.hasImported === 1 ? [entry] : [],
    tidy: { ...tidyOf(sums), isStarred: entry.tidy.isStarred, labels: entry.tidy.labels },
  }
}

function factsOfMany(view: Rows, thread: number, sums: SumRow, now: number): ReadFacts {
  const unopened = sums.unopened === 0 ? [] : listUnopened(view, thread, now)
  const newest = decodeRow(findLetter(view, thread, 'DESC')!)
  return {
    first: decodeRow(findLetter(view, thread, 'ASC')!),
    newest,
    newestUnopened: unopened[0] === undefined ? null : readEntry(view, unopened[0], newest),
    unopened,
    authors: listAuthors(view, thread),
    imported: sums.hasImported === 1 ? listNewest(view, thread, MAX_IMPORTED) : [],
    tidy: { ...tidyOf(sums), isStarred: sums.isStarred === 1, labels: listLabelsInThread(view, thread) },
  }
}

function tidyOf({
  open,
  snoozed,
  archived,
  snoozedUntil,
  isUnread,
}: SumRow): Pick<ThreadTidy, 'isArchived' | 'snoozedUntil' | 'isUnread'> {
  return {
    isUnread: isUnread === 1,
    isArchived: open + snoozed === 0 && archived > 0,
    snoozedUntil: open === 0 ? snoozedUntil : null,
  }
}

function findLetter(view: Rows, thread: number, direction: 'ASC' | 'DESC'): Listed | undefined {
  const sql = `SELECT ${ROW_COLUMNS}, thread FROM letters INDEXED BY letters_by_thread
    WHERE thread = ? ORDER BY at ${direction}, object ${direction} LIMIT 1`
  return view.get<Listed>(sql, thread)
}

function readEntry(view: Rows, object: Uint8Array, known: ListedEntry): ListedEntry {
  if (equalBytes(object, known.object)) return known
  return decodeRow(view.get<LetterRow>(`SELECT ${ROW_COLUMNS} FROM letters WHERE object = ?`, object)!)
}

function listUnopened(view: Rows, thread: number, now: number): Uint8Array[] {
  const sql = `SELECT object FROM letters INDEXED BY letters_by_thread
    WHERE thread = ? AND ${UNREAD} ORDER BY at DESC, object DESC LIMIT ?`
  return view.all<{ object: Uint8Array }>(sql, thread, now, MAX_UNOPENED).map(({ object }) => object)
}

function listAuthors(view: Rows, thread: number): Uint8Array[] {
  const sql = `SELECT author, max(at) AS lastAt FROM letters INDEXED BY letters_by_thread
    WHERE thread = ? GROUP BY author ORDER BY lastAt, author`
  return view.all<{ author: Uint8Array }>(sql, thread).map(({ author }) => author)
}

function listNewest(view: Rows, thread: number, limit: number): ListedEntry[] {
  const sql = `SELECT ${ROW_COLUMNS} FROM letters INDEXED BY letters_by_thread
    WHERE thread = ? ORDER BY at DESC, object DESC LIMIT ?`
  return view.all<LetterRow>(sql, thread, limit).map(decodeRow)
}
