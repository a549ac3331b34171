// The race of several attempts to open a stream to one device.
import { EventEmitter } from 'node:events'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { expect, test } from 'vitest'
import { firstToOpen } from '../../../src/core/network/wires/first-to-open.ts'

class Attempt extends EventEmitter {
  isDestroyed = false
  readonly opened: Promise<boolean>
  finish: (isOpen: boolean) => void = () => undefined

  constructor() {
    super()
    this.opened = new Promise((resolve) => (this.finish = resolve))
  }

  destroy(): void {
    this.isDestroyed = true
    this.finish(false)
  }
}

const race = (attempts: Attempt[], signal = new AbortController().signal) =>
  firstToOpen(attempts as unknown as NoiseSecretStream[], signal)

test('the first stream that opens wins, and the others end', async () => {
  const [dead, slow, fast] = [new Attempt(), new Attempt(), new Attempt()]
  const first = race([dead, slow, fast])
  fast.finish(true)
  expect(await first).toBe(fast)
  expect([dead, slow, fast].map(({ isDestroyed }) => isDestroyed)).toEqual([true, true, false])
})

test('an attempt that fails does not end the race', async () => {
  const [failing, later] = [new Attempt(), new Attempt()]
  const first = race([failing, later])
  failing.finish(false)
  later.finish(true)
  expect(await first).toBe(later)
})

test('nobody wins if all fail, or if the race is called off', async () => {
  const [one, other] = [new Attempt(), new Attempt()]
  const failed = race([one])
  one.finish(false)
  expect(await failed).toBeNull()
  const abort = new AbortController()
  const cancelled = race([other], abort.signal)
  abort.abort()
  expect(await cancelled).toBeNull()
  expect(other.isDestroyed).toBe(true)
})
