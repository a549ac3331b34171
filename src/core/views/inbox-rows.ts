// What a row of the inbox gathers: a group with all its letters and messages, or else one thread.
// Other boxes have a row for each thread, so that single letters of a group are found there.
import type { Rows, SqlValue } from '../ledger/index.ts'
import { allOf, boxCondition, type Condition, type ListName } from './boxes.ts'
import { findThread } from './join-thread.ts'
import type { ListFilter } from './letter-queries.ts'
import { keyOfRow, NO_THREAD, type RowName } from './row-names.ts'

/** A conversation that a person muted, as the ledger names it (tidy/mutes.ts). */
export interface Mute {
  /** The key of a group. Else the other person of a talk, or a letter of a thread. */
  name: Uint8Array
  isGroup: boolean
  /** In ms; null until the person unmutes it. */
  until: number | null
}

export type MutedRows = ReadonlyMap<string, Mute & { row: RowName }>

/** The muted rows by their keys. A name whose letters are not here has none. */
export function findMutedRows(view: Rows, mutes: readonly Mute[]): MutedRows {
  const found = mutes.flatMap((mute) => {
    const row = mute.isGroup ? mute.name : findThread(view, mute.name)
    return row === null ? [] : [[keyOfRow(row), { ...mute, row }] as const]
  })
  return new Map(found)
}

/** The letters of one row: where they are read from, and the values of its condition. */
export interface Gathered {
  row: RowName
  /** FROM and WHERE. */
  sql: string
  /** The condition alone, which holds for the rows of labels too. */
  where: string
  param: SqlValue
}

/** All letters of a thread, in any row of the inbox. */
export function inThread(thread: number): Gathered {
  return gathered(thread, 'letters_by_thread', 'thread = ?')
}

/** A letter in a bin, which is a row by itself. */
export function inBin(object: Uint8Array): Gathered {
  const where = 'object = ?'
  return { row: NO_THREAD, sql: `FROM binned WHERE ${where}`, where, param: object }
}

export function inRow(row: RowName): Gathered {
  return typeof row === 'number'
    ? gathered(row, 'letters_by_thread', 'thread = ? AND in_group = 0')
    : gathered(row, 'letters_by_talk', 'talk = ? AND in_group = 1')
}

function gathered(row: RowName, index: string, where: string): Gathered {
  return { row, sql: `FROM letters INDEXED BY ${index} WHERE ${where}`, where, param: row }
}

/** Within a group, or in another box, each thread is a row. */
export function gathersGroups(box: ListName, { audience }: ListFilter): boolean {
  return box === 'inbox' && audience === null
}

/** True for the newest letter of a thread that meets this condition. In it, `listed` is the letter. */
export function newestOfThread(condition: Condition): Condition {
  return noNewer('letters_by_thread', 'thread = listed.thread', condition)
}

/** True for the newest letter of a row of the inbox that meets this condition. */
export function newestOfRow(condition: Condition): Condition {
  return allOf([
    noNewer(
      'letters_by_thread',
      'listed.in_group = 0 AND thread = listed.thread AND in_group = 0',
      condition,
    ),
    noNewer('letters_by_talk', 'listed.in_group = 1 AND talk = listed.talk AND in_group = 1', condition),
  ])
}

function noNewer(index: string, isOfSame: string, { sql, params }: Condition): Condition {
  const newer = `${isOfSame} AND (at, object) > (listed.at, listed.object)`
  return {
    sql: `NOT EXISTS (SELECT 1 FROM letters AS newer INDEXED BY ${index} WHERE ${newer} AND (${sql}))`,
    params,
  }
}

/**
 * What a row says of: all letters of a thread; of a group those that are in the inbox, because all
 * others were archived or snoozed one by one.
 */
export function spokenOf(row: RowName, now: number): Condition {
  return typeof row === 'number' ? { sql: '1 = 1', params: [] } : boxCondition('inbox', now)
}
