// The interfaces of the ledger for other nouns: reading rows, changing rows in a
// transaction, declaring tables as steps. Every durable step in the life of a
// message (store, notify, release, state) is one such transaction.

/** A value of a column. Integers beyond 2^53 lose digits; times and counters stay below. */
export type SqlValue = string | number | null | Uint8Array

/** A row, or undefined. Its type depends on the SQL, so only the caller knows it. */
export type Found<T> = T | undefined

/** A value as its row has it: a flag is 0 or 1. */
export type Stored<T> = { [K in keyof T]: T[K] extends boolean ? number : T[K] }

/** Reads rows of one database: the ledger, a transaction on it, or the index. */
export interface Rows {
  /**
   * Returns the first row, or undefined. Use constant SQL texts, because each one is
   * compiled once and cached.
   */
  get<T = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): Found<T>
  all<T = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): T[]
}

/**
 * A transaction is valid only inside its task. A task must not execute BEGIN, COMMIT, ROLLBACK or
 * OR ROLLBACK.
 */
export interface Transaction extends Rows {
  run(sql: string, ...params: SqlValue[]): RunResult
}

export interface RunResult {
  changes: number
  lastInsertRowid: number
}

/**
 * The tables of one noun. Persisted: never edit a step that has shipped, only append the next one.
 */
export interface Schema {
  noun: string
  /**
   * Each step is SQL with one or more statements. Step n migrates the noun from version n to n + 1.
   */
  steps: readonly string[]
}
