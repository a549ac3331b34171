// Counts what a function does to a database: its statements, and the rows that they return or
// change. A test of cost compares these counts, because a time depends on the machine.
import type { Rows, Transaction } from '../../src/core/ledger/index.ts'

export class CountedTransaction implements Transaction {
  readonly #tx: Transaction
  statements = 0
  rows = 0

  constructor(tx: Transaction) {
    this.#tx = tx
  }

  get: Rows['get'] = (sql, ...params) => this.all<never>(sql, ...params)[0]

  all: Rows['all'] = <T>(sql: string, ...params: Parameters<Rows['all']>[1][]) => {
    const found = this.#tx.all<T>(sql, ...params)
    this.statements++
    this.rows += found.length
    return found
  }

  run: Transaction['run'] = (sql, ...params) => {
    const result = this.#tx.run(sql, ...params)
    this.statements++
    this.rows += result.changes
    return result
  }

  /** Returns the statements and rows since the last call. */
  take(): number {
    const taken = this.statements + this.rows
    this.statements = this.rows = 0
    return taken
  }
}
