// A talk as its stream shows it: all letters between two persons or in one group, by time, whatever
// box they are in. Earlier versions are left out; the latest one stands for them.
import type { Rows } from '../ledger/index.ts'
import { allOf, type Condition } from './boxes.ts'
import { UNREAD } from './letter-queries.ts'
import { decodeRow, ROW_COLUMNS, type LetterRow, type ListedEntry } from './letter-rows.ts'
import { orderBy, pageCondition, type Page } from './list-pages.ts'

export type TalkPage = Pick<Page, 'limit' | 'before'>

/** Returns the newest letters first. @throws INVALID for an invalid cursor */
export function listTalk(view: Rows, talk: Uint8Array, { limit, before }: TalkPage): ListedEntry[] {
  const page = pageCondition({ order: 'newest', before })
  const { sql, params } = allOf([inTalk(talk), page])
  return view
    .all<LetterRow>(
      `SELECT ${ROW_COLUMNS} FROM letters INDEXED BY letters_by_talk
       WHERE ${sql} ORDER BY ${orderBy('newest')} LIMIT ?`,
      ...[...params, limit],
    )
    .map(decodeRow)
}

/** Returns what was said and not read, up to this letter, the oldest first. */
export function listUnreadSaid(view: Rows, talk: Uint8Array, upTo: Uint8Array, now: number): ListedEntry[] {
  const { sql, params } = unreadSaid(talk, now)
  const until = '(at, object) <= (SELECT at, object FROM letters WHERE object = ?)'
  return view
    .all<LetterRow>(
      `SELECT ${ROW_COLUMNS} FROM letters INDEXED BY letters_by_talk
       WHERE ${sql} AND ${until} ORDER BY at, object LIMIT ?`,
      ...[...params, upTo, MAX_MARKED],
    )
    .map(decodeRow)
}

/** Limits the letters that one call opens. The rest are marked by the next call. */
const MAX_MARKED = 1000

/** Counts what was said and not read, and returns the first of it. */
export function countUnreadSaid(
  view: Rows,
  talk: Uint8Array,
  now: number,
): { count: number; first: ListedEntry | null } {
  const { sql, params } = unreadSaid(talk, now)
  const { count } = view.get<{ count: number }>(
    `SELECT count(*) AS count FROM letters INDEXED BY letters_by_talk WHERE ${sql}`,
    ...params,
  )!
  const first = view.get<LetterRow>(
    `SELECT ${ROW_COLUMNS} FROM letters INDEXED BY letters_by_talk WHERE ${sql} ORDER BY at, object LIMIT 1`,
    ...params,
  )
  return { count, first: first === undefined ? null : decodeRow(first) }
}

/** Counts everything in a talk that is not opened and can still be opened. */
export function countUnreadOfTalk(view: Rows, talk: Uint8Array, now: number): number {
  const { sql, params } = allOf([inTalk(talk), { sql: UNREAD, params: [now] }])
  return view.get<{ count: number }>(
    `SELECT count(*) AS count FROM letters INDEXED BY letters_by_talk WHERE ${sql}`,
    ...params,
  )!.count
}

function unreadSaid(talk: Uint8Array, now: number): Condition {
  return allOf([inTalk(talk), { sql: `is_said = 1 AND ${UNREAD}`, params: [now] }])
}

function inTalk(talk: Uint8Array): Condition {
  return { sql: 'talk = ? AND is_replaced = 0', params: [talk] }
}
