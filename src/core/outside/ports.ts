// What handing a mail over needs of the mail accounts. The composition root gives it.
import type { Rows } from '../ledger/index.ts'

/** An account of this person, and the address that a mail is from. */
export interface SendingAccount {
  account: string
  address: string
  name: string
  /** The largest mail that its server takes. Null if it does not say. */
  maxBytes: number | null
}

export interface Envelope {
  from: string
  to: string[]
  raw: Uint8Array
  /** By which a report names this mail. */
  envelopeId: string
}

/** How the server answered for each reader. */
export interface Submitted {
  accepted: string[]
  refused: { address: string; line: string; isFinal: boolean }[]
}

/** A server that takes mails over (RFC 6409). Errors have the details that `decideEnd` reads. */
export interface Submission {
  submit(envelope: Envelope, signal: AbortSignal): Promise<Submitted>
}

export interface MailSender {
  /**
   * Returns the account of this address. Null wants the usual one. Null if there is no account that
   * sends.
   */
  findSendingAccount(rows: Rows, wanted: string | null): SendingAccount | null
  /** True if mail to this address comes to this person. */
  isOwnAddress(rows: Rows, address: string): boolean
  open(account: string): Submission
  /** Files the mail as sent, unless the server has it there already. */
  keepInSent(account: string, raw: Uint8Array, messageId: string): Promise<void>
  /** True if the server filed this mail as sent. False also if it does not file any. */
  wasSent(account: string, messageId: string): Promise<boolean>
}
