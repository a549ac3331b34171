// Translates errors of the cores' database to EngineErrors.
// A full disk at "store" becomes NO_SPACE, and a copied folder or damaged files
// DAMAGED. Other errors stay as they are.
import { isDiskFull } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'

/** Returns the EngineError for a failure of the environment. Otherwise the error itself. */
export function explainStorage(error: unknown): unknown {
  const code = codeOf(error)
  if (isDiskFull(error) || isFullWhileOpening(error)) return noSpace(error)
  if (code === 'DEVICE_FILE') {
    const message =
      'The cores are not in the folder in which they were created. A copy of a home must not write to them.'
    return new EngineError('DAMAGED', message, { details: { reason: 'copied' }, cause: error })
  }
  if (code === 'SESSION_CLOSED')
    return new EngineError('CANCELLED', 'The core was closed meanwhile.', { cause: error })
  if (isStillLocked(error))
    return new EngineError(
      'HOME_LOCKED',
      'The cores are open already, or failed to open earlier in this process.',
      {
        details: { pid: process.pid },
        cause: error,
      },
    )
  if (isSpoiled(error)) {
    const message = 'The files of the cores are damaged.'
    return new EngineError('DAMAGED', message, { details: { reason: 'cores' }, cause: error })
  }
  return error
}

/** Messages of temporary failures to open: another process has the file, or the system refuses. */
const PASSING =
  /lock hold|no locks|be locked|permi|too many|input\/output|read-only|cannot allocate|temporarily|busy/i

/** True if the files are damaged, so that a retry would fail again. */
export function isSpoiledForGood(error: unknown): boolean {
  if (!isEngineError(explainStorage(error), 'DAMAGED') || !isSpoiled(error)) return false
  return !(error instanceof Error && PASSING.test(error.message))
}

/** Awaits a read and translates its error. @throws NO_SPACE, DAMAGED */
export async function explained<T>(read: Promise<T>): Promise<T> {
  try {
    return await read
  } catch (error) {
    throw explainStorage(error)
  }
}

export function noSpace(cause?: unknown, details: Record<string, unknown> = {}): EngineError {
  return new EngineError('NO_SPACE', 'There is no space left on the disk.', { details, cause })
}

/** RocksDB reports a full disk at opening as EIO, with the reason only in the message. */
function isFullWhileOpening(error: unknown): boolean {
  return error instanceof Error && error.message.includes('No space left on device')
}

/** RocksDB's codes for a wrong checksum, and for a missing file or one of an unknown form. */
const SPOILED = new Set<unknown>(['EIO', 'ENOENT'])

function isSpoiled(error: unknown): boolean {
  return SPOILED.has(codeOf(error))
}

/**
 * A failed opening keeps the lock of its file until the process ends. The code of
 * the error does not show it, only its message.
 */
function isStillLocked(error: unknown): boolean {
  return error instanceof Error && error.message.includes('could not be locked')
}

/** Returns the code of an error or of its causes. A failed batch has the reason in its cause. */
function codeOf(error: unknown): unknown {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  return code ?? (cause === undefined ? undefined : codeOf(cause))
}
