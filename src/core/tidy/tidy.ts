// Archived, starred, snoozed, muted, unread, labelled: facts in the ledger that never leave the home.
// They follow receive and reference. They change neither the object nor what its author sees.
import { EngineError } from '../contract/errors.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { touch, type TidyEntry } from '../views/index.ts'

export interface TidyOrder {
  archived?: boolean | undefined
  starred?: boolean | undefined
  muted?: boolean | undefined
  /** ms since the epoch; null ends the snooze. */
  snoozedUntil?: number | null | undefined
  addLabels?: string[] | undefined
  removeLabels?: string[] | undefined
  /** True marks a letter that was opened as unread. */
  unread?: boolean | undefined
}

interface TidyRow {
  archived: number
  starred: number
  mutedSince: number | null
  snoozedUntil: number | null
  labels: string
  unread: number
  removed: number
}

const COLUMNS =
  'archived, starred, muted_since AS mutedSince, snoozed_until AS snoozedUntil, labels, unread, removed'

const MAX_LABELS = 50
const UNTOUCHED: TidyEntry = {
  isArchived: false,
  isStarred: false,
  isMuted: false,
  isUnread: false,
  snoozedUntil: null,
  labels: [],
}

/** An object, or the key of a talk. */
function findTidyRow(rows: Rows, object: Uint8Array): TidyRow | undefined {
  return rows.get<TidyRow & Record<string, never>>(`SELECT ${COLUMNS} FROM tidy WHERE object = ?`, object)
}

export function readTidy(rows: Rows, object: Uint8Array): TidyEntry {
  return readOrder(rows, object).tidy
}

function entryOf({ archived, starred, mutedSince, snoozedUntil, labels, unread }: TidyRow): TidyEntry {
  return {
    isArchived: archived === 1,
    isStarred: starred === 1,
    isMuted: mutedSince !== null,
    isUnread: unread === 1,
    snoozedUntil,
    labels: JSON.parse(labels) as string[],
  }
}

/** True if any letter or talk is muted. */
export function hasMuted(rows: Rows): boolean {
  return rows.get('SELECT 1 FROM tidy WHERE muted_since IS NOT NULL LIMIT 1') !== undefined
}

/**
 * Remembers the muted letter of an answer, if the answered letter is muted or belongs to a muted
 * one. Returns false if not.
 */
export function keepMuted(tx: Transaction, answer: Uint8Array, answered: Uint8Array): boolean {
  const muted = findMutedSince(tx, answered) === null ? findMutedFor(tx, answered) : answered
  if (muted === null) return false
  tx.run('INSERT OR IGNORE INTO muted_answers (object, muted) VALUES (?, ?)', answer, muted)
  return true
}

function findMutedFor(rows: Rows, answer: Uint8Array): Uint8Array | null {
  const sql = 'SELECT muted FROM muted_answers WHERE object = ?'
  return rows.get<{ muted: Uint8Array }>(sql, answer)?.muted ?? null
}

/** Returns since when the letter that this one answers is muted. Null if it is not. */
export function findAnswerMutedSince(rows: Rows, answer: Uint8Array): number | null {
  const muted = findMutedFor(rows, answer)
  return muted === null ? null : findMutedSince(rows, muted)
}

/** Returns since when answers to this object are silent. Null if it is not muted. */
export function findMutedSince(rows: Rows, object: Uint8Array): number | null {
  return findTidyRow(rows, object)?.mutedSince ?? null
}

/** Returns how a letter is ordered, and if the person removed it from their lists. */
export function readOrder(rows: Rows, object: Uint8Array): { tidy: TidyEntry; isRemoved: boolean } {
  const row = findTidyRow(rows, object)
  return row === undefined
    ? { tidy: UNTOUCHED, isRemoved: false }
    : { tidy: entryOf(row), isRemoved: row.removed === 1 }
}

/**
 * Changes how an object or a talk is ordered. Fields that the order does not name keep their value.
 * @throws TOO_LARGE if the object would have too many labels
 */
export function tidyObject(tx: Transaction, object: Uint8Array, order: TidyOrder, now: number): void {
  const before = readTidy(tx, object)
  const removed = new Set(order.removeLabels)
  const labels = [...new Set([...before.labels, ...(order.addLabels ?? [])])].filter(
    (label) => !removed.has(label),
  )
  if (labels.length > MAX_LABELS)
    throw new EngineError('TOO_LARGE', `A letter has at most ${MAX_LABELS} labels.`)
  const { snoozedUntil = before.snoozedUntil } = order
  setTidy(
    tx,
    object,
    {
      ...{ labels, snoozedUntil },
      isArchived: order.archived ?? before.isArchived,
      isStarred: order.starred ?? before.isStarred,
      isMuted: order.muted ?? before.isMuted,
      isUnread: order.unread ?? before.isUnread,
    },
    now,
  )
}

/** What was muted stays muted since the same time. */
export function setTidy(tx: Transaction, object: Uint8Array, tidy: TidyEntry, now: number): void {
  const before = findTidyRow(tx, object)
  tx.run(
    'INSERT OR REPLACE INTO tidy VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ...[object, Number(tidy.isArchived), Number(tidy.isStarred)],
    ...[tidy.isMuted ? (before?.mutedSince ?? now) : null, tidy.snoozedUntil],
    ...[JSON.stringify(tidy.labels), Number(tidy.isUnread), before?.removed ?? 0],
  )
  touch(tx, object)
}

/** Removes an object from all lists of this person, or puts it back. */
export function setRemoved(tx: Transaction, object: Uint8Array, isRemoved: boolean, now: number): void {
  setTidy(tx, object, readTidy(tx, object), now)
  tx.run('UPDATE tidy SET removed = ? WHERE object = ?', Number(isRemoved), object)
}

/**
 * Restores the order from an export, unless the person has already ordered the object here. An
 * export does not say since when it is muted, so all answers are silent.
 */
export function restoreTidy(
  tx: Transaction,
  object: Uint8Array,
  tidy: Omit<TidyEntry, 'snoozedUntil'>,
): void {
  if (findTidyRow(tx, object) === undefined) setTidy(tx, object, { ...tidy, snoozedUntil: null }, 0)
}

export function forgetTidy(tx: Transaction, object: Uint8Array): void {
  tx.run('DELETE FROM tidy WHERE object = ?', object)
  tx.run('DELETE FROM muted_answers WHERE object = ?', object)
}
