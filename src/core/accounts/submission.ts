// The port to a submission server (RFC 6409). smtp/ implements it with nodemailer.
import type { ServerOptions } from './mail-server.ts'

export interface RefusedRecipient {
  address: string
  /** The server's own line. */
  line: string
  /** True if another try is of no use. */
  isFinal: boolean
}

export interface SubmissionServer {
  /** Connects, signs in, and ends. Returns the limit that the server states for one mail. */
  check(signal: AbortSignal): Promise<{ maxBytes: number | null; canReport: boolean }>
  /**
   * Hands one mail over. Resolves when the server took responsibility (250 after DATA).
   * @throws MAIL_REFUSED with details { line, status, isFinal }: 5xx is final, 4xx may be tried
   *   again; details.refused has each recipient if none was accepted
   * @throws TOO_LARGE with details.maxBytes, INVALID for an address that is none, MAIL_UNSAFE,
   *   CANCELLED before all bytes were sent
   * @throws MAIL_AWAY; once all bytes were sent (details.isUnknown), the server may have taken it
   */
  submit(
    mail: { from: string; to: string[]; raw: Uint8Array; envelopeId: string },
    signal: AbortSignal,
  ): Promise<{ accepted: string[]; refused: RefusedRecipient[] }>
}

export type OpenSubmission = (options: ServerOptions) => SubmissionServer
