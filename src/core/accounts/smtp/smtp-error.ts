// What went wrong at a submission server, in this project's codes. Pure: from an error of nodemailer
// or Node to an EngineError.
import type { NodemailerError } from 'nodemailer/lib/errors'
import { EngineError, isEngineError } from '../../contract/errors.ts'
import type { RefusedRecipient } from '../submission.ts'
import { unsafe } from '../safe-tls.ts'

const RETRY_MS = 5 * 60_000

type Fault = Partial<NodemailerError> & { originalCode?: string }

/** @param isSent true once every byte of a mail was handed to the wire */
export function toSubmissionError(error: unknown, isSent: boolean): EngineError {
  if (isEngineError(error)) return error
  const fault = error as Fault
  if (isTlsFault(fault)) return unsafe('no-tls', null, error)
  const status = fault.responseCode ?? null
  if (status === null) return fault.command === 'API' ? invalid(fault) : away(fault, isSent)
  // 421 ends the connection, and 454 answers a sign-in that cannot be decided now.
  if (status === 421 || (fault.code === 'EAUTH' && status < 500)) return away(fault, isSent)
  return refusal(fault, status)
}

/** Returns a line for each recipient that was refused. */
export function listRefused(errors: readonly NodemailerError[] | undefined): RefusedRecipient[] {
  return (errors ?? []).map((fault) => ({
    address: fault.recipient ?? '',
    line: lineOf(fault),
    isFinal: (fault.responseCode ?? 0) >= 500,
  }))
}

function isTlsFault(fault: Fault): boolean {
  const inner = fault.originalCode ?? ''
  if (inner.startsWith('ERR_SSL') || inner === 'EPROTO') return true
  // Refused by the server, or not offered. A wire that broke in the handshake has no response.
  return fault.code === 'ETLS' && fault.command === 'STARTTLS'
}

function refusal(fault: Fault, status: number): EngineError {
  const refused = listRefused(fault.rejectedErrors)
  // A greeting refuses the computer, not the mail, and may be another one in an hour.
  const isFinal = status >= 500 && fault.code !== 'EPROTOCOL'
  const details = { line: lineOf(fault), status, isFinal, ...(refused.length > 0 ? { refused } : {}) }
  return new EngineError('MAIL_REFUSED', `submission server: ${details.line}`, { details, cause: fault })
}

function away(fault: Fault, isSent: boolean): EngineError {
  const details = {
    reason: fault.originalCode ?? fault.code ?? 'closed',
    line: lineOf(fault),
    retryMs: RETRY_MS,
    isUnknown: isSent,
  }
  return new EngineError('MAIL_AWAY', `submission server: ${fault.message ?? 'closed'}`, {
    details,
    cause: fault,
  })
}

function invalid(fault: Fault): EngineError {
  return new EngineError('INVALID', `submission: ${fault.message ?? ''}`, { cause: fault })
}

/** The server's own words on one line. */
function lineOf(fault: Fault): string {
  return (fault.response ?? '').replace(/\s+/g, ' ').trim().slice(0, 500)
}
