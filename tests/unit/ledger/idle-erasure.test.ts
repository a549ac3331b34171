// When the log is truncated without a call: soon after the last commit, and at the
// latest after a fixed time.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { IdleErasure } from '../../../src/core/ledger/idle-erasure.ts'

const clock = { now: () => Date.now(), monotonicMs: () => performance.now() }
const erase = vi.fn(() => Promise.resolve())
let idle: IdleErasure

beforeEach(() => {
  vi.useFakeTimers()
  erase.mockReset().mockResolvedValue(undefined)
  idle = new IdleErasure(erase, clock)
})

afterEach(() => {
  idle.stop()
  vi.useRealTimers()
})

test('an idle home erases once, 15 s after its last commit', async () => {
  idle.recordCommit()
  await vi.advanceTimersByTimeAsync(10_000)
  idle.recordCommit()
  await vi.advanceTimersByTimeAsync(14_900)
  expect(erase).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(200)
  expect(erase).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(600_000)
  expect(erase).toHaveBeenCalledTimes(1)
})

test('a home that is always busy erases every two minutes', async () => {
  for (let seconds = 0; seconds < 250; seconds++) {
    idle.recordCommit()
    await vi.advanceTimersByTimeAsync(1000)
  }
  expect(erase).toHaveBeenCalledTimes(2)
})

test('a failed erasure is retried', async () => {
  erase.mockRejectedValueOnce(new Error('NO_SPACE'))
  idle.recordCommit()
  await vi.advanceTimersByTimeAsync(31_000)
  expect(erase).toHaveBeenCalledTimes(2)
})

test('nothing is erased after stop()', async () => {
  idle.recordCommit()
  idle.stop()
  idle.recordCommit()
  await vi.advanceTimersByTimeAsync(600_000)
  expect(erase).not.toHaveBeenCalled()
})
