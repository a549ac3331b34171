// What went wrong at a mail server, in this project's codes. Pure: from an error of imapflow, Node
// or TLS to an EngineError.
import type { ImapFlowError } from 'imapflow'
import { EngineError, isEngineError, type ErrorCode } from '../../contract/errors.ts'
import { unsafe } from '../safe-tls.ts'

const MINUTE_MS = 60_000

/** Response codes after which the server wants to be left alone, and for how long. */
const PAUSES: Readonly<Record<string, number>> = {
  OVERQUOTA: 60 * MINUTE_MS,
  THROTTLED: 10 * MINUTE_MS,
  LIMIT: 10 * MINUTE_MS,
  UNAVAILABLE: 5 * MINUTE_MS,
  INUSE: MINUTE_MS,
  // Another program has just removed a mail that was asked for.
  EXPUNGEISSUED: 1000,
}

const MISSING_CODES = ['NONEXISTENT', 'TRYCREATE']

/** Faults of what was asked, not of the server. */
const INVALID_CODES = ['InvalidSequenceSet', 'InvalidStringValue', 'InvalidTokenValue', 'InvalidSearchQuery']

export function toMailError(error: unknown): EngineError {
  if (isEngineError(error)) return error
  const fault = error as Partial<ImapFlowError>
  const code = fault.code ?? ''
  const line = lineOf(fault)
  if (isTlsFault(fault)) return unsafe('no-tls', null, error)
  if (INVALID_CODES.includes(code)) return make('INVALID', { reason: code }, error)
  if (code === 'ETHROTTLE') return away(line, fault.throttleReset ?? PAUSES.THROTTLED!, error)
  if (fault.reason !== undefined) return away(fault.reason, findPause(fault.reason) ?? MINUTE_MS, error)
  const pause = findPause(`[${fault.serverResponseCode ?? ''}] ${line}`)
  if (pause !== null) return away(line, pause, error)
  if (isMissing(fault)) return make('GONE', { line }, error)
  if (isRefusal(fault)) return make('MAIL_REFUSED', { line }, error)
  if (error instanceof TypeError && code === '') return make('INTERNAL', {}, error)
  return make('MAIL_AWAY', code === '' ? {} : { reason: code }, error)
}

/** A server that fell silent. */
export function silence(): EngineError {
  return make('MAIL_AWAY', { reason: 'silent' }, undefined)
}

/** Answers of imapflow that say no without an error of their own. */
export function refusal(line: string): EngineError {
  return make('MAIL_REFUSED', { line }, undefined)
}

function isTlsFault(fault: Partial<ImapFlowError>): boolean {
  const code = fault.code ?? ''
  if (code === 'STARTTLS_INJECTION' || code.startsWith('ERR_SSL') || code === 'EPROTO') return true
  // Without a code: no STARTTLS, or it was refused. A reset during the handshake has one.
  return fault.tlsFailed === true && code === ''
}

function isMissing(fault: Partial<ImapFlowError>): boolean {
  return fault.mailboxMissing === true || MISSING_CODES.includes(fault.serverResponseCode ?? '')
}

function isRefusal(fault: Partial<ImapFlowError>): boolean {
  if (fault.authenticationFailed === true) return true
  return fault.responseStatus === 'NO' || fault.responseStatus === 'BAD'
}

/** The server's own line, on one line. */
function lineOf(fault: Partial<ImapFlowError>): string {
  const line = fault.responseText ?? (typeof fault.response === 'string' ? fault.response : '')
  return (line === '' ? (fault.message ?? '') : line).replace(/\s+/g, ' ').trim().slice(0, 500)
}

function findPause(line: string): number | null {
  const upper = line.toUpperCase()
  const code = Object.keys(PAUSES).find((each) => upper.includes(`[${each}]`))
  return code === undefined ? null : PAUSES[code]!
}

function away(line: string, retryMs: number, cause: unknown): EngineError {
  return make('MAIL_AWAY', { line, retryMs }, cause)
}

function make(code: ErrorCode, details: Record<string, unknown>, cause: unknown): EngineError {
  const message = typeof details.line === 'string' ? details.line : (cause as Error | undefined)?.message
  return new EngineError(code, `mail server: ${message ?? code}`, { details, cause })
}
