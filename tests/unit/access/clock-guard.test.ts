// The releaser's clock after all kinds of jumps, and across restarts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ClockGuard, expireDue, markDueNoticed } from '../../../src/core/access/index.ts'
import { findClockMark } from '../../../src/core/access/clock-mark.ts'
import type { ClockTrust } from '../../../src/core/access/clock-guard.ts'
import { silentLog } from '../../../src/core/base/index.ts'
import { askFor, bob, sendLetter, storeLetter } from './letters.ts'
import { PlainLedger } from './plain-ledger.ts'

const START = 1_700_000_000_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

let ledger: PlainLedger
/** The machine clock relative to START, and the elapsed time. */
let machine: number
let passed: number
let jumps: number[]

beforeEach(() => {
  ledger = new PlainLedger()
  machine = 0
  passed = 12_345.678
  jumps = []
})
afterEach(() => ledger.close())

function start(): ClockGuard {
  const clock = { now: () => START + machine, monotonicMs: () => passed }
  const guard = new ClockGuard({ ledger, clock, log: silentLog, elapsedMs: () => passed })
  guard.events.on('clock-jumped', ({ byMs }) => jumps.push(byMs))
  return guard
}

function pass(ms: number): void {
  machine += ms
  passed += ms
}

function look(guard: ClockGuard): { now: number; latest: number; trust: ClockTrust } {
  const { now, latest, trust } = guard.status()
  return { now: now - START, latest: latest - START, trust }
}

const trustedAt = (time: number) => ({ now: time, latest: time, trust: 'trusted' })

describe('the clock guard while running', () => {
  it('follows the machine clock and its small corrections, but never decreases', () => {
    const guard = start()
    pass(HOUR)
    const hour = look(guard)
    machine += 4 * MINUTE
    const ahead = look(guard)
    machine -= 4 * MINUTE
    const behind = look(guard)
    pass(10 * MINUTE)
    expect([hour, ahead, behind, look(guard), jumps]).toEqual([
      trustedAt(HOUR),
      trustedAt(HOUR + 4 * MINUTE),
      trustedAt(HOUR + 4 * MINUTE),
      trustedAt(HOUR + 10 * MINUTE),
      [],
    ])
  })

  it('does not follow a jump forward, and releases no letter that would have expired by it', () => {
    const guard = start()
    pass(HOUR)
    look(guard)
    machine += 30 * DAY
    const jumped = look(guard)
    pass(MINUTE)
    expect([jumped, look(guard), jumps]).toEqual([
      { now: HOUR, latest: HOUR + 30 * DAY, trust: 'doubted' },
      { now: HOUR + MINUTE, latest: HOUR + MINUTE + 30 * DAY, trust: 'doubted' },
      [30 * DAY],
    ])
  })

  it('does not advance after a jump back, so no schedule opens early', () => {
    const guard = start()
    pass(3 * HOUR)
    look(guard)
    machine -= 2 * HOUR
    const jumped = look(guard)
    pass(HOUR)
    expect([jumped, look(guard), jumps]).toEqual([
      { now: 3 * HOUR, latest: 3 * HOUR, trust: 'doubted' },
      { now: 3 * HOUR, latest: 4 * HOUR, trust: 'doubted' },
      [-2 * HOUR],
    ])
  })

  it('is trusted again when the machine clock returns to the right time', () => {
    const guard = start()
    const trusted: number[] = []
    guard.events.on('clock-trusted', ({ now }) => trusted.push(now - START))
    machine += DAY
    look(guard)
    pass(MINUTE)
    machine -= DAY
    expect([look(guard), jumps, trusted.length]).toEqual([trustedAt(MINUTE), [DAY, -DAY], 1])
  })

  it('accepts the machine clock if the person confirms it, in either direction', async () => {
    const guard = start()
    machine += DAY
    look(guard)
    await guard.acceptClock()
    const forward = look(guard)
    machine -= 3 * DAY
    look(guard)
    await guard.acceptClock()
    expect([forward, look(guard), findClockMark(ledger)]).toEqual([
      trustedAt(DAY),
      trustedAt(-2 * DAY),
      START - 2 * DAY,
    ])
  })

  it('does not report a jump after the machine slept', () => {
    const guard = start()
    pass(8 * HOUR)
    expect([look(guard), jumps]).toEqual([trustedAt(8 * HOUR), []])
  })
})

describe('the clock guard after a restart', () => {
  it('accepts any time that elapsed meanwhile', () => {
    look(start())
    machine += 90 * DAY
    passed = 1
    expect([look(start()), jumps]).toEqual([trustedAt(90 * DAY), []])
  })

  it('is never earlier than the mark, and stays there until the machine clock reaches it', () => {
    pass(DAY)
    look(start())
    machine -= 2 * HOUR
    const guard = start()
    const behind = look(guard)
    pass(HOUR)
    const waiting = look(guard)
    pass(2 * HOUR)
    expect([behind, waiting, look(guard)]).toEqual([
      { now: DAY, latest: DAY, trust: 'doubted' },
      { now: DAY, latest: DAY + HOUR, trust: 'doubted' },
      trustedAt(DAY + HOUR),
    ])
  })

  it('waits for the person if the mark is a day or more ahead', async () => {
    pass(400 * DAY)
    look(start())
    machine -= 399 * DAY
    const guard = start()
    const [first, mark] = [look(guard), findClockMark(ledger)]
    pass(5 * DAY)
    const later = look(guard)
    await guard.acceptClock()
    const accepted = look(guard)
    expect([first, mark, later, accepted, look(start())]).toEqual([
      { now: DAY, latest: Infinity, trust: 'waiting' },
      START + 400 * DAY,
      { now: DAY, latest: Infinity, trust: 'waiting' },
      trustedAt(6 * DAY),
      trustedAt(6 * DAY),
    ])
  })

  it('neither opens nor expires a letter of the years between while it waits', () => {
    pass(400 * DAY)
    look(start())
    machine -= 399 * DAY
    const guard = start()
    storeLetter(ledger, [bob], guard.read().now, { notBefore: START + 2 * DAY })
    const expiring = sendLetter(ledger, [bob], guard.read().now, { expiresAt: START + 300 * DAY })
    const plain = sendLetter(ledger, [bob], guard.read().now)
    pass(5 * DAY)
    const { now, latest } = guard.read()
    expect([
      markDueNoticed(ledger, now),
      expireDue(ledger, now).expired,
      askFor(ledger, expiring, bob, now, { latest }).answer,
      askFor(ledger, plain, bob, now, { latest }).answer,
    ]).toEqual([[], [], 'NOT_YET', 'released'])
  })

  it('is trusted again if the machine clock was only set late', () => {
    pass(400 * DAY)
    look(start())
    machine -= 400 * DAY
    const guard = start()
    const waiting = look(guard).trust
    machine += 401 * DAY
    expect([waiting, look(guard)]).toEqual(['waiting', trustedAt(401 * DAY)])
  })
})

describe('the mark', () => {
  it('is written at most once a minute, and with every release', () => {
    const guard = start()
    const marks: number[] = []
    const step = (ms: number) => {
      pass(ms)
      guard.read()
      marks.push(findClockMark(ledger)! - START)
    }
    for (const ms of [0, 30_000, 29_999, 1, 10_000]) step(ms)
    const { now } = guard.read()
    const letter = sendLetter(ledger, [bob], now)
    askFor(ledger, letter, bob, now)
    marks.push(findClockMark(ledger)! - START)
    expect(marks).toEqual([0, 0, 0, 60_000, 60_000, 70_000])
  })

  it('is not written by a reading within a ledger task, but by the next reading', async () => {
    const guard = start()
    guard.read()
    pass(MINUTE)
    const now = await ledger.write(() => guard.read().now)
    const within = findClockMark(ledger)! - START
    guard.read()
    expect([now - START, within, findClockMark(ledger)! - START]).toEqual([MINUTE, 0, MINUTE])
  })

  it('is written a minute later if it could not be written, and no other call fails', async () => {
    const guard = start()
    guard.read()
    const write = ledger.write.bind(ledger)
    ledger.write = () => Promise.reject(new Error('no space'))
    pass(MINUTE)
    guard.read()
    await Promise.resolve()
    const failed = findClockMark(ledger)! - START
    ledger.write = write
    pass(MINUTE)
    guard.read()
    expect([failed, findClockMark(ledger)! - START]).toEqual([0, 2 * MINUTE])
  })
})
