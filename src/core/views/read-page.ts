// Reads a page of a list in its order, and stops after the page: along the index of the box, or,
// with a label, along the letters that have it.
import type { Rows } from '../ledger/index.ts'
import { allOf, type Condition, type ListName } from './boxes.ts'
import { boxIndex } from './letter-schema.ts'
import { orderBy, pageCondition, type Page } from './list-pages.ts'

export interface Walk {
  box: ListName
  label: string | null
}

/** The column with the id of a letter, where the page is read. */
export function idIn(label: string | null): 'id' | 'letter' {
  return label === null ? 'id' : 'letter'
}

/**
 * Returns the columns of the letters that meet a condition. In it, `listed` is the letter.
 * @param fitting holds the condition of the box, and not that of the label; it names the id of the
 * letter as `idIn` says
 * @throws INVALID for an invalid cursor
 */
export function readPage<Row>(
  view: Rows,
  columns: string,
  { box, label }: Walk,
  fitting: Condition,
  page: Page,
): Row[] {
  const { sql, params } = allOf([fitting, pageCondition(page)])
  const order = orderBy(page.order)
  if (label === null)
    return view.all<Row>(
      `SELECT ${columns} FROM letters AS listed INDEXED BY ${boxIndex(box, page.order)}
       WHERE ${sql} ORDER BY ${order} LIMIT ?`,
      ...[...params, page.limit],
    )
  return view.all<Row>(
    `SELECT ${columns} FROM letters WHERE id IN (
       SELECT letter FROM letter_labels AS listed WHERE label = ? AND ${sql} ORDER BY ${order} LIMIT ?
     ) ORDER BY ${order}`,
    ...[label, ...params, page.limit],
  )
}
