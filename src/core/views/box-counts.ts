// How many letters each box has, stored beside the letters, so that a count reads no letter.
// The passing time changes counts too: each count looks at the letters that are snoozed or expire.
import type { Rows, Transaction } from '../ledger/index.ts'
import { BOXES, BOX_ROWS, SNOOZED_LETTERS, type Box } from './boxes.ts'
import { ALWAYS_UNREAD, EXPIRING } from './letter-queries.ts'

interface BoxCount {
  unread: number
  total: number
}

export interface LetterCount extends BoxCount {
  /** Threads with a letter that is sealed and can still be opened. */
  unreadThreads: number
}

/** What the counts ask of a letter. */
export interface Place {
  /** A bit for each box, the first box is the lowest bit. */
  boxes: number
  thread: number
  /** 1 if it is unread at any time. */
  isUnread: number
}

const BITS = BOXES.map((box, at) => `((${BOX_ROWS[box]}) << ${at})`).join(' | ')
const PLACE = `${BITS} AS boxes, thread, (${ALWAYS_UNREAD}) AS isUnread`
const READ_PLACE = `SELECT ${PLACE} FROM letters WHERE id = ?`

/** A box of which only the time decides what is in it has no stored count. */
const STORED = BOXES.filter((box) => SNOOZED_LETTERS[box] !== 'only')

function isIn(box: Box, { boxes }: Place): boolean {
  return (boxes & (1 << BOXES.indexOf(box))) !== 0
}

/** Returns what the counts have of a letter. */
export function readPlace(tx: Transaction, id: number): Place {
  return tx.get<Place>(READ_PLACE, id)!
}

/** Most changes of a letter change no count. */
export function changePlace(tx: Transaction, before: Place | null, after: Place | null): void {
  if (isSamePlace(before, after)) return
  if (before !== null) countLetter(tx, before, -1)
  if (after !== null) countLetter(tx, after, 1)
}

function isSamePlace(one: Place | null, other: Place | null): boolean {
  return one?.boxes === other?.boxes && one?.thread === other?.thread && one?.isUnread === other?.isUnread
}

function countLetter(tx: Transaction, place: Place, by: 1 | -1): void {
  for (const box of STORED) {
    if (!isIn(box, place)) continue
    const isUnread = place.isUnread === 1
    const threads = isUnread ? countInThread(tx, box, place.thread, by) : 0
    changeCount(tx, box, { total: by, unread: isUnread ? by : 0, unreadThreads: threads })
  }
}

/** Call it when all letters of a thread become letters of another one. */
export function moveCounts(tx: Transaction, from: number, to: number): void {
  const sql = 'SELECT box, letters FROM unread_threads WHERE thread = ?'
  for (const { box, letters } of tx.all<{ box: Box; letters: number }>(sql, from)) {
    const threads = countInThread(tx, box, from, -letters) + countInThread(tx, box, to, letters)
    changeCount(tx, box, { total: 0, unread: 0, unreadThreads: threads })
  }
}

/** Returns by how much the number of threads with unread letters in the box changes. */
function countInThread(tx: Transaction, box: Box, thread: number, by: number): number {
  const before = readInThread(tx, box, thread)
  const after = before + by
  if (before === 0)
    tx.run('INSERT INTO unread_threads (thread, box, letters) VALUES (?, ?, ?)', thread, box, after)
  else if (after === 0) tx.run('DELETE FROM unread_threads WHERE thread = ? AND box = ?', thread, box)
  else tx.run('UPDATE unread_threads SET letters = ? WHERE thread = ? AND box = ?', after, thread, box)
  return Math.sign(after) - Math.sign(before)
}

function changeCount(tx: Transaction, box: Box, { total, unread, unreadThreads }: LetterCount): void {
  const sql = `INSERT INTO box_counts (box, total, unread, unread_threads) VALUES (?, ?, ?, ?)
    ON CONFLICT (box) DO UPDATE SET total = total + excluded.total, unread = unread + excluded.unread,
      unread_threads = unread_threads + excluded.unread_threads`
  tx.run(sql, box, total, unread, unreadThreads)
}

/** A letter that a box has or not, or that is unread or not, by the time. */
interface Changing extends Place {
  isSnoozed: number
  /** 1 if it is unread until it expires. */
  isExpiring: number
}

const CHANGED_BY_TIME = `
  SELECT ${PLACE}, 1 AS isSnoozed, (${EXPIRING} AND expires_at > ?) AS isExpiring
  FROM letters INDEXED BY letters_by_return
  WHERE snoozed_until > 0 AND is_archived = 0 AND snoozed_until > ?
  UNION ALL SELECT ${PLACE}, 0, 1 FROM letters INDEXED BY letters_by_expiry
  WHERE ${EXPIRING} AND expires_at > ? AND (is_archived = 1 OR snoozed_until <= ?)`

export function countBoxes(view: Rows, now: number): Record<Box, LetterCount> {
  const sql = 'SELECT box, total, unread, unread_threads AS unreadThreads FROM box_counts'
  const stored = new Map(
    view.all<LetterCount & { box: Box }>(sql).map(({ box, ...count }) => [box, count] as const),
  )
  const changing = view.all<Changing>(CHANGED_BY_TIME, now, now, now, now)
  const counts = BOXES.map((box) => {
    const count = stored.get(box) ?? { total: 0, unread: 0, unreadThreads: 0 }
    return [box, addChanging(view, box, count, changing)] as const
  })
  return Object.fromEntries(counts) as Record<Box, LetterCount>
}

/** Corrects a stored count by the letters whose part in it depends on the time. */
function addChanging(
  view: Rows,
  box: Box,
  { total, unread, unreadThreads }: LetterCount,
  changing: readonly Changing[],
): LetterCount {
  const byThread = new Map<number, number>()
  for (const letter of changing) {
    if (!isIn(box, letter)) continue
    const [counted, is] = [storedPart(box, letter), presentPart(box, letter)]
    total += is.total - counted.total
    unread += is.unread - counted.unread
    byThread.set(letter.thread, (byThread.get(letter.thread) ?? 0) + is.unread - counted.unread)
  }
  for (const [thread, by] of byThread) {
    if (by === 0) continue
    const counted = readInThread(view, box, thread)
    unreadThreads += Math.sign(counted + by) - Math.sign(counted)
  }
  return { total, unread, unreadThreads }
}

function storedPart(box: Box, { isUnread }: Changing): BoxCount {
  return STORED.includes(box) ? { total: 1, unread: isUnread } : { total: 0, unread: 0 }
}

function presentPart(box: Box, { isSnoozed, isUnread, isExpiring }: Changing): BoxCount {
  const snoozed = SNOOZED_LETTERS[box]
  const isHere = snoozed === undefined || (snoozed === 'only') === (isSnoozed === 1)
  return isHere ? { total: 1, unread: isUnread | isExpiring } : { total: 0, unread: 0 }
}

function readInThread(view: Rows, box: Box, thread: number): number {
  const sql = 'SELECT letters FROM unread_threads WHERE thread = ? AND box = ?'
  return view.get<{ letters: number }>(sql, thread, box)?.letters ?? 0
}
