// Reads a page of a list in its order, and stops after the page: along the index of the box, or,
// with a label, along the letters that have it.
import type { Rows } from '../ledger/index.ts'
import { allOf, boxCondition, isBin, type Bin, type Condition, type ListName } from './boxes.ts'
import { hasLabelInBin } from './letter-labels.ts'
import { listCondition, type ListFilter } from './letter-queries.ts'
import { listedFrom } from './letter-schema.ts'
import { orderBy, pageCondition, type Page } from './list-pages.ts'

export interface Walk {
  box: ListName | Bin
  label: string | null
}

/** The condition of a box and a filter, as `readPage` takes it. */
export function fittingIn(box: ListName | Bin, filter: ListFilter, now: number): Condition {
  const { label } = filter
  const hasLabel = label !== null && isBin(box) ? [hasLabelInBin(label)] : []
  const id = label === null || isBin(box) ? 'id' : 'letter'
  return allOf([boxCondition(box, now), listCondition({ ...filter, label: null }, now, id), ...hasLabel])
}

/**
 * Returns the columns of the letters that meet a condition. In it, `listed` is the letter.
 * @param fitting holds the condition of the box, and not that of a label which the page is read along
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
  if (label === null || isBin(box))
    return view.all<Row>(
      `SELECT ${columns} ${listedFrom(box, page.order)}
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
