// Threads as lists show them: one row for each, at the position of its newest letter in the box. In
// the inbox a group is one row with all its threads (inbox-rows.ts).
// A row is stored nowhere. A page is read along the index of the box, and what it says of a row is
// summed up from the letters of the row.
import { equalBytes } from '../base/index.ts'
import type { Rows } from '../ledger/index.ts'
import { allOf, boxCondition, isBin, type Bin, type Condition, type ListName } from './boxes.ts'
import {
  gathersGroups,
  inBin,
  inRow,
  inThread,
  newestOfRow,
  newestOfThread,
  spokenOf,
  type Gathered,
  type Mute,
  type MutedRows,
} from './inbox-rows.ts'
import { listCondition, UNREAD, type ListFilter } from './letter-queries.ts'
import { decodeRow, ROW_COLUMNS, type LetterRow, type ListedEntry } from './letter-rows.ts'
import { findThread } from './join-thread.ts'
import { listLabelsIn } from './letter-labels.ts'
import { pageCondition, type Page } from './list-pages.ts'
import { fittingIn, readPage } from './read-page.ts'
import { keyOfRow, NO_THREAD, ROW_NAME, type RowName } from './row-names.ts'

/** A thread has one position only, so a page by size would repeat it. */
export type ThreadPage = Page & { order: 'newest' | 'oldest' }

/**
 * What all letters of a thread say together. Of a group: what its letters in the inbox say, and its
 * own ones. Times in ms since the epoch.
 */
export interface ThreadFacts {
  row: RowName
  /** Null if it is not muted now. */
  muted: Pick<Mute, 'until'> | null
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
  /** The sealed ones of them: letters with a subject, and what was said. */
  fresh: { letters: number; said: number }
  /** The newest letter of each author. The one who wrote last is last. */
  authors: ListedEntry[]
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

/**
 * A page of threads.
 * @throws INVALID for an invalid cursor
 */
export function listThreads(
  view: Rows,
  box: ListName | Bin,
  now: number,
  filter: ListFilter,
  page: ThreadPage,
  muted: MutedRows,
): ThreadFacts[] {
  const walk = { box, label: filter.label }
  const fitting = fittingIn(box, filter, now)
  if (isBin(box)) {
    const letters = readPage<Listed>(view, LISTED, walk, fitting, page)
    return letters.map((row) => sumUp(view, row, inBin(row.object), now, muted))
  }
  const gathers = gathersGroups(box, filter)
  const condition = allOf([boxCondition(box, now), listCondition(filter, now)])
  const newest = (gathers ? newestOfRow : newestOfThread)(condition)
  const found = readPage<Listed>(view, LISTED, walk, allOf([fitting, newest]), page)
  return found.map((row) => sumUp(view, row, gathers ? inRow(row.row) : inThread(row.thread), now, muted))
}

/** Null if no letter of the thread of this one is here. */
export function readThread(
  view: Rows,
  object: Uint8Array,
  now: number,
  page: Omit<Page, 'order'>,
  muted: MutedRows,
): { facts: ThreadFacts; letters: ListedEntry[] } | null {
  const thread = findThreadOf(view, object)
  const gathered = thread === null ? null : thread === NO_THREAD ? inBin(object) : inThread(thread)
  const newest = gathered === null ? undefined : findLetter(view, gathered, 'DESC', ALWAYS)
  if (gathered === null || newest === undefined) return null
  const { sql, params } = pageCondition({ order: 'newest', before: page.before })
  const rows = view.all<LetterRow>(
    `SELECT ${ROW_COLUMNS} ${gathered.sql} AND ${sql} ORDER BY at DESC, object DESC LIMIT ?`,
    ...[gathered.param, ...params, page.limit],
  )
  return { facts: sumUp(view, newest, gathered, now, muted), letters: rows.map(decodeRow).reverse() }
}

/** The row of a group, and its letters in the inbox, the newest last. Null without any letter. */
export function readGroup(
  view: Rows,
  group: Uint8Array,
  now: number,
  muted: MutedRows,
): { facts: ThreadFacts; letters: ListedEntry[] } | null {
  const gathered = inRow(group)
  const newest = findLetter(view, gathered, 'DESC', ALWAYS)
  if (newest === undefined) return null
  const { sql, params } = boxCondition('inbox', now)
  const rows = view.all<LetterRow>(
    `SELECT ${ROW_COLUMNS} ${gathered.sql} AND (${sql}) ORDER BY at, object`,
    ...[gathered.param, ...params],
  )
  return { facts: sumUp(view, newest, gathered, now, muted), letters: rows.map(decodeRow) }
}

/** Returns the row of the inbox that a letter belongs to. Null if it is not here. */
export function findRowOf(view: Rows, object: Uint8Array): RowName | null {
  return (
    view.get<{ row: RowName }>(`SELECT ${ROW_NAME} AS row FROM letters WHERE object = ?`, object)?.row ?? null
  )
}

/** A letter that was said is in its talk; its name is the thread of what answers it. */
function findThreadOf(view: Rows, object: Uint8Array): number | null {
  const row = view.get<{ thread: number }>('SELECT thread FROM letters WHERE object = ?', object)
  return row?.thread ?? (findBinned(view, object) === null ? findThread(view, object) : NO_THREAD)
}

export function findBinned(view: Rows, object: Uint8Array): ListedEntry | null {
  const row = view.get<LetterRow>(`SELECT ${ROW_COLUMNS} FROM binned WHERE object = ?`, object)
  return row === undefined ? null : decodeRow(row)
}

type Listed = LetterRow & { thread: number; row: RowName }
const LISTED = `${ROW_COLUMNS}, thread, ${ROW_NAME} AS row`
const ALWAYS: Condition = { sql: '1 = 1', params: [] }

interface SumRow {
  count: number
  unopened: number
  newLetters: number
  newSaid: number
  attachedCount: number
  attachedBytes: number
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

function readSums(view: Rows, { sql, param, row }: Gathered, now: number): SumRow {
  const spoken = spokenOf(row, now)
  const isSpoken = `(${spoken.sql})`
  return view.get<SumRow & Record<string, never>>(
    `SELECT count(*) AS count, count(*) FILTER (WHERE ${isSpoken} AND ${UNREAD}) AS unopened,
       count(*) FILTER (WHERE ${isSpoken} AND is_said = 0 AND ${UNREAD}) AS newLetters,
       count(*) FILTER (WHERE ${isSpoken} AND is_said = 1 AND ${UNREAD}) AS newSaid,
       coalesce(sum(attached_count) FILTER (WHERE ${isSpoken}), 0) AS attachedCount,
       coalesce(sum(attached_bytes) FILTER (WHERE ${isSpoken}), 0) AS attachedBytes,
       coalesce(max(is_starred) FILTER (WHERE ${isSpoken}), 0) AS isStarred,
       coalesce(max(is_unread) FILTER (WHERE ${isSpoken}), 0) AS isUnread,
       count(*) FILTER (WHERE NOT (${IS_ASIDE}) AND is_archived = 0 AND snoozed_until <= ?) AS open,
       count(*) FILTER (WHERE ${IS_SNOOZED}) AS snoozed, count(*) FILTER (WHERE is_archived = 1) AS archived,
       min(CASE WHEN ${IS_SNOOZED} THEN snoozed_until END) AS snoozedUntil
     ${sql}`,
    ...[...spoken.params, now, ...spoken.params, now, ...spoken.params, now],
    ...[...spoken.params, ...spoken.params, ...spoken.params, ...spoken.params],
    ...[now, now, now, param],
  )!
}

function sumUp(view: Rows, listed: Listed, gathered: Gathered, now: number, muted: MutedRows): ThreadFacts {
  const sums = readSums(view, gathered, now)
  const entry = decodeRow(listed)
  return {
    ...{ row: gathered.row, cursor: entry.cursor, newestAt: listed.at },
    muted: muted.get(keyOfRow(gathered.row)) ?? muted.get(keyOfRow(listed.row)) ?? null,
    ...(sums.count === 1 ? factsOfOne(entry, sums) : factsOfMany(view, gathered, sums, now)),
    count: sums.count,
    unopenedCount: sums.unopened,
    fresh: { letters: sums.newLetters, said: sums.newSaid },
    attached: { count: sums.attachedCount, bytes: sums.attachedBytes },
  }
}

type ReadFacts = Pick<ThreadFacts, 'first' | 'newest' | 'newestUnopened' | 'unopened' | 'authors' | 'tidy'>

/** Most threads are one letter, whose row is here already. */
function factsOfOne(entry: ListedEntry, sums: SumRow): ReadFacts {
  return {
    ...{ first: entry, newest: entry, newestUnopened: sums.unopened === 0 ? null : entry },
    unopened: sums.unopened === 0 ? [] : [entry.object],
    authors: [entry],
    tidy: { ...tidyOf(sums), isStarred: entry.tidy.isStarred, labels: entry.tidy.labels },
  }
}

function factsOfMany(view: Rows, gathered: Gathered, sums: SumRow, now: number): ReadFacts {
  const unopened = sums.unopened === 0 ? [] : listUnopened(view, gathered, now)
  const newest = decodeRow((findSpoken(view, gathered, now) ?? findLetter(view, gathered, 'DESC', ALWAYS))!)
  return {
    first: decodeRow(findLetter(view, gathered, 'ASC', ALWAYS)!),
    newest,
    newestUnopened: unopened[0] === undefined ? null : readEntry(view, unopened[0], newest),
    unopened,
    authors: listAuthors(view, gathered),
    tidy: {
      ...tidyOf(sums),
      isStarred: sums.isStarred === 1,
      labels: listLabelsIn(
        view,
        allOf([{ sql: gathered.where, params: [gathered.param] }, spokenOf(gathered.row, now)]),
      ),
    },
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

function findLetter(
  view: Rows,
  { sql, param }: Gathered,
  direction: 'ASC' | 'DESC',
  condition: Condition,
): Listed | undefined {
  return view.get<Listed>(
    `SELECT ${LISTED} ${sql} AND (${condition.sql}) ORDER BY at ${direction}, object ${direction} LIMIT 1`,
    ...[param, ...condition.params],
  )
}

/** The newest letter that the row speaks of, or own one: an own answer shows in the inbox. */
function findSpoken(view: Rows, gathered: Gathered, now: number): Listed | undefined {
  const { sql, params } = spokenOf(gathered.row, now)
  return findLetter(view, gathered, 'DESC', {
    sql: `(${sql}) OR (side = 'sent' AND is_replaced = 0)`,
    params,
  })
}

function readEntry(view: Rows, object: Uint8Array, known: ListedEntry): ListedEntry {
  if (equalBytes(object, known.object)) return known
  return decodeRow(view.get<LetterRow>(`SELECT ${ROW_COLUMNS} FROM letters WHERE object = ?`, object)!)
}

function listUnopened(view: Rows, { sql, param, row }: Gathered, now: number): Uint8Array[] {
  const spoken = spokenOf(row, now)
  return view
    .all<{ object: Uint8Array }>(
      `SELECT object ${sql} AND (${spoken.sql}) AND ${UNREAD} ORDER BY at DESC, object DESC LIMIT ?`,
      ...[param, ...spoken.params, now, MAX_UNOPENED],
    )
    .map(({ object }) => object)
}

/** SQLite takes `object` from the row with the largest `at`, and reads it in the index. */
function listAuthors(view: Rows, { sql, param }: Gathered): ListedEntry[] {
  const newest = `SELECT object FROM (SELECT object, max(at) ${sql} GROUP BY author)`
  const query = `SELECT ${ROW_COLUMNS} FROM letters WHERE object IN (${newest}) ORDER BY at, author`
  return view.all<LetterRow>(query, param).map(decodeRow)
}
