// Sessions and the codes that begin them: lifetimes, limits, and revocation.
import { beforeEach, expect, it, vi } from 'vitest'
import { Sessions } from '../../src/main/host/sessions.ts'

let sessions: Sessions
beforeEach(() => (sessions = new Sessions()))

function begin(label: string, now: number): { session: string; secret: string } {
  return sessions.begin(sessions.drawCode(now + 1000), label, now)!
}

it('begin() accepts a code once, and only before its expiry', () => {
  const [code, late] = [sessions.drawCode(1000), sessions.drawCode(1000)]
  expect(code).toMatch(/^[0-9a-f]{64}$/)
  expect(sessions.begin(code, 'a browser', 999)).not.toBeNull()
  expect(sessions.begin(code, 'a browser', 999)).toBeNull()
  expect(sessions.begin(late, 'a browser', 1000)).toBeNull()
  expect(sessions.begin(late, 'a browser', 0)).toBeNull()
  expect(sessions.list()).toHaveLength(1)
})

it('a code reports once that it is spent: used, expired, or over the limit', () => {
  const spent = vi.fn()
  sessions.begin(sessions.drawCode(1000, spent), '', 0)
  sessions.begin(sessions.drawCode(1000, spent), '', 5000)
  expect(spent).toHaveBeenCalledTimes(2)
  const first = sessions.drawCode(1000, spent)
  for (let at = 0; at < 64; at++) sessions.drawCode(1000)
  expect(spent).toHaveBeenCalledTimes(3)
  expect(sessions.begin(first, '', 0)).toBeNull()
})

it('isProven() is true for the session’s own proof of that text only', () => {
  const [one, other] = [begin('one', 0), begin('other', 0)]
  const proof = sessions.sign(one.session, 'text')!
  expect(sessions.isProven(one.session, 'text', proof, 1)).toBe(true)
  for (const [session, text, given] of [
    [other.session, 'text', proof],
    [one.session, 'another text', proof],
    [one.session, 'text', proof.slice(2)],
    [one.session, 'text', ''],
    ['0'.repeat(16), 'text', proof],
  ] as const)
    expect([session, text, given, sessions.isProven(session, text, given, 1)]).toEqual([
      session,
      text,
      given,
      false,
    ])
})

it('a session was last seen now if it has an open page, else when its last page closed', () => {
  const { session } = begin('open', 0)
  const [leaveOne, leaveOther] = [sessions.openPage(session), sessions.openPage(session)]
  const seen = (now: number) =>
    sessions.list(now).map(({ isOpen, lastSeenAt }) => [isOpen, Date.parse(lastSeenAt)])
  expect(seen(900_000)).toEqual([[true, 900_000]])
  leaveOne(1_000_000)
  expect(seen(1_100_000)).toEqual([[true, 1_100_000]])
  leaveOther(1_200_000)
  expect(seen(2_000_000)).toEqual([[false, 1_200_000]])
})

it('the least recently seen session ends when there are more than 64', () => {
  const begun = Array.from({ length: 64 }, (_, at) => begin(String(at), at))
  const onRevoked = vi.fn()
  sessions.onRevoked(onRevoked)
  sessions.isProven(begun[0]!.session, 'x', sessions.sign(begun[0]!.session, 'x')!, 1000)
  begin('one more', 2000)
  const left = sessions.list().map(({ label }) => label)
  expect([left.length, left.includes('0'), left.includes('1')]).toEqual([64, true, false])
  expect(onRevoked).toHaveBeenCalledExactlyOnceWith(begun[1]!.session)
})

it('close() ends every session and every code', () => {
  const { session } = begin('a browser', 0)
  const code = sessions.drawCode(1000)
  sessions.close()
  expect([sessions.list(), sessions.sign(session, 'x'), sessions.begin(code, '', 0)]).toEqual([
    [],
    null,
    null,
  ])
})
