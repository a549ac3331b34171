// The port to a submission server (RFC 6409). smtp/ implements it with nodemailer.
import type { Credentials, ServerAddress, Trust } from './mail-server.ts'

export interface SubmissionServer {
  /** Connects, signs in, and ends. Returns the limit that the server states for one mail. */
  check(signal: AbortSignal): Promise<{ maxBytes: number | null; canReport: boolean }>
  /**
   * Hands one mail over. Resolves when the server took responsibility (250 after DATA).
   * @throws MAIL_REFUSED with details { line, status, isFinal }: 5xx is final, 4xx may be tried again;
   *   MAIL_UNSAFE, MAIL_AWAY. After MAIL_AWAY once all bytes were sent (details.isUnknown) the server may have
   *   taken it.
   */
  submit(
    mail: { from: string; to: string[]; raw: Uint8Array; envelopeId: string },
    signal: AbortSignal,
  ): Promise<{ accepted: string[]; refused: { address: string; line: string; isFinal: boolean }[] }>
}
export type OpenSubmission = (options: {
  address: ServerAddress
  credentials: Credentials
  trust: Trust
}) => SubmissionServer
