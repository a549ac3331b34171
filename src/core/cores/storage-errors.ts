// What the database under the cores says went wrong, in the words of the engine.
// A full disk at "store" must read NO_SPACE, a copied folder or spoiled files DAMAGED; everything else stays as it is.
import { EngineError, isEngineError } from '../contract/errors.ts'

/** The EngineError for what can happen to a healthy program, else the error itself. */
export function explainStorage(error: unknown): unknown {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT' || isFullWhileOpening(error)) return noSpace(error)
  if (code === 'DEVICE_FILE') {
    const message =
      'The cores lie in another place than they were made in: a copy of a home must not write to them.'
    return new EngineError('DAMAGED', message, { details: { reason: 'copied' }, cause: error })
  }
  if (code === 'SESSION_CLOSED')
    return new EngineError('CANCELLED', 'The core was closed meanwhile.', { cause: error })
  if (isStillLocked(error))
    return new EngineError(
      'HOME_LOCKED',
      'The cores are open already, or failed to open before in this process.',
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

/** What stops an opening and may be gone by the next one: others have the file, or the machine itself refuses. */
const PASSING =
  /lock hold|no locks|be locked|permi|too many|input\/output|read-only|cannot allocate|temporarily|busy/i

/** Whether the files themselves are damaged, so that trying again can only say so again. */
export function isSpoiledForGood(error: unknown): boolean {
  if (!isEngineError(explainStorage(error), 'DAMAGED') || !isSpoiled(error)) return false
  return !(error instanceof Error && PASSING.test(error.message))
}

/** What a read gives, or why it cannot. @throws NO_SPACE, DAMAGED */
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

/** RocksDB reports some of what stops it while it opens as EIO, with the reason only in words. */
function isFullWhileOpening(error: unknown): boolean {
  return error instanceof Error && error.message.includes('No space left on device')
}

/** How RocksDB says that a checksum does not hold, or that a file is gone or of no known form. */
const SPOILED = new Set<unknown>(['EIO', 'ENOENT'])

function isSpoiled(error: unknown): boolean {
  return SPOILED.has(codeOf(error))
}

/** An opening that failed keeps the lock of its file for as long as the process lives; no other code names it. */
function isStillLocked(error: unknown): boolean {
  return error instanceof Error && error.message.includes('could not be locked')
}

/** A batch that was not applied names its reason as its cause. */
function codeOf(error: unknown): unknown {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  return code ?? (cause === undefined ? undefined : codeOf(cause))
}
