// The words about a refused subscription.
import { isEngineError } from '../../core/contract/index.ts'
import { describeError } from '../messages/errors.ts'
import { m } from '../messages/far.ts'

/** What is no error of home comes from the browser and its service. */
export const describePushError = (error: unknown): string =>
  isEngineError(error) ? describeError(error) : m.phone.push.failed
