// What follows a try to hand a mail over.
import { expect, test } from 'vitest'
import { EngineError, type ErrorCode } from '../../../src/core/contract/errors.ts'
import { decideEnd, decideNextTry } from '../../../src/core/outside/decide-end.ts'

const refusal = (code: ErrorCode, details: Record<string, unknown> = {}): EngineError =>
  new EngineError(code, 'said', { details })

test.each([
  ['a refusal for good', refusal('MAIL_REFUSED', { isFinal: true, status: 550, line: '550 No' }), 'never'],
  ['a refusal for now', refusal('MAIL_REFUSED', { isFinal: false, status: 450 }), 'later'],
  ['a sign-in that is refused', refusal('MAIL_REFUSED', { isFinal: true, status: 535 }), 'later'],
  ['a mail above the limit', refusal('TOO_LARGE', { maxBytes: 1 }), 'never'],
  ['no connection', refusal('MAIL_AWAY', { isUnknown: false }), 'later'],
  ['a connection that broke at the end', refusal('MAIL_AWAY', { isUnknown: true }), 'unknown'],
  ['a server without TLS', refusal('MAIL_UNSAFE'), 'later'],
  ['an error that nobody knows', new Error('what'), 'unknown'],
])('%s: %#', (_name, error, end) => {
  expect(decideEnd(error).end).toBe(end)
})

test('tries follow after 1, 5 and 30 minutes, then hourly, and end after two days', () => {
  const minutes = [1, 2, 3, 4, 5].map((tries) => decideNextTry(tries, 0, 0)! / 60_000)
  expect(minutes).toEqual([1, 5, 30, 60, 60])
  expect(decideNextTry(50, 0, 48 * 3_600_000)).toBeNull()
})
