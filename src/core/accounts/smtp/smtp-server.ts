// The port SubmissionServer: a connection for each mail.
import { EngineError } from '../../contract/errors.ts'
import type { ServerOptions } from '../mail-server.ts'
import type { SubmissionServer } from '../submission.ts'
import { listRefused } from './smtp-error.ts'
import { SmtpSession, type SmtpTimes } from './smtp-session.ts'

const MINUTE_MS = 60_000

const TIMES: SmtpTimes = {
  connectMs: MINUTE_MS,
  greetingMs: MINUTE_MS,
  silentMs: 5 * MINUTE_MS,
}

export function openSmtpServer(options: ServerOptions, times: Partial<SmtpTimes> = {}): SubmissionServer {
  const allTimes = { ...TIMES, ...times }
  return {
    check: (signal) =>
      SmtpSession.run(options, allTimes, signal, async ({ maxBytes, canReport }) => ({
        maxBytes,
        canReport,
      })),
    submit: (mail, signal) =>
      SmtpSession.run(options, allTimes, signal, async (session) => {
        const { maxBytes } = session
        if (maxBytes !== null && mail.raw.length > maxBytes)
          throw new EngineError('TOO_LARGE', 'larger than the server takes', { details: { maxBytes } })
        const { accepted, rejectedErrors } = await session.send(mail)
        return { accepted, refused: listRefused(rejectedErrors) }
      }),
  }
}
