// What rules changed on letters: shown beside the letter, and undone on request.
import type { Rows, Stored, Transaction } from '../ledger/index.ts'
import { tidyObject } from '../tidy/index.ts'
import { orderOfUndo, type RuleChange } from './decide-change.ts'

/** The run of a rule on arrivals. Later runs, which the person asked for, count from 1. */
export const ON_ARRIVAL = 0

export interface RuleTrace {
  object: Uint8Array
  rule: Uint8Array
  run: number
  at: number
  change: RuleChange
  isUndone: boolean
}

type TraceRow = Omit<Stored<RuleTrace>, 'change'> & { change: string }

const TRACES = 'SELECT object, rule, run, at, change, is_undone AS isUndone FROM rule_traces'

/** Returns the work of all rules on a letter, the oldest first. */
export function listTraces(rows: Rows, object: Uint8Array): RuleTrace[] {
  return rows
    .all<TraceRow & Record<string, never>>(`${TRACES} WHERE object = ? ORDER BY at, run`, object)
    .map(toTrace)
}

/** True if the rule acted on this letter before, even if that was undone. */
export function hasActed(rows: Rows, object: Uint8Array, rule: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM rule_traces WHERE object = ? AND rule = ?', object, rule) !== undefined
}

export function keepTrace(
  tx: Transaction,
  { object, rule, run, at, change }: Omit<RuleTrace, 'isUndone'>,
): void {
  tx.run('INSERT INTO rule_traces VALUES (?, ?, ?, ?, ?, 0)', object, rule, run, at, JSON.stringify(change))
}

/** Returns how many letters have work of this rule that is not undone. */
export function countActed(rows: Rows, rule: Uint8Array): number {
  const sql = 'SELECT count(DISTINCT object) AS count FROM rule_traces WHERE rule = ? AND is_undone = 0'
  return rows.get<{ count: number }>(sql, rule)!.count
}

export function nextRun(rows: Rows): number {
  return rows.get<{ next: number }>('SELECT coalesce(max(run), 0) + 1 AS next FROM rule_traces')!.next
}

/** What an undo concerns: one letter, one run, or the whole work of the rule. */
export interface UndoScope {
  object: Uint8Array | null
  run: number | null
}

/** Undoes at most `limit` of the changes, the latest run first; returns the letters it changed. */
export function undoSome(
  tx: Transaction,
  rule: Uint8Array,
  { object, run }: UndoScope,
  limit: number,
): Uint8Array[] {
  const rows = tx.all<TraceRow & Record<string, never>>(
    `${TRACES} WHERE rule = ? AND is_undone = 0 AND (? IS NULL OR object = ?) AND (? IS NULL OR run = ?)
     ORDER BY run DESC, object LIMIT ?`,
    ...[rule, object, object, run, run, limit],
  )
  for (const trace of rows.map(toTrace)) {
    tidyObject(tx, trace.object, orderOfUndo(trace.change))
    tx.run(
      'UPDATE rule_traces SET is_undone = 1 WHERE object = ? AND rule = ? AND run = ?',
      ...[trace.object, rule, trace.run],
    )
  }
  return rows.map((row) => row.object)
}

function toTrace(row: TraceRow): RuleTrace {
  return { ...row, change: JSON.parse(row.change) as RuleChange, isUndone: row.isUndone === 1 }
}
