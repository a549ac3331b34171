// One SQLite file under SQLCipher: opened with a raw key, its statements kept, its failures translated.
// Ledger and index are both such a file; they differ in how hard a commit is pressed onto the disk.
import { closeSync, openSync } from 'node:fs'
import Database from '@signalapp/sqlcipher'
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { deriveKey } from '../seal/index.ts'
import type { Found, Rows, RunResult, SqlValue } from './rows.ts'
import {
  closedError,
  type Damage,
  damageError,
  isUnreadable,
  severeError,
  sqliteCode,
} from './sqlite-errors.ts'

export interface EncryptedFileOptions {
  path: string
  /** The home's storage key, 32 bytes. The file's own key is derived from it. */
  key: Uint8Array
  /** full: a commit is on the disk when it returns. normal: it survives a crash of the process, not of the machine. */
  durability: 'full' | 'normal'
}

interface Sizes {
  /** Each page that is not in memory is decrypted and checked anew; keys are random, so that a ledger is read all over. */
  cacheKib: number
  /** After so many pages the write-ahead log goes into the file. A page that changes again and again until then goes there once. */
  logPages: number
}

const USUAL: Sizes = { cacheKib: 8192, logPages: 1000 }
/** For rows by the ten thousand, whose random keys come to all pages in turn. */
const MANY: Sizes = { cacheKib: 24 * 1024, logPages: 32_000 }

type NativeParams = Parameters<ReturnType<Database['prepare']>['run']>[0]

export class EncryptedFile implements Rows {
  readonly #path: string
  readonly #setUp: string
  #database: Database
  #isOpen = true
  #damage: Damage | null = null

  /** @throws EngineError DAMAGED if the file is no database under this key, HOME_LOCKED if it is open elsewhere */
  constructor({ path, key, durability }: EncryptedFileOptions) {
    this.#path = path
    this.#setUp = setUp(key, durability)
    createPrivately(path)
    this.#database = openDatabase(path, this.#setUp)
  }

  /** What was found unreadable so far, by any statement. */
  get damage(): Damage | null {
    return this.#damage
  }

  get<T = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): Found<T> {
    return this.#try(() => this.#database.prepare(sql).get(bind(params)) as Found<T>)
  }

  all<T = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): T[] {
    return this.#try(() => this.#database.prepare(sql).all(bind(params)) as T[])
  }

  run(sql: string, ...params: SqlValue[]): RunResult {
    return this.#try(() => this.#database.prepare(sql).run(bind(params)))
  }

  /** Several statements without parameters. */
  exec(sql: string): void {
    this.#try(() => this.#database.exec(sql))
  }

  /** More memory and a longer log while very many rows are written, or as usual again. */
  expectMany(isExpected: boolean): void {
    this.exec(sizesSql(isExpected ? MANY : USUAL))
  }

  /** Reads and checks every page; what is wrong is in `damage` then. */
  check(): void {
    try {
      const badPages = this.all('PRAGMA cipher_integrity_check')
      const structure = this.get<{ quick_check: string }>('PRAGMA quick_check(1)')
      if (badPages.length > 0 || structure?.quick_check !== 'ok') this.#noteDamage('SQLITE_CORRUPT')
    } catch (error) {
      if (this.#damage === null) throw error
    }
  }

  close(): void {
    if (this.#isOpen) this.#database.close()
    this.#isOpen = false
  }

  #try<T>(action: () => T): T {
    if (!this.#isOpen) throw this.#damage === null ? closedError() : damageError(this.#damage)
    try {
      return action()
    } catch (error) {
      const code = sqliteCode(error)
      if (code !== null && isUnreadable(error)) this.#openAgain(code)
      throw severeError(error) ?? this.#afterDamage(code, error)
    }
  }

  /** Opened again in the middle of a transaction, the file knows none of its savepoints: that is no fault of the SQL. */
  #afterDamage(code: string | null, error: unknown): unknown {
    return code === null || this.#damage === null ? error : damageError(this.#damage, error)
  }

  /** SQLCipher answers nothing more once a page has failed its check; the other pages are to stay readable. */
  #openAgain(code: string): void {
    this.#noteDamage(code)
    this.close()
    this.#database = openDatabase(this.#path, `${this.#setUp} PRAGMA query_only = ON;`)
    this.#isOpen = true
  }

  #noteDamage(sqlite: string): void {
    this.#damage ??= { reason: 'unreadable', sqlite }
  }
}

/**
 * The driver hands SQLite the address of the bytes, and an array without memory of its own has none: SQLite then
 * stores NULL. A view into other memory is stored as the empty blob that it is.
 */
const EMPTY_BLOB = new Uint8Array(1).subarray(1)

function bind(params: SqlValue[]): NativeParams {
  for (let place = 0; place < params.length; place++) {
    const value = params[place]
    if (typeof value === 'object' && value?.byteLength === 0) params[place] = EMPTY_BLOB
  }
  return params as NativeParams
}

function setUp(key: Uint8Array, durability: EncryptedFileOptions['durability']): string {
  const fileKey = toHex(deriveKey('fumikura/database-key/1', key))
  // SQLCipher would write its own complaints to stderr; ours are thrown, and logged by the caller.
  // Exclusive: one connection for the whole life of the home needs no shared memory file, and nobody else can hold a
  // read open that would keep a checkpoint from truncating the write-ahead log.
  return `
    PRAGMA cipher_log_level = NONE;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA key = "x'${fileKey}'";
    SELECT count(*) FROM sqlite_schema;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${durability};
    PRAGMA fullfsync = ${durability === 'full' ? 'ON' : 'OFF'};
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA secure_delete = ON;
    ${sizesSql(USUAL)}
    PRAGMA foreign_keys = ON;
    PRAGMA cell_size_check = ON;
    PRAGMA trusted_schema = OFF;
  `
}

function sizesSql({ cacheKib, logPages }: Sizes): string {
  return `PRAGMA cache_size = -${cacheKib}; PRAGMA wal_autocheckpoint = ${logPages};`
}

function openDatabase(path: string, setUpSql: string): Database {
  const database = new Database(path, { cacheStatements: true })
  try {
    database.exec(setUpSql)
    return database
  } catch (error) {
    database.close()
    throw severeError(error) ?? error
  }
}

/** SQLite gives its -wal file the mode it finds on the database. */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    throw new EngineError('NO_SPACE', 'there is no space left on the disk', { cause: error })
  }
}
