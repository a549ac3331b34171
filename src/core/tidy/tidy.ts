// Archived, starred, snoozed, unread, labelled, binned: facts in the ledger that never leave the home.
// They follow receive and reference. They change neither the object nor what its author sees.
import { EngineError } from '../contract/errors.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { touch, type Bin, type TidyEntry } from '../views/index.ts'
import { removeMute } from './mutes.ts'

export interface TidyOrder {
  archived?: boolean | undefined
  starred?: boolean | undefined
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
  snoozedUntil: number | null
  labels: string
  unread: number
  bin: Bin | null
}

const COLUMNS = 'archived, starred, snoozed_until AS snoozedUntil, labels, unread, bin'

const MAX_LABELS = 50
const UNTOUCHED: TidyEntry = {
  isArchived: false,
  isStarred: false,
  isUnread: false,
  snoozedUntil: null,
  labels: [],
  bin: null,
}

function findTidyRow(rows: Rows, object: Uint8Array): TidyRow | undefined {
  return rows.get<TidyRow & Record<string, never>>(`SELECT ${COLUMNS} FROM tidy WHERE object = ?`, object)
}

export function readTidy(rows: Rows, object: Uint8Array): TidyEntry {
  const row = findTidyRow(rows, object)
  if (row === undefined) return UNTOUCHED
  const { archived, starred, snoozedUntil, labels, unread, bin } = row
  return {
    isArchived: archived === 1,
    isStarred: starred === 1,
    isUnread: unread === 1,
    snoozedUntil,
    labels: JSON.parse(labels) as string[],
    bin,
  }
}

/**
 * Changes how an object is ordered. Fields that the order does not name keep their value.
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
  const { snoozedUntil = before.snoozedUntil } = order
  setTidy(tx, object, {
    ...{ labels, snoozedUntil },
    isArchived: order.archived ?? before.isArchived,
    isStarred: order.starred ?? before.isStarred,
    isUnread: order.unread ?? before.isUnread,
  })
}

/** It stays in its bin, or out of the bins. */
export function setTidy(tx: Transaction, object: Uint8Array, tidy: Omit<TidyEntry, 'bin'>): void {
  writeRow(tx, object, { ...tidy, bin: readTidy(tx, object).bin })
}

/** Takes an object out of all lists of this person into a bin, or puts it back. */
export function setBin(tx: Transaction, object: Uint8Array, bin: Bin | null): void {
  writeRow(tx, object, { ...readTidy(tx, object), bin })
}

function writeRow(tx: Transaction, object: Uint8Array, tidy: TidyEntry): void {
  tx.run(
    'INSERT OR REPLACE INTO tidy VALUES (?, ?, ?, ?, ?, ?, ?)',
    ...[object, Number(tidy.isArchived), Number(tidy.isStarred)],
    ...[tidy.snoozedUntil, JSON.stringify(tidy.labels), Number(tidy.isUnread), tidy.bin],
  )
  touch(tx, object)
}

/** Restores the order from an export, unless the person has already ordered the object here. */
export function restoreTidy(
  tx: Transaction,
  object: Uint8Array,
  tidy: Omit<TidyEntry, 'snoozedUntil' | 'bin'>,
): void {
  if (findTidyRow(tx, object) === undefined) setTidy(tx, object, { ...tidy, snoozedUntil: null })
}

export function forgetTidy(tx: Transaction, object: Uint8Array): void {
  tx.run('DELETE FROM tidy WHERE object = ?', object)
  removeMute(tx, object)
}
