// Keep-alives of idle wires. Each wire sends one per pace, and few timer events serve many wires.
import { EventEmitter } from 'node:events'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DEAF_LOOKS, LOOK_EVERY_MS } from '../../../src/core/network/wires/listen-closely.ts'
import { Heartbeat } from '../../../src/core/network/wires/heartbeat.ts'

const PACE = { keepAliveMs: 20_000, silenceMs: 50_000 }
/** The wait for the answer, and the looks that follow. */
const NOTICED_MS = (2 + DEAF_LOOKS) * LOOK_EVERY_MS

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] }))
afterEach(() => void vi.useRealTimers())

class SilentStream extends EventEmitter {
  readonly spokenAt: number[] = []
  readonly rawStream = { packetsReceived: 0 }
  destroying = false
  /** True if the other end acknowledges what arrives. */
  isAnswered = true
  setKeepAlive(): void {}
  setTimeout(): void {}
  sendKeepAlive(): void {
    this.spokenAt.push(Date.now())
    if (this.isAnswered) this.rawStream.packetsReceived++
  }
  destroy(): void {
    this.destroying = true
    this.emit('close')
  }
}

function keep(heartbeat: Heartbeat, count: number): SilentStream[] {
  const streams = Array.from({ length: count }, () => new SilentStream())
  for (const stream of streams) heartbeat.keep(stream as unknown as NoiseSecretStream)
  return streams
}

test('a thousand idle wires get one keep-alive each per pace, in twenty beats', () => {
  const streams = keep(new Heartbeat(PACE), 1000)
  vi.advanceTimersByTime(2 * PACE.keepAliveMs)
  const gaps = streams.map(({ spokenAt }) => spokenAt[1]! - spokenAt[0]!)
  expect(new Set(gaps)).toEqual(new Set([PACE.keepAliveMs]))
  expect(new Set(streams.flatMap(({ spokenAt }) => spokenAt[0]!)).size).toBe(20)
})

test('no timer runs without wires, and a closed wire gets no keep-alive', () => {
  const heartbeat = new Heartbeat(PACE)
  const [gone, staying] = keep(heartbeat, 2) as [SilentStream, SilentStream]
  gone.emit('close')
  vi.advanceTimersByTime(PACE.keepAliveMs)
  expect([gone.spokenAt.length, staying.spokenAt.length]).toEqual([0, 1])
  staying.emit('close')
  expect(vi.getTimerCount()).toBe(0)
})

test('a wire whose other end was killed closes some seconds after its next keep-alive', () => {
  const [killed, staying] = keep(new Heartbeat(PACE), 2) as [SilentStream, SilentStream]
  vi.advanceTimersByTime(PACE.keepAliveMs / 2)
  killed.isAnswered = false
  const spoken = killed.spokenAt.length
  while (killed.spokenAt.length === spoken) vi.advanceTimersByTime(LOOK_EVERY_MS)
  expect([killed.destroying, staying.destroying]).toEqual([false, false])
  vi.advanceTimersByTime(NOTICED_MS)
  expect([killed.destroying, staying.destroying]).toEqual([true, false])
})

test('a wire that answers late, or is used by others meanwhile, stays', () => {
  const [late] = keep(new Heartbeat(PACE), 1) as [SilentStream]
  late.isAnswered = false
  while (late.spokenAt.length === 0) vi.advanceTimersByTime(LOOK_EVERY_MS)
  vi.advanceTimersByTime(NOTICED_MS - 2 * LOOK_EVERY_MS)
  late.rawStream.packetsReceived++
  late.isAnswered = true
  vi.advanceTimersByTime(5 * PACE.keepAliveMs)
  expect(late.destroying).toBe(false)
})
