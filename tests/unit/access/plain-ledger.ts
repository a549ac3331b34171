// The access tables in a plain SQLite database: in memory, or in an unencrypted file whose bytes a
// test can search. It does not fsync, so thousands of sequences run in a minute. The real ledger
// has its own tests.
import Database from '@signalapp/sqlcipher'
import type { StatementParameters } from '@signalapp/sqlcipher'
import { accessSchema } from '../../../src/core/access/index.ts'
import { gatesSchema } from '../../../src/core/gates/index.ts'
import type { Rows, Schema, SqlValue, Transaction } from '../../../src/core/ledger/index.ts'
import type { RunResult } from '../../../src/core/ledger/rows.ts'

type NativeParams = StatementParameters<object>

export class PlainLedger implements Transaction {
  readonly #path: string
  isInTask = false
  #database: Database

  constructor(path = ':memory:', more: readonly Schema[] = []) {
    this.#path = path
    this.#database = open(path)
    for (const { steps } of [gatesSchema, accessSchema, ...more])
      for (const step of steps) this.#database.exec(step)
  }

  get: Rows['get'] = (sql, ...params) => this.all<never>(sql, ...params)[0]

  all<T = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): T[] {
    return this.#database.prepare(sql).all(params as NativeParams) as T[]
  }

  run(sql: string, ...params: SqlValue[]): RunResult {
    return this.#database.prepare(sql).run(params as NativeParams)
  }

  write<T>(task: (tx: Transaction) => T): Promise<T> {
    if (this.isInTask) throw new Error('a write was asked for inside a write')
    return Promise.resolve(this.transact(task))
  }

  transact<T>(task: (tx: Transaction) => T): T {
    this.isInTask = true
    try {
      return this.#database.transaction(() => task(this))()
    } finally {
      this.isInTask = false
    }
  }

  checkpoint(): void {
    this.#database.pragma('wal_checkpoint(TRUNCATE)')
  }

  restart(): void {
    this.#database.close()
    this.#database = open(this.#path)
  }

  close(): void {
    this.#database.close()
  }
}

function open(path: string): Database {
  const database = new Database(path, { cacheStatements: true })
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = OFF')
  database.pragma('secure_delete = ON')
  database.pragma('foreign_keys = ON')
  return database
}
