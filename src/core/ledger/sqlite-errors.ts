// Translates errors of SQLite to EngineErrors.
// A full disk at "store" becomes NO_SPACE, and a damaged file DAMAGED. Other errors
// are faults of the caller's SQL.
import { EngineError } from '../contract/errors.ts'

/**
 * The reason why a ledger is read-only. Only JSON values, because it is in the details of DAMAGED.
 */
export type Damage =
  | { reason: 'unreadable'; sqlite: string }
  | { reason: 'missing'; mirroredCommits: number }
  | { reason: 'rewound'; commits: number; mirroredCommits: number }
  | { reason: 'other-history'; commits: number; mirroredCommits: number }

const SENTENCES: Record<Damage['reason'], string> = {
  unreadable: 'some pages of the ledger cannot be read',
  missing: 'the ledger is missing or empty, although commits were made',
  rewound: 'the ledger has lost its latest commits',
  'other-history': 'the history of the ledger differs from the one that was written last',
}

/** Answers calls after the home was closed. */
export function closedError(): EngineError {
  return new EngineError('CANCELLED', 'the ledger is closed')
}

export function damageError(damage: Damage, cause?: unknown): EngineError {
  return new EngineError('DAMAGED', SENTENCES[damage.reason], { details: { ...damage }, cause })
}

/** Returns the code of an error that SQLite threw. Null for another error. */
export function sqliteCode(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : null
}

/** True for pages that fail their check. False for a disk that refuses only for now. */
export function isUnreadable(error: unknown): boolean {
  const code = sqliteCode(error)
  if (code === null) return false
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || isWordless(code, error)
}

/**
 * If a write needs a damaged page, SQLCipher fails without a specific message. An
 * error for wrong SQL always has one.
 */
function isWordless(code: string, error: unknown): boolean {
  return code === 'SQLITE_ERROR' && (error as Error).message.endsWith('SQL logic error')
}

/**
 * Returns the EngineError for a failure after which SQLite may have rolled back the whole
 * transaction. Null for a failure that keeps the transaction (a constraint, wrong SQL, a value
 * that cannot be bound).
 */
export function severeError(error: unknown): EngineError | null {
  const code = sqliteCode(error)
  if (code === null) return null
  if (isUnreadable(error)) return damageError({ reason: 'unreadable', sqlite: code }, error)
  if (code === 'SQLITE_FULL') return refusal('NO_SPACE', 'there is no space left on the disk', code, error)
  if (code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY' || code.startsWith('SQLITE_IOERR')) {
    return refusal('DAMAGED', 'the disk refused to read or write', code, error)
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return refusal('HOME_LOCKED', 'another process has this file open', code, error)
  }
  if (code === 'SQLITE_NOMEM' || code === 'SQLITE_INTERRUPT') {
    return refusal('INTERNAL', 'the database could not finish the statement', code, error)
  }
  return null
}

function refusal(
  code: 'NO_SPACE' | 'DAMAGED' | 'HOME_LOCKED' | 'INTERNAL',
  message: string,
  sqlite: string,
  cause: unknown,
): EngineError {
  return new EngineError(code, message, { details: { sqlite }, cause })
}
