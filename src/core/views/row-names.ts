// The names of the rows of the inbox: a group has one row, every other thread one of its own.
import { toHex } from '../base/index.ts'

/** The key of a group, or the number of a thread. */
export type RowName = Uint8Array | number

/** The thread of a letter in a bin, which is in none. */
export const NO_THREAD = 0

/** The row of a letter, from its columns. */
export const ROW_NAME = 'iif(in_group = 1, talk, thread)'

export function keyOfRow(row: RowName): string {
  return typeof row === 'number' ? String(row) : toHex(row)
}
