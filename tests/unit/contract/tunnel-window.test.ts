// The window of a tunnel over simulated lines, in simulated time.
import { expect, it } from 'vitest'
import { DelayWindow } from '../../../src/core/contract/tunnel-window.ts'
import { BAD_LINE, makeLine, type Line } from '../../support/slow-line.ts'

interface Download {
  /** How long messages were under way, in ms. */
  delays: number[]
  bitsPerSecond: number
}

/** Downloads for so long. The line is `first`, and after half the time `second`. */
function download(first: Line, forMs: number, second = first): Download {
  const window = new DelayWindow(0)
  const lines = [makeLine(first, 1), makeLine(second, 2)]
  const acks: { at: number; total: number; sentAt: number }[] = []
  const delays: number[] = []
  let now = 0
  let sent = 0
  while (now < forMs) {
    const line = now < forMs / 2 ? first : second
    for (let room = window.roomForData(); room > 0; room = window.roomForData()) {
      sent += room
      window.sent(room, now)
      const at = lines[line === first ? 0 : 1]!(room, now) + line.delayMs
      acks.push({ at: Math.max(at, acks.at(-1)?.at ?? 0), total: sent, sentAt: now })
    }
    const next = acks.shift()!
    now = Math.max(now, next.at)
    window.acked(next.total, now)
    delays.push(now - next.sentAt)
  }
  return { delays, bitsPerSecond: (sent * 8000) / forMs }
}

const middle = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!

it('a bad line is used, and what is under way does not queue up, also after ten minutes', () => {
  const { delays, bitsPerSecond } = download(BAD_LINE, 600_000)
  expect(bitsPerSecond).toBeGreaterThan(600_000)
  const end = delays.slice(-Math.floor(delays.length / 10))
  expect(middle(end)).toBeLessThan(300 + 150)
})

it('a good line is used', () => {
  const { bitsPerSecond } = download({ bitsPerSecond: 100e6, delayMs: 10, lostPerMille: 0 }, 10_000)
  expect(bitsPerSecond).toBeGreaterThan(80e6)
})

it('the window follows a line that becomes another one', () => {
  const fast: Line = { bitsPerSecond: 20e6, delayMs: 20, lostPerMille: 0 }
  const { delays } = download(fast, 120_000, BAD_LINE)
  expect(middle(delays.slice(-100))).toBeLessThan(300 + 200)
})

it('what was not sent cannot be acknowledged, nor twice', () => {
  const window = new DelayWindow(0)
  window.sent(1000, 0)
  expect(() => window.acked(1001, 1)).toThrow()
  window.acked(600, 1)
  expect(() => window.acked(599, 2)).toThrow()
})
