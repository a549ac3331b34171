// What the database under the cores says went wrong, in the words of the engine.
// A full disk at "store" must read NO_SPACE, and a copied folder DAMAGED; everything else stays as it is.
import { EngineError } from '../contract/errors.ts'

/** The EngineError for what can happen to a healthy program, else the error itself. */
export function explainStorage(error: unknown): unknown {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT' || isFullWhileOpening(error)) return noSpace(error)
  if (code === 'DEVICE_FILE') {
    const message =
      'The cores lie in another place than they were made in: a copy of a home must not write to them.'
    return new EngineError('DAMAGED', message, { details: { reason: 'copied' }, cause: error })
  }
  return error
}

export function noSpace(cause?: unknown): EngineError {
  return new EngineError('NO_SPACE', 'There is no space left on the disk.', { cause })
}

/** RocksDB reports some of what stops it while it opens as EIO, with the reason only in words. */
function isFullWhileOpening(error: unknown): boolean {
  return error instanceof Error && error.message.includes('No space left on device')
}

/** A batch that was not applied names its reason as its cause. */
function codeOf(error: unknown): unknown {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  return code ?? (cause === undefined ? undefined : codeOf(cause))
}
