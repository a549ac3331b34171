import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createHeapRoom } from '../../../src/core/cores/heap-room.ts'

const MEBIBYTE = 1 << 20

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('the heap may grow more only while many bytes are transferred', () => {
  const set: number[] = []
  const note = createHeapRoom((percent) => set.push(percent))
  for (let second = 0; second < 20; second++) {
    for (let block = 0; block < 100; block++) note(64 * 1024)
    vi.advanceTimersByTime(1000)
  }
  expect(set).toEqual([100])
  vi.advanceTimersByTime(10_000)
  expect([set, vi.getTimerCount()]).toEqual([[100, 0], 0])
})

it('letters do not change the growth of the heap', () => {
  const set: number[] = []
  const note = createHeapRoom((percent) => set.push(percent))
  for (let second = 0; second < 20; second++) {
    note(MEBIBYTE)
    vi.advanceTimersByTime(1000)
  }
  expect(set).toEqual([])
})
