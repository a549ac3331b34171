// The access tables in a plain SQLite database: in memory, or unencrypted in a file so that its bytes can be searched.
// It does not fsync, which is what lets thousands of sequences run in a minute; the real ledger has tests of its own.
import Database from '@signalapp/sqlcipher'
import type { RunResult, StatementParameters } from '@signalapp/sqlcipher'
import { accessSchema } from '../../../src/core/access/index.ts'
import type { Transaction } from '../../../src/core/ledger/index.ts'

export class PlainLedger implements Transaction {
  readonly #path: string
  #database: Database

  constructor(path = ':memory:') {
    this.#path = path
    this.#database = open(path)
    for (const step of accessSchema.steps) this.#database.exec(step)
  }

  get<T>(sql: string, ...params: unknown[]): T | undefined {
    return this.#prepare(sql).get(params as StatementParameters<object>) as T | undefined
  }

  all<T>(sql: string, ...params: unknown[]): T[] {
    return this.#prepare(sql).all(params as StatementParameters<object>) as T[]
  }

  run(sql: string, ...params: unknown[]): RunResult {
    return this.#prepare(sql).run(params as StatementParameters<object>)
  }

  write<T>(task: (tx: Transaction) => T): Promise<T> {
    return Promise.resolve(this.transact(task))
  }

  transact<T>(task: (tx: Transaction) => T): T {
    return this.#database.transaction(() => task(this))()
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

  #prepare(sql: string) {
    return this.#database.prepare(sql)
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
