// The decision on plain facts: the order of its checks, and the effect of a clock in doubt.
import { describe, expect, it } from 'vitest'
import { decideRelease } from '../../../src/core/access/index.ts'
import { decideAct, type AudienceFacts, type ReleaseDecision } from '../../../src/core/access/decide.ts'

const NOW = 1_000
const NOTICED: AudienceFacts = {
  mode: 'controlled',
  heldAt: null,
  notBefore: 10,
  expiresAt: null,
  noticedAt: 20,
  recalledAt: null,
  expiredAt: null,
  isReleased: false,
}

function ask(changes: Partial<AudienceFacts>, isOverQuota = false, now = NOW, latest = now): ReleaseDecision {
  const audience = { ...NOTICED, ...changes }
  return decideRelease({ isReleased: audience.isReleased, audience, isOverQuota }, now, latest)
}

describe('the decision about a release', () => {
  it('checks in the promised order: released, reader, recalled, held, window, quota', () => {
    const all = { heldAt: 30, recalledAt: 40, notBefore: 5_000, noticedAt: 20 }
    const answers = [
      decideRelease({ isReleased: true, audience: null, isOverQuota: true }, NOW),
      decideRelease({ isReleased: false, audience: null, isOverQuota: true }, NOW),
      ask({ ...all, isReleased: true }, true),
      ask({ ...all, noticedAt: null }, true),
      ask(all, true),
      ask({ ...all, recalledAt: null }, true),
      ask({ ...all, recalledAt: null, heldAt: null }, true),
      ask({}, true),
      ask({}),
    ]
    expect(answers).toEqual([
      'again',
      'NOT_A_READER',
      'again',
      'NOT_A_READER',
      'RECALLED',
      'HELD',
      'NOT_YET',
      'QUOTA',
      'release',
    ])
  })

  it('gives a reader without a notice the same answer as a stranger', () => {
    const without = { noticedAt: null }
    const answers = [
      {},
      { heldAt: 1 },
      { recalledAt: 1 },
      { expiredAt: 1 },
      { expiresAt: 1 },
      { notBefore: 5_000 },
    ].map((changes) => ask({ ...changes, ...without }))
    expect(new Set(answers)).toEqual(new Set(['NOT_A_READER']))
  })

  it('refuses from the exact millisecond of the expiry, also if the letter is held', () => {
    const answers = [NOW - 1, NOW, NOW + 1].map((now) => ask({ expiresAt: NOW }, false, now))
    expect([...answers, ask({ expiresAt: NOW, heldAt: 30 })]).toEqual([
      'release',
      'EXPIRED',
      'EXPIRED',
      'EXPIRED',
    ])
  })

  it('keeps a recorded expiry if the clock is set back', () => {
    expect(ask({ expiresAt: NOW, expiredAt: NOW }, false, NOW - 500)).toBe('EXPIRED')
  })

  it('keeps a time window open that was open at the notice', () => {
    expect([
      ask({ notBefore: 15, noticedAt: 20 }, false, 5),
      ask({ notBefore: 25, noticedAt: 20 }, false, 5),
    ]).toEqual(['release', 'NOT_YET'])
  })

  it('answers NOT_YET, not EXPIRED, while the clock is in doubt about the expiry', () => {
    expect([ask({ expiresAt: NOW + 50 }, false, NOW, NOW + 50), ask({}, false, NOW, Infinity)]).toEqual([
      'NOT_YET',
      'release',
    ])
  })

  it('lets a scheduled letter go to its notice only when its time is reached', () => {
    const waiting = { ...NOTICED, noticedAt: null, heldAt: 5, notBefore: NOW }
    const outcomes = [NOW - 1, NOW].map((now) => decideAct(waiting, 'let-go', now))
    expect([...outcomes, decideAct({ ...waiting, mode: 'open' }, 'let-go', NOW)]).toEqual([
      { from: 'waiting-held', next: 'scheduled', outcome: 'scheduled' },
      { from: 'waiting-held', next: 'notified', outcome: 'notified' },
      { from: 'waiting-held', next: 'open-notified', outcome: 'notified' },
    ])
  })
})
