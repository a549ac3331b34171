// Keep-alives of idle wires. Each wire sends one per pace, and few timer events serve many wires.
import { EventEmitter } from 'node:events'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Heartbeat } from '../../../src/core/network/wires/heartbeat.ts'

const PACE = { keepAliveMs: 20_000, silenceMs: 50_000 }

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] }))
afterEach(() => void vi.useRealTimers())

class SilentStream extends EventEmitter {
  readonly spokenAt: number[] = []
  destroying = false
  setKeepAlive(): void {}
  setTimeout(): void {}
  sendKeepAlive(): void {
    this.spokenAt.push(Date.now())
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
