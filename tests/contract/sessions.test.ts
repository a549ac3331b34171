// Sessions and the codes that begin them: lifetimes, limits, revocation, and what returns to a
// later run.
import { sign as signBy } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Sessions, type KeptSession, type Way } from '../../src/main/host/sessions.ts'
import { makePageMemory, sign, type PageMemory } from '../support/door-page.ts'

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
  expect(sessions.list(999)).toHaveLength(1)
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
  const proof = sessions.sign(one.session, 'text', 1)!
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

it('a session was last seen now if it has an open page, else when its last page closed', async () => {
  const { session } = begin('open', 0)
  const [one, other] = [await sessions.openPage(session, null), await sessions.openPage(session, null)]
  const seen = (now: number) =>
    sessions.list(now).map(({ isOpen, lastSeenAt }) => [isOpen, Date.parse(lastSeenAt)])
  expect(seen(900_000)).toEqual([[true, 900_000]])
  one.close(1_000_000, true)
  expect(seen(1_100_000)).toEqual([[true, 1_100_000]])
  other.close(1_200_000, true)
  expect(seen(2_000_000)).toEqual([[false, 1_200_000]])
})

it('the least recently seen session ends when there are more than 64', () => {
  const begun = Array.from({ length: 64 }, (_, at) => begin(String(at), at))
  const onRevoked = vi.fn()
  sessions.onRevoked(onRevoked)
  sessions.isProven(begun[0]!.session, 'x', sessions.sign(begun[0]!.session, 'x', 1000)!, 1000)
  begin('one more', 2000)
  const left = sessions.list(2000).map(({ label }) => label)
  expect([left.length, left.includes('0'), left.includes('1')]).toEqual([64, true, false])
  expect(onRevoked).toHaveBeenCalledExactlyOnceWith(begun[1]!.session)
})

it('close() ends every code, and every secret of this run', async () => {
  const { session } = begin('a browser', 0)
  const code = sessions.drawCode(1000)
  await sessions.close()
  expect([sessions.list(), sessions.sign(session, 'x', 0), sessions.begin(code, '', 0)]).toEqual([
    [],
    null,
    null,
  ])
})

describe('between runs', () => {
  const HOME_KEY = Buffer.alloc(32, 7)
  const DAY_MS = 24 * 60 * 60_000
  let kept: KeptSession[]
  let clock: number

  const run = (): Sessions => {
    const begun: Sessions = new Sessions({
      ...{ kept, homeKey: HOME_KEY },
      onKeep: async () => void (kept = structuredClone(begun.listKept(clock))),
    })
    return begun
  }

  /** One session with an open page for each label. */
  async function openPages(...labels: string[]) {
    sessions = run()
    return Promise.all(
      labels.map(async (label) => {
        const opened = begin(label, clock)
        const memory = makePageMemory()
        const way = { port: 4000, key: memory.publicKey }
        return { ...opened, memory, way, page: await sessions.openPage(opened.session, way) }
      }),
    )
  }

  const signed = ({ key }: PageMemory, text: string): string =>
    signBy('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('hex')

  beforeEach(() => {
    kept = []
    clock = DAY_MS
  })

  it('an open page is known in the next run by its key, at its port, and by nothing else', async () => {
    const [one, other] = await openPages('one', 'other')
    const secret = sessions.returnSecret(one!.session)
    await sessions.close()
    sessions = run()
    expect(sessions.returnSecret(one!.session)).toBe(secret)
    const signature = signed(one!.memory, 'text')
    const isBack = (session: string, way: Way, text: string, by: string): boolean =>
      sessions.hasReturned(session, way, text, by, clock)
    expect(isBack(one!.session, one!.way, 'text', signature)).toBe(true)
    expect([
      isBack(other!.session, one!.way, 'text', signature),
      isBack(one!.session, other!.way, 'text', signed(other!.memory, 'text')),
      isBack(one!.session, { ...one!.way, port: 4001 }, 'text', signature),
      isBack(one!.session, one!.way, 'another text', signature),
      isBack(one!.session, one!.way, 'text', ''),
      isBack('0'.repeat(16), one!.way, 'text', signature),
      sessions.isProven(one!.session, 'text', sign(one!.secret, 'text'), clock),
    ]).toEqual(Array(7).fill(false))
  })

  it('nothing that is kept contains a secret', async () => {
    const [one] = await openPages('one')
    const everything = JSON.stringify(kept)
    expect(everything).toContain(one!.way.key)
    for (const secret of [one!.secret, sessions.returnSecret(one!.session), HOME_KEY.toString('hex')])
      expect(everything).not.toContain(secret)
  })

  it('a session is over after a revocation, without an open page, and after 30 days without use', async () => {
    const [revoked, left, unused, fresh] = await openPages('revoked', 'left', 'unused', 'fresh')
    await sessions.revoke(revoked!.session)
    left!.page.close(clock, true)
    unused!.page.close(clock, false)
    fresh!.page.close(clock + DAY_MS, false)
    await sessions.close()
    clock += 30 * DAY_MS
    sessions = run()
    expect(sessions.list(clock).map(({ label }) => label)).toEqual(['fresh'])
    const { session, way, memory } = unused!
    expect(sessions.hasReturned(session, way, 'text', signed(memory, 'text'), clock)).toBe(false)
  })

  it('a page whose connection broke can return, and one that is open for 40 days', async () => {
    const [broken, long] = await openPages('broken', 'long')
    clock += 40 * DAY_MS
    broken!.page.close(clock, false)
    await sessions.keep()
    sessions = run()
    expect(sessions.list(clock)).toHaveLength(2)
    expect(sessions.listPorts(clock)).toEqual([4000, 4000])
    const { session, way, memory } = long!
    expect(sessions.hasReturned(session, way, 'text', signed(memory, 'text'), clock)).toBe(true)
  })

  it.each(['', '00', 'ab'.repeat(91), makePageMemory().publicKey.slice(2)])(
    'a page without a valid key (%j) does not return',
    async (key) => {
      sessions = run()
      const { session } = begin('odd', clock)
      await sessions.openPage(session, { port: 4000, key })
      expect(kept).toMatchObject([{ session, ways: [] }])
    },
  )

  it('a code to continue a session gives its secret of this run, once, and none after a revocation', () => {
    const { session, secret } = begin('a browser', clock)
    const [code, late] = [1, 2].map(() => sessions.drawCode(clock + 1000, undefined, session))
    expect(sessions.begin(code!, '', clock)).toEqual({ session, secret })
    expect(sessions.begin(code!, '', clock)).toBeNull()
    void sessions.revoke(session)
    expect(sessions.begin(late!, '', clock)).toBeNull()
  })
})
