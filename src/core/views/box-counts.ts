// How many letters each box has, stored beside the letters, so that a count reads no letter.
// The passing time changes counts too: each count looks at the letters that are snoozed or expire.
import type { Rows, Transaction } from '../ledger/index.ts'
import { BINS, BOXES, BOX_ROWS, SNOOZED_LETTERS, type Bin, type Box } from './boxes.ts'
import { ALWAYS_UNREAD, EXPIRING } from './letter-queries.ts'
import { keyOfRow, ROW_NAME, type RowName } from './row-names.ts'

interface BoxCount {
  unread: number
  total: number
}

export interface LetterCount extends BoxCount {
  /**
   * Rows of the inbox, so a group counts once, with a letter that is sealed and can still be opened.
   */
  unreadThreads: number
}

/** What the counts ask of a letter. */
export interface Place {
  /** A bit for each box, the first box is the lowest bit. */
  boxes: number
  row: RowName
  /** 1 if it is unread at any time. */
  isUnread: number
  /** 1 if it counts although its row is muted. */
  isUrgent: number
}

const BITS = BOXES.map((box, at) => `((${BOX_ROWS[box]}) << ${at})`).join(' | ')
const IS_URGENT = "is_urgent = 1 AND state = 'sealed'"
/** A newsletter asks for nothing. */
const COUNTED = `(${ALWAYS_UNREAD}) AND is_bulk = 0`
const PLACE = `${BITS} AS boxes, ${ROW_NAME} AS row, (${COUNTED}) AS isUnread, (${IS_URGENT}) AS isUrgent`
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
  if (one === null || other === null) return one === other
  return (
    one.boxes === other.boxes &&
    one.isUnread === other.isUnread &&
    one.isUrgent === other.isUrgent &&
    keyOfRow(one.row) === keyOfRow(other.row)
  )
}

/** The unread letters of a row in one box. */
interface RowCount {
  letters: number
  /** Those that count although the row is muted. */
  urgent: number
}

function countLetter(tx: Transaction, place: Place, by: 1 | -1): void {
  for (const box of STORED) {
    if (!isIn(box, place)) continue
    const isUnread = place.isUnread === 1
    const rows = isUnread ? countInRow(tx, box, place.row, { letters: by, urgent: by * place.isUrgent }) : 0
    changeCount(tx, box, { total: by, unread: isUnread ? by : 0, unreadThreads: rows })
  }
}

/** Call it when all letters of a thread become letters of another one. Those of groups stay in their row. */
export function moveCounts(tx: Transaction, from: number, to: number): void {
  const sql = 'SELECT box, letters, urgent FROM unread_rows WHERE row = ?'
  for (const { box, letters, urgent } of tx.all<RowCount & { box: Box }>(sql, from)) {
    const rows =
      countInRow(tx, box, from, { letters: -letters, urgent: -urgent }) +
      countInRow(tx, box, to, { letters, urgent })
    changeCount(tx, box, { total: 0, unread: 0, unreadThreads: rows })
  }
}

/** Returns by how much the number of rows with unread letters in the box changes. */
function countInRow(tx: Transaction, box: Box, row: RowName, by: RowCount): number {
  const before = readInRow(tx, box, row)
  const [letters, urgent] = [before.letters + by.letters, before.urgent + by.urgent]
  if (letters === 0) tx.run('DELETE FROM unread_rows WHERE row = ? AND box = ?', row, box)
  else
    tx.run(
      'INSERT OR REPLACE INTO unread_rows (row, box, letters, urgent) VALUES (?, ?, ?, ?)',
      row,
      box,
      letters,
      urgent,
    )
  return Math.sign(letters) - Math.sign(before.letters)
}

function changeCount(tx: Transaction, box: Box, { total, unread, unreadThreads }: LetterCount): void {
  const sql = `INSERT INTO box_counts (box, total, unread, unread_rows) VALUES (?, ?, ?, ?)
    ON CONFLICT (box) DO UPDATE SET total = total + excluded.total, unread = unread + excluded.unread,
      unread_rows = unread_rows + excluded.unread_rows`
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

/** @param muted the rows of which only what is urgent counts as unread */
export function countBoxes(view: Rows, now: number, muted: readonly RowName[]): Record<Box, LetterCount> {
  const sql = 'SELECT box, total, unread, unread_rows AS unreadThreads FROM box_counts'
  const stored = new Map(
    view.all<LetterCount & { box: Box }>(sql).map(({ box, ...count }) => [box, count] as const),
  )
  const changing = view.all<Changing>(CHANGED_BY_TIME, now, now, now, now)
  const counts = BOXES.map((box) => {
    const count = stored.get(box) ?? { total: 0, unread: 0, unreadThreads: 0 }
    return [box, countNow(view, box, count, changing, muted)] as const
  })
  return Object.fromEntries(counts) as Record<Box, LetterCount>
}

/** Nothing in a bin is unread. */
export function countBins(view: Rows): Record<Bin, LetterCount> {
  const sql = 'SELECT count(*) AS total FROM binned INDEXED BY binned_by_at WHERE bin = ?'
  const counts = BINS.map((bin) => {
    const { total } = view.get<{ total: number }>(sql, bin)!
    return [bin, { total, unread: 0, unreadThreads: 0 }] as const
  })
  return Object.fromEntries(counts) as Record<Bin, LetterCount>
}

/** Corrects a stored count by the letters whose part in it depends on the time, and by muted rows. */
function countNow(
  view: Rows,
  box: Box,
  { total, unread, unreadThreads }: LetterCount,
  changing: readonly Changing[],
  muted: readonly RowName[],
): LetterCount {
  const changes = new Map<string, RowCount & { row: RowName }>()
  for (const letter of changing) {
    if (!isIn(box, letter)) continue
    const [counted, is] = [storedPart(box, letter), presentPart(box, letter)]
    const by = is.unread - counted.unread
    total += is.total - counted.total
    unread += by
    const { letters, urgent } = changes.get(keyOfRow(letter.row)) ?? { letters: 0, urgent: 0 }
    const change = { row: letter.row, letters: letters + by, urgent: urgent + by * letter.isUrgent }
    changes.set(keyOfRow(letter.row), change)
  }
  for (const { row, letters: by } of changes.values()) {
    if (by === 0) continue
    const { letters } = readInRow(view, box, row)
    unreadThreads += Math.sign(letters + by) - Math.sign(letters)
  }
  for (const row of muted) {
    const stored = readInRow(view, box, row)
    const by = changes.get(keyOfRow(row)) ?? { letters: 0, urgent: 0 }
    const [letters, urgent] = [stored.letters + by.letters, stored.urgent + by.urgent]
    unread -= letters - urgent
    unreadThreads -= Math.sign(letters) - Math.sign(urgent)
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

function readInRow(view: Rows, box: Box, row: RowName): RowCount {
  const sql = 'SELECT letters, urgent FROM unread_rows WHERE row = ? AND box = ?'
  return view.get<RowCount & Record<string, never>>(sql, row, box) ?? { letters: 0, urgent: 0 }
}
