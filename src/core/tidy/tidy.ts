// Archived, starred, snoozed, muted, labelled: facts in the ledger that never leave the home.
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
}

interface TidyRow {
  archived: number
  starred: number
  muted: number
  snoozedUntil: number | null
  labels: string
}

const COLUMNS = 'archived, starred, muted, snoozed_until AS snoozedUntil, labels'

const MAX_LABELS = 50
const UNTOUCHED: TidyEntry = {
  isArchived: false,
  isStarred: false,
  isMuted: false,
  snoozedUntil: null,
  labels: [],
}

export function readTidy(rows: Rows, object: Uint8Array): TidyEntry {
  const row = rows.get<TidyRow & Record<string, never>>(
    `SELECT ${COLUMNS} FROM tidy WHERE object = ?`,
    object,
  )
  if (row === undefined) return UNTOUCHED
  return {
    isArchived: row.archived === 1,
    isStarred: row.starred === 1,
    isMuted: row.muted === 1,
    snoozedUntil: row.snoozedUntil,
    labels: JSON.parse(row.labels) as string[],
  }
}

/**
 * Fields that the order does not name keep their value.
 * @throws TOO_LARGE if the object would have too many labels
 */
export function tidyObject(tx: Transaction, object: Uint8Array, order: TidyOrder): void {
  const before = readTidy(tx, object)
  const removed = new Set(order.removeLabels)
  const labels = [...new Set([...before.labels, ...(order.addLabels ?? [])])].filter(
    (label) => !removed.has(label),
  )
  if (labels.length > MAX_LABELS)
    throw new EngineError('TOO_LARGE', `A letter has at most ${MAX_LABELS} labels.`)
  const flag = (now: boolean | undefined, was: boolean): number => ((now ?? was) ? 1 : 0)
  tx.run(
    'INSERT OR REPLACE INTO tidy VALUES (?, ?, ?, ?, ?, ?)',
    ...[
      object,
      flag(order.archived, before.isArchived),
      flag(order.starred, before.isStarred),
      flag(order.muted, before.isMuted),
    ],
    ...[order.snoozedUntil === undefined ? before.snoozedUntil : order.snoozedUntil, JSON.stringify(labels)],
  )
  touch(tx, object)
}

/** Restores the order from an export, unless the person has already ordered the object here. */
export function restoreTidy(
  tx: Transaction,
  object: Uint8Array,
  { isArchived, isStarred, isMuted, labels }: Omit<TidyEntry, 'snoozedUntil'>,
): void {
  const { changes } = tx.run(
    'INSERT OR IGNORE INTO tidy VALUES (?, ?, ?, ?, NULL, ?)',
    ...[object, Number(isArchived), Number(isStarred), Number(isMuted), JSON.stringify(labels)],
  )
  if (changes > 0) touch(tx, object)
}

export function forgetTidy(tx: Transaction, object: Uint8Array): void {
  tx.run('DELETE FROM tidy WHERE object = ?', object)
}
