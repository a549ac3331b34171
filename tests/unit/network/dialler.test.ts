// Parallel attempts: only a few at a time, more for waiting callers, and none blocks the others.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silentLog, systemClock } from '../../../src/core/base/index.ts'
import { Dialler } from '../../../src/core/network/wires/dialler.ts'

const device = (n: number): Uint8Array => Buffer.alloc(32, n)

let dialled: number[]
let aborted: number[]
let dialler: Dialler
/** A device that cannot be dialled while `isOffline`. */
const OFFLINE = 200
let isOffline: boolean

/** Every attempt hangs until it is aborted. */
function hang(target: Uint8Array, signal: AbortSignal): Promise<void> {
  dialled.push(target[0]!)
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => {
      aborted.push(target[0]!)
      resolve()
    }),
  )
}

beforeEach(() => {
  vi.useFakeTimers()
  dialled = []
  aborted = []
  isOffline = true
  const canDial = (target: Uint8Array): boolean => target[0] !== OFFLINE || !isOffline
  dialler = new Dialler({ clock: systemClock, log: silentLog, canDial, attempt: hang })
})
afterEach(() => {
  dialler.close()
  vi.useRealTimers()
})

test('four devices are dialled in parallel, and more if callers wait for them', () => {
  for (let n = 1; n <= 12; n++) dialler.dial(device(n), false)
  expect(dialled).toEqual([1, 2, 3, 4])
  for (let n = 7; n <= 12; n++) dialler.hurry(device(n))
  expect(dialled.slice(4)).toEqual([7, 8, 9, 10])
})

test('an attempt that hangs is aborted after fifteen seconds, or when its device is undialled', async () => {
  for (let n = 1; n <= 6; n++) dialler.dial(device(n), false)
  dialler.undial(device(6))
  await vi.advanceTimersByTimeAsync(14_900)
  expect(aborted).toEqual([])
  await vi.advanceTimersByTimeAsync(200)
  expect(aborted).toEqual([1, 2, 3, 4])
  expect(dialled[4]).toBe(5)
  dialler.undial(device(5))
  expect(aborted).toEqual([1, 2, 3, 4, 5])
  expect(dialled).not.toContain(6)
})

test('a device that cannot be dialled is left out until the source says so', () => {
  dialler.dial(device(OFFLINE), false)
  dialler.dial(device(1), false)
  expect(dialled).toEqual([1])
  isOffline = false
  dialler.pump()
  expect(dialled).toEqual([1, OFFLINE])
})

test('hurry() restarts an old attempt and keeps a recent one', async () => {
  dialler.dial(device(1), false)
  dialler.hurry(device(1))
  expect(aborted).toEqual([])
  await vi.advanceTimersByTimeAsync(2_100)
  dialler.hurry(device(1))
  await vi.advanceTimersByTimeAsync(0)
  expect([aborted, dialled]).toEqual([[1], [1, 1]])
})

test('a connected device is dialled again when its wire is lost, but not if it was undialled', async () => {
  dialler.dial(device(1), true)
  dialler.dial(device(2), true)
  await vi.advanceTimersByTimeAsync(60_000)
  expect([dialled, dialler.missing]).toEqual([[], 0])
  dialler.undial(device(2))
  dialler.lost(device(1), 60_000)
  dialler.lost(device(2), 60_000)
  await vi.advanceTimersByTimeAsync(1_000)
  expect([dialled, dialler.missing]).toEqual([[1], 1])
})

test('an attempt that throws counts as failed', async () => {
  const broken = new Dialler({
    clock: systemClock,
    log: silentLog,
    canDial: () => true,
    attempt: (target) => {
      dialled.push(target[0]!)
      return Promise.reject(new Error('broken'))
    },
  })
  broken.dial(device(1), false)
  await vi.advanceTimersByTimeAsync(1_000)
  broken.close()
  expect(dialled.length).toBeGreaterThan(1)
})
