// What the command line adds where files may say a place that cannot be removed: the way to give them all the same.
import { EngineError, isEngineError } from '../../../core/contract/index.ts'

/** @throws what it threw; PLACE_REMAINS with the option that is meant for it */
export async function orKeepPlace<T>(giving: Promise<T>): Promise<T> {
  try {
    return await giving
  } catch (error) {
    if (!isEngineError(error, 'PLACE_REMAINS')) throw error
    const message = `${error.message} Leave them out, or give everything as it is with --keep-place.`
    throw new EngineError(error.code, message, { details: error.details, cause: error })
  }
}
