// Adds a hint to the PLACE_REMAINS error: the command-line option that gives the files with their
// location.
import { EngineError, isEngineError } from '../../../core/contract/index.ts'

/** @throws the same error; PLACE_REMAINS with the hint */
export async function orKeepPlace<T>(giving: Promise<T>): Promise<T> {
  try {
    return await giving
  } catch (error) {
    if (!isEngineError(error, 'PLACE_REMAINS')) throw error
    const message = `${error.message} Leave these files out, or keep their location with --keep-place.`
    throw new EngineError(error.code, message, { details: error.details, cause: error })
  }
}
