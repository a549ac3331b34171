// What went wrong at a sign-in by browser, in this project's codes.
import { AuthorizationResponseError, ResponseBodyError } from 'oauth4webapi'
import { oneLine } from '../../base/index.ts'
import { EngineError, isEngineError } from '../../contract/errors.ts'

const MAX_LINE_CHARS = 300

/** MAIL_REFUSED: the provider or its person said no. MAIL_AWAY: there was no answer of use. */
export function toOauthError(error: unknown): EngineError {
  if (isEngineError(error)) return error
  const saysNo = error instanceof AuthorizationResponseError || error instanceof ResponseBodyError
  if (!saysNo) return new EngineError('MAIL_AWAY', 'The provider did not answer.', { cause: error })
  // A provider that is out of order answers in the same form.
  if (error instanceof ResponseBodyError && error.status >= 500)
    return new EngineError('MAIL_AWAY', 'The provider is out of order.', { cause: error })
  return refused(`${error.error}: ${error.error_description ?? ''}`, 'provider', error)
}

/** @param reason `expired`: nobody came back in time. `no-refresh-token`: it would end in an hour. */
export function refused(
  line: string,
  reason: 'provider' | 'expired' | 'no-refresh-token',
  cause?: unknown,
): EngineError {
  const details = { line: oneLine(line, MAX_LINE_CHARS).replace(/: ?$/, ''), reason }
  return new EngineError('MAIL_REFUSED', 'The sign-in by browser was refused.', { details, cause })
}
