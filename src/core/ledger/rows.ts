// What other nouns see of the ledger: rows read at once, rows changed inside a transaction, tables declared as steps.
// Every durable step in the life of a message (store, notify, release, state) is one such transaction.

/** What a column can hold. Whole numbers beyond 2^53 lose digits; times and counters stay below. */
export type SqlValue = string | number | null | Uint8Array

/** A row in the shape its SQL gives it, which only the caller knows. */
export type Found<T> = T | undefined

/** Reads rows of one database: the ledger, a transaction on it, or the index. */
export interface Rows {
  /** The first row, or undefined. SQL texts are constants: each is compiled once and kept. */
  get<T = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): Found<T>
  all<T = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): T[]
}

/** Valid only inside the task it was given to. A task never says BEGIN, COMMIT, ROLLBACK or OR ROLLBACK itself. */
export interface Transaction extends Rows {
  run(sql: string, ...params: SqlValue[]): RunResult
}

export interface RunResult {
  changes: number
  lastInsertRowid: number
}

/** One noun's tables. Persisted: a step that has shipped is never edited, only followed by the next. */
export interface Schema {
  noun: string
  /** SQL, one or more statements each; step n lifts the noun from version n to n + 1. */
  steps: readonly string[]
}
