// What SQLite says went wrong, in the words of the engine.
// A full disk at "store" must read NO_SPACE and a damaged file DAMAGED; all else is the caller's own SQL.
import { EngineError } from '../contract/errors.ts'

/** Why a ledger no longer takes writes. JSON values: it travels in the details of DAMAGED. */
export type Damage =
  | { reason: 'unreadable'; sqlite: string }
  | { reason: 'missing'; mirroredCommits: number }
  | { reason: 'rewound'; commits: number; mirroredCommits: number }
  | { reason: 'other-history'; commits: number; mirroredCommits: number }

const SENTENCES: Record<Damage['reason'], string> = {
  unreadable: 'the ledger has pages that cannot be read',
  missing: 'the ledger is gone or empty, though commits were made',
  rewound: 'the ledger has lost its latest commits',
  'other-history': 'the ledger is not the one that was last written here',
}

/** What was asked for when the home had been closed. */
export function closedError(): EngineError {
  return new EngineError('CANCELLED', 'the ledger is closed')
}

export function damageError(damage: Damage, cause?: unknown): EngineError {
  return new EngineError('DAMAGED', SENTENCES[damage.reason], { details: { ...damage }, cause })
}

/** The code of an error that came from SQLite, or null. */
export function sqliteCode(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : null
}

/** Pages that fail their check, as opposed to a disk that refuses for now. */
export function isUnreadable(error: unknown): boolean {
  const code = sqliteCode(error)
  if (code === null) return false
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || isWordless(code, error)
}

/** When a write needs such a page, SQLCipher fails without a reason; wrong SQL always has one. */
function isWordless(code: string, error: unknown): boolean {
  return code === 'SQLITE_ERROR' && (error as Error).message.endsWith('SQL logic error')
}

/**
 * The EngineError for a failure after which SQLite may have rolled the whole transaction back by itself;
 * null for one that leaves it standing (a constraint, wrong SQL, a value that cannot be bound).
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
    return refusal('INTERNAL', 'the database gave up', code, error)
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
