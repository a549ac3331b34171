// The labels of letters. Each row repeats what lists ask of its letter, so the letters with one
// label are read in order, without looking at those without it.
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Condition } from './boxes.ts'

/** Columns of `letters` that a row of `letter_labels` repeats. */
const LABELLED_COLUMNS = `
  at, object, size, side, state, expires_at, snoozed_until, is_archived, is_starred, is_urgent, is_replaced, is_unread,
  is_said, is_waiting, needs_me, thread, talk, in_group, author, text_from`

/** Call it after the row of the letter was written. @param before its labels until now */
export function putLabels(
  tx: Transaction,
  letter: number,
  labels: readonly string[],
  before: readonly string[],
): void {
  const put = [...new Set(labels)]
  for (const label of put)
    tx.run(
      `INSERT INTO letter_labels (label, letter, ${LABELLED_COLUMNS})
       SELECT ?, id, ${LABELLED_COLUMNS} FROM letters WHERE id = ?`,
      ...[label, letter],
    )
  for (const label of put) if (!before.includes(label)) countLabel(tx, label, 1)
  for (const label of before) if (!put.includes(label)) countLabel(tx, label, -1)
}

/** Returns the labels whose rows it removed. Their counts change when the labels are put again. */
export function removeLabels(tx: Transaction, letter: number): string[] {
  const labels = listLabelsOf(tx, letter)
  if (labels.length > 0) tx.run('DELETE FROM letter_labels WHERE letter = ?', letter)
  return labels
}

/** Call it when all letters of a thread become letters of another one. */
export function moveLabels(tx: Transaction, from: number, to: number): void {
  tx.run('UPDATE letter_labels SET thread = ? WHERE thread = ?', to, from)
}

export function moveLabelsOf(tx: Transaction, letter: number, to: number): void {
  tx.run('UPDATE letter_labels SET thread = ? WHERE letter = ?', to, letter)
}

export function hasLabel(label: string): Condition {
  const its = 'FROM letter_labels INDEXED BY letter_labels_by_letter WHERE letter = id AND label = ?'
  return { sql: `EXISTS (SELECT 1 ${its})`, params: [label] }
}

/** The same for a letter in a bin, which has no row here. */
export function hasLabelInBin(label: string): Condition {
  return { sql: "EXISTS (SELECT 1 FROM json_each(entry, '$.tidy.labels') WHERE value = ?)", params: [label] }
}

/** Returns the labels in use, most used first. */
export function listLabels(view: Rows): string[] {
  const sql = 'SELECT label FROM label_counts ORDER BY letters DESC, label'
  return view.all<{ label: string }>(sql).map(({ label }) => label)
}

/** The labels of the letters that meet a condition on the columns that are repeated here. */
export function listLabelsIn(view: Rows, { sql, params }: Condition): string[] {
  const query = `SELECT DISTINCT label FROM letter_labels WHERE ${sql} ORDER BY label`
  return view.all<{ label: string }>(query, ...params).map(({ label }) => label)
}

function listLabelsOf(view: Rows, letter: number): string[] {
  const sql = 'SELECT label FROM letter_labels INDEXED BY letter_labels_by_letter WHERE letter = ?'
  return view.all<{ label: string }>(sql, letter).map(({ label }) => label)
}

function countLabel(tx: Transaction, label: string, by: 1 | -1): void {
  const sql = `INSERT INTO label_counts (label, letters) VALUES (?, ?)
    ON CONFLICT (label) DO UPDATE SET letters = letters + excluded.letters`
  tx.run(sql, label, by)
  if (by === -1) tx.run('DELETE FROM label_counts WHERE label = ? AND letters = 0', label)
}
