// The query plans of all statements that a function runs. They show full table scans.
import type { Rows, SqlValue, Transaction } from '../../src/core/ledger/index.ts'

/** A transaction that records the SQL that it runs. */
export class WatchedTransaction implements Transaction {
  readonly statements = new Set<string>()
  readonly #tx: Transaction

  constructor(tx: Transaction) {
    this.#tx = tx
  }

  get: Rows['get'] = (sql, ...params) => this.#note(sql).get(sql, ...params)
  all: Rows['all'] = (sql, ...params) => this.#note(sql).all(sql, ...params)
  run: Transaction['run'] = (sql, ...params) => this.#note(sql).run(sql, ...params)

  /** Returns the plan of every recorded statement. */
  plans(): { sql: string; plan: string[] }[] {
    return [...this.statements].map((sql) => ({ sql, plan: planOf(this.#tx, sql) }))
  }

  #note(sql: string): Transaction {
    this.statements.add(sql)
    return this.#tx
  }
}

/** Values of the statement itself. */
const NO_TABLE = /^SCAN (?:CONSTANT ROW|\d+-ROW VALUES CLAUSE|\d+ CONSTANT ROWS)$/

export function planOf(rows: Rows, sql: string): string[] {
  const unbound = Array<SqlValue>(sql.split('?').length - 1).fill(null)
  const steps = rows.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...unbound)
  return steps.map(({ detail }) => detail).filter((step) => !NO_TABLE.test(step))
}
