// The one error type that crosses every door, and the catalogue of its codes.
// Each refusal in the life of a message has a code here; texts may change, codes may not.

/**
 * Every code that a call can throw. Scripts of users depend on these codes, so do not change them.
 */
export const ERROR_CODES = [
  'NOT_FOUND',
  'NOT_A_READER',
  'NOT_YOURS',
  'HELD',
  'NOT_YET',
  'TOO_LATE',
  'RECALLED',
  'EXPIRED',
  'SEALED',
  'AUTHOR_AWAY',
  'KEEPERS_AWAY',
  'UNREACHABLE',
  'ALTERED',
  'REWRITTEN',
  'DAMAGED',
  'NO_SPACE',
  'TOO_LARGE',
  'CORRECTED_OFTEN',
  'QUOTA',
  'BLOCKED',
  'SENT',
  'AMBIGUOUS',
  'HOME_EXISTS',
  'HOME_LOCKED',
  'NEWER_HOME',
  'NO_PERSON',
  'LOCKED',
  'BAD_PASSPHRASE',
  'PASSPHRASE_NEEDED',
  'COMMAND_ONLY',
  'BACKUP_LOCKED',
  'BAD_BACKUP_PASSPHRASE',
  'INVITE_USED',
  'INVITE_EXPIRED',
  'INVITER_AWAY',
  'NOT_A_POSTER',
  'LINK_REVOKED',
  'PLACE_REMAINS',
  'MAIL_REFUSED',
  'MAIL_UNSAFE',
  'MAIL_AWAY',
  'GONE',
  'PARTS_AWAY',
  'NOT_FROM_A_PHONE',
  'PHONE_LOCKED',
  'HOME_AWAY',
  'INVALID',
  'CANCELLED',
  'INTERNAL',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

export interface EngineErrorOptions {
  /** Facts that a program can use. JSON values only. */
  details?: Record<string, unknown>
  cause?: unknown
}

/**
 * A refusal with a code that the caller can handle. `INTERNAL` means a bug. `CANCELLED` means that
 * the caller cancelled.
 */
export class EngineError extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, unknown>

  constructor(code: ErrorCode, message: string, options: EngineErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'EngineError'
    this.code = code
    this.details = options.details ?? {}
  }
}

export function isEngineError(error: unknown, code?: ErrorCode): error is EngineError {
  return error instanceof EngineError && (code === undefined || error.code === code)
}
