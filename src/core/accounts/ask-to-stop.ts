// Asks the sender of mails to many to stop them, by one request (RFC 8058). The request says nothing but
// what the link says: no cookie, no name of this program.
import { EngineError } from '../contract/errors.ts'
import { requestPublic, type PublicNetwork } from './discovery/public-request.ts'

/**
 * @param url of a link that its sender has signed
 * @throws MAIL_AWAY without an answer, MAIL_REFUSED for any but success, also for a redirect
 */
export type AskToStop = (url: string, signal: AbortSignal) => Promise<void>

const BODY = 'List-Unsubscribe=One-Click'
const DEADLINE_MS = 30_000

export function stopRequester(network: PublicNetwork = {}): AskToStop {
  return async (url, signal) => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': `${BODY.length}`,
    }
    const limit = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)])
    const target = new URL(url)
    const response = await requestPublic(target, { body: BODY, headers }, network, limit).catch(
      (error: unknown) => {
        signal.throwIfAborted()
        throw new EngineError('MAIL_AWAY', `${target.hostname} does not answer.`, { cause: error })
      },
    )
    // Nothing of the answer is read.
    response.destroy()
    const { statusCode = 0 } = response
    if (statusCode < 200 || statusCode > 299)
      throw new EngineError('MAIL_REFUSED', `${target.hostname} did not accept the request.`, {
        details: { line: `HTTP ${statusCode}` },
      })
  }
}
