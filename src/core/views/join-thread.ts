// Which thread a letter belongs to, decided when its row is applied.
// A letter joins one name: what it answers, the version that it replaces, or its talk. A mail joins
// those of its ids. A name whose letter is not here has a row of its own, so the order in which letters
// arrive does not matter.
import type { Rows, Transaction } from '../ledger/index.ts'
import { changePlace, moveCounts, readPlace } from './box-counts.ts'
import { moveLabels, moveLabelsOf } from './letter-labels.ts'
import { isSaid, type LetterEntry } from './letter-rows.ts'

/** How the index has the letter so far. */
interface KnownRow {
  thread: number
  isSaid: number
}

/**
 * Returns the thread of a letter. If that connects two threads, the smaller one is joined to the
 * larger one, so n letters move at most n log n times.
 */
export function joinThread(
  tx: Transaction,
  object: Uint8Array,
  entry: LetterEntry,
  known: KnownRow | null,
): number {
  if (isSaid(entry)) return joinTalk(tx, object, entry.talk!, known)
  const own = known?.isSaid === 0 ? known.thread : findName(tx, object)
  // The row of the letter is its name from now on.
  if (known?.isSaid !== 0 && own !== null) tx.run('DELETE FROM thread_names WHERE name = ?', object)
  let thread = own
  const fresh: Uint8Array[] = []
  for (const name of joinedBy(entry)) {
    const other = findThread(tx, name)
    if (other === null) fresh.push(name)
    else thread = thread === null ? other : merge(tx, thread, other)
  }
  thread ??= newThread(tx)
  for (const name of fresh) putName(tx, name, thread)
  return thread
}

/** A letter with one name can connect no two threads that others began. A mail can. */
function joinedBy({ earlier, reply, mailIds }: LetterEntry): readonly Uint8Array[] {
  const joined = earlier ?? reply?.object ?? null
  return mailIds ?? (joined === null ? [] : [joined])
}

/** Answers to a letter that was said are no part of the talk, so its name is not the talk. */
function joinTalk(tx: Transaction, object: Uint8Array, talk: Uint8Array, known: KnownRow | null): number {
  if (known?.isSaid === 0) putName(tx, object, known.thread)
  const thread = findName(tx, talk)
  if (thread !== null) return thread
  const begun = newThread(tx)
  putName(tx, talk, begun)
  return begun
}

/** A letter in a bin still connects the others of its thread. */
export function keepThread(
  tx: Transaction,
  object: Uint8Array,
  entry: LetterEntry,
  known: KnownRow | null,
): void {
  if (!isSaid(entry)) putName(tx, object, joinThread(tx, object, entry, known))
}

/**
 * Call it after the row of a deleted letter is gone. The letters that it connected stay one thread
 * until the index is rebuilt.
 */
export function leaveThread(tx: Transaction, object: Uint8Array, { thread, isSaid }: KnownRow): void {
  if (countLetters(tx, thread, 1) === 0) tx.run('DELETE FROM thread_names WHERE thread = ?', thread)
  else if (isSaid === 0) putName(tx, object, thread)
}

/** Returns the thread of a letter, or of a name. Null if nothing names it yet. */
export function findThread(rows: Rows, object: Uint8Array): number | null {
  const letter = rows.get<{ thread: number }>(
    'SELECT thread FROM letters WHERE object = ? AND is_said = 0',
    object,
  )
  return letter?.thread ?? findName(rows, object)
}

function findName(rows: Rows, name: Uint8Array): number | null {
  return rows.get<{ thread: number }>('SELECT thread FROM thread_names WHERE name = ?', name)?.thread ?? null
}

function putName(tx: Transaction, name: Uint8Array, thread: number): void {
  tx.run('INSERT OR REPLACE INTO thread_names (name, thread) VALUES (?, ?)', name, thread)
}

function newThread(rows: Rows): number {
  const last = (sql: string): number => rows.get<{ thread: number | null }>(sql)!.thread ?? 0
  const letters = last('SELECT max(thread) AS thread FROM letters INDEXED BY letters_by_thread')
  const names = last('SELECT max(thread) AS thread FROM thread_names INDEXED BY thread_names_by_thread')
  return Math.max(letters, names) + 1
}

/** Moving so many letters takes some 10 ms. */
const MOVED_AT_ONCE = 100

/** Letters that move to another thread. */
export interface LongMerge {
  from: number
  to: number
  /** The letters by which it is known which threads they are. */
  last: readonly Uint8Array[]
}

/** Returns the threads that a letter connects, if so many letters move that one turn is too short. */
export function findLongMerge(
  rows: Rows,
  object: Uint8Array,
  entry: LetterEntry,
  known: KnownRow | null,
): LongMerge | null {
  if (isSaid(entry)) return null
  const names = joinedBy(entry)
  const own = known?.isSaid === 0 ? known.thread : findName(rows, object)
  const threads = [own, ...names.map((name) => findThread(rows, name))].filter((one) => one !== null)
  const last = [object, ...names]
  const few = MOVED_AT_ONCE + last.length
  for (const [n, one] of threads.entries())
    for (const other of threads.slice(n + 1)) {
      const [from, to] = orderBySize(rows, one, other)
      if (one !== other && countLetters(rows, from, few) >= few) return { from, to, last }
    }
  return null
}

/**
 * Moves the next letters. The letter that connects the threads is applied after the last of them, and
 * moves the names.
 */
export function moveSomeLetters(tx: Transaction, { from, to, last }: LongMerge, isOver: () => boolean): void {
  const sql = `SELECT id FROM letters INDEXED BY letters_by_thread
    WHERE thread = ? AND object NOT IN (${last.map(() => '?').join(', ')}) LIMIT ?`
  let moved = 0
  do {
    const letters = tx.all<{ id: number }>(sql, from, ...last, MOVED_AT_ONCE)
    for (const { id } of letters) moveLetter(tx, id, to)
    moved = letters.length
  } while (moved === MOVED_AT_ONCE && !isOver())
}

function moveLetter(tx: Transaction, id: number, to: number): void {
  const before = readPlace(tx, id)
  tx.run('UPDATE letters SET thread = ? WHERE id = ?', to, id)
  changePlace(tx, before, readPlace(tx, id))
  moveLabelsOf(tx, id, to)
}

function orderBySize(rows: Rows, one: number, other: number): [smaller: number, larger: number] {
  return isSmaller(rows, one, other) ? [one, other] : [other, one]
}

/** Returns the thread that both are from now on. */
function merge(tx: Transaction, one: number, other: number): number {
  if (one === other) return one
  const [smaller, larger] = orderBySize(tx, one, other)
  tx.run('UPDATE letters SET thread = ? WHERE thread = ?', larger, smaller)
  moveCounts(tx, smaller, larger)
  moveLabels(tx, smaller, larger)
  tx.run('UPDATE thread_names SET thread = ? WHERE thread = ?', larger, smaller)
  return larger
}

/** Counts no further than twice the smaller thread, because the larger one may be very large. */
function isSmaller(rows: Rows, one: number, other: number): boolean {
  for (let limit = 8; ; limit *= 2) {
    if (sizeUpTo(rows, one, limit) < limit) return true
    if (sizeUpTo(rows, other, limit) < limit) return false
  }
}

/** Counts at most `limit` letters, and as many names. */
function sizeUpTo(rows: Rows, thread: number, limit: number): number {
  const someNames = 'SELECT 1 FROM thread_names INDEXED BY thread_names_by_thread WHERE thread = ? LIMIT ?'
  const sql = `SELECT count(*) AS size FROM (${someNames})`
  return countLetters(rows, thread, limit) + rows.get<{ size: number }>(sql, thread, limit)!.size
}

function countLetters(rows: Rows, thread: number, limit: number): number {
  const someLetters = 'SELECT 1 FROM letters INDEXED BY letters_by_thread WHERE thread = ? LIMIT ?'
  return rows.get<{ size: number }>(`SELECT count(*) AS size FROM (${someLetters})`, thread, limit)!.size
}
