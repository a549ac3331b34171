// One SQLite file under SQLCipher: opened with a raw key, with cached statements and translated
// errors. The ledger and the index are both such files. They differ in the durability of a commit.
import { closeSync, openSync } from 'node:fs'
import Database from '@signalapp/sqlcipher'
import { toHex, isDiskFull } from '../base/index.ts'
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
  /** The home's storage key, 32 bytes. The key of the file is derived from it. */
  key: Uint8Array
  /**
   * full: a commit is on the disk when it returns. normal: it survives a crash of
   * the process, but not of the machine.
   */
  durability: 'full' | 'normal'
}

interface Sizes {
  /**
   * Size of the page cache. SQLCipher decrypts and checks each page that is not
   * cached; keys are random, so reads are spread over the whole file.
   */
  cacheKib: number
  /**
   * Number of pages after which a commit copies the write-ahead log into the file. A page
   * that changes many times before is copied once. A quiet file copies it earlier.
   */
  logPages: number
}

const USUAL: Sizes = { cacheKib: 8192, logPages: 2000 }
/** For tens of thousands of rows, whose random keys spread over all pages. */
const MANY: Sizes = { cacheKib: 24 * 1024, logPages: 32_000 }

type NativeStatement = ReturnType<Database['prepare']>
type NativeParams = Parameters<NativeStatement['run']>[0]

export class EncryptedFile implements Rows {
  readonly #path: string
  readonly #setUp: string
  #database: Database
  /** By their text. They end with the database. */
  readonly #statements = new Map<string, NativeStatement>()
  #isOpen = true
  #damage: Damage | null = null

  /**
   * @throws EngineError DAMAGED if the file is not a database under this key,
   * HOME_LOCKED if it is open elsewhere
   */
  constructor({ path, key, durability }: EncryptedFileOptions) {
    this.#path = path
    this.#setUp = setUp(key, durability)
    createPrivately(path)
    this.#database = openDatabase(path, this.#setUp)
  }

  /** The damage that any statement has found so far. Null if there is none. */
  get damage(): Damage | null {
    return this.#damage
  }

  get<T = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): Found<T> {
    return this.#try(() => this.#prepare(sql).get(bind(params)) as Found<T>)
  }

  all<T = Record<string, SqlValue>>(sql: string, ...params: SqlValue[]): T[] {
    return this.#try(() => this.#prepare(sql).all(bind(params)) as T[])
  }

  run(sql: string, ...params: SqlValue[]): RunResult {
    return this.#try(() => this.#prepare(sql).run(bind(params)))
  }

  /** Runs several statements without parameters. */
  exec(sql: string): void {
    this.#try(() => this.#database.exec(sql))
  }

  /** True: more memory and a longer log, for writing very many rows. False: the usual sizes. */
  expectMany(isExpected: boolean): void {
    this.exec(sizesSql(isExpected ? MANY : USUAL))
  }

  /** Copies the write-ahead log into the file. It stays as it is until the next commit reuses it. */
  copyLog(): void {
    this.get('PRAGMA wal_checkpoint(PASSIVE)')
  }

  close(): void {
    if (this.#isOpen) this.#database.close()
    this.#statements.clear()
    this.#isOpen = false
  }

  /** The driver's own cache joins the text of each query to a new key, which takes longer than most. */
  #prepare(sql: string): NativeStatement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql, { persistent: true })
    this.#statements.set(sql, statement)
    return statement
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

  /**
   * If the file was reopened during a transaction, its savepoints are gone. An
   * error about them is not a fault of the SQL.
   */
  #afterDamage(code: string | null, error: unknown): unknown {
    return code === null || this.#damage === null ? error : damageError(this.#damage, error)
  }

  /**
   * After a page failed its check, SQLCipher refuses all statements. A reopened
   * file can still read the other pages.
   */
  #openAgain(code: string): void {
    this.#recordDamage(code)
    this.close()
    this.#database = openDatabase(this.#path, `${this.#setUp} PRAGMA query_only = ON;`)
    this.#isOpen = true
  }

  #recordDamage(sqlite: string): void {
    this.#damage ??= { reason: 'unreadable', sqlite }
  }
}

/**
 * The driver passes the address of the bytes to SQLite. An empty array has no address, so SQLite
 * would store NULL. An empty view into other memory has one, and SQLite stores an empty blob.
 */
const EMPTY_BLOB = new Uint8Array(1).subarray(1)

function bind(params: SqlValue[]): NativeParams {
  for (let index = 0; index < params.length; index++) {
    const value = params[index]
    if (typeof value === 'object' && value?.byteLength === 0) params[index] = EMPTY_BLOB
  }
  return params as NativeParams
}

function setUp(key: Uint8Array, durability: EncryptedFileOptions['durability']): string {
  const fileKey = toHex(deriveKey('fumikura/database-key/1', key))
  // cipher_log_level: SQLCipher would write errors to stderr. We throw them, and
  // the caller logs them. locking_mode: one connection for the whole life of the
  // home needs no shared memory file. No other connection can then hold a read open
  // that would prevent a checkpoint from truncating the log.
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
  const database = new Database(path)
  try {
    database.exec(setUpSql)
    return database
  } catch (error) {
    database.close()
    throw severeError(error) ?? error
  }
}

/** SQLite creates the -wal file with the mode of the database file. */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600))
  } catch (error) {
    if (!isDiskFull(error)) throw error
    throw new EngineError('NO_SPACE', 'there is no space left on the disk', { cause: error })
  }
}
