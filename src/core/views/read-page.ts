// Reads a page of a list in its order, and stops after the page: along the index of the box, or, with a
// label, along the letters that have it.
import type { Rows } from '../ledger/index.ts'
import { allOf, type Condition, type ListName } from './boxes.ts'
import { LABELLED_COLUMNS } from './letter-labels.ts'
import { boxIndex } from './letter-schema.ts'
import { orderBy, pageCondition, type Page } from './pages.ts'

export interface Walk {
  box: ListName
  label: string | null
}

/**
 * Returns the columns of the letters that meet a condition. In it, `listed` is the letter.
 * @param fitting must hold the condition of the box, and may leave out the label
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
  const rest = `WHERE ${sql} ORDER BY ${orderBy(page.order)} LIMIT ?`
  if (label === null) {
    const query = `SELECT ${columns} FROM letters AS listed INDEXED BY ${boxIndex(box, page.order)} ${rest}`
    return view.all<Row>(query, ...params, page.limit)
  }
  const labelled = `SELECT letter AS id, ${LABELLED_COLUMNS} FROM letter_labels WHERE label = ?`
  return view.all<Row>(
    `SELECT ${columns} FROM letters WHERE id IN (SELECT id FROM (${labelled}) AS listed ${rest})
     ORDER BY ${orderBy(page.order)}`,
    ...[label, ...params, page.limit],
  )
}
