// Decides what follows a try to hand a mail over. Pure.
import { isEngineError } from '../contract/errors.ts'

/**
 * `later`: the mail did not leave, and may at another try. `never`: the server refused it for good.
 * `unknown`: the connection broke when the server may have had all of it.
 */
export interface FailedTry {
  end: 'later' | 'never' | 'unknown'
  /** The server's own line, or what happened. */
  line: string
}

/** @param error what `submit` threw. An error that is not known may have come at any moment. */
export function decideEnd(error: unknown): FailedTry {
  if (!isEngineError(error)) return { end: 'unknown', line: String(error) }
  const { isUnknown, isFinal, line, status } = error.details
  const shown = typeof line === 'string' && line !== '' ? line : error.message
  if (isUnknown === true) return { end: 'unknown', line: shown }
  const isOfMail = error.code === 'TOO_LARGE' || error.code === 'INVALID'
  const isRefused = isFinal === true && !SIGN_IN.has(status)
  return { end: isOfMail || isRefused ? 'never' : 'later', line: shown }
}

/** The server refuses the sign-in and not the mail, which waits until its person mends the account. */
const SIGN_IN: ReadonlySet<unknown> = new Set([530, 534, 535, 538])

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const FIRST_PAUSES_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS]
const GIVES_UP_AFTER_MS = 48 * HOUR_MS

/**
 * Returns the time of the next try. Null after two days.
 * @param tries how many there were
 */
export function decideNextTry(tries: number, firstTryAt: number, now: number): number | null {
  if (now - firstTryAt >= GIVES_UP_AFTER_MS) return null
  return now + (FIRST_PAUSES_MS[tries - 1] ?? HOUR_MS)
}

/**
 * How often a mail is handed over although it may have arrived, before its author decides. Its
 * Message-ID is the same each time, and most servers show such a mail once.
 */
export const MAX_UNKNOWN_ENDS = 2
export const AFTER_UNKNOWN_MS = 5 * MINUTE_MS
