// The latest lines of the engine's log: all levels, oldest first, limited in number
// and length, and all passed on.
import { beforeEach, expect, test } from 'vitest'
import { silentLog, type Clock, type Log } from '../../../src/core/base/index.ts'
import { LogRing } from '../../../src/core/diagnostics/index.ts'

let now: number
const clock: Clock = { now: () => now, monotonicMs: () => now }
beforeEach(() => void (now = 1_900_000_000_000))

test('a line of every level is kept with its time and facts, and passed on unchanged', () => {
  const passed: unknown[] = []
  const levels = ['debug', 'info', 'warn', 'error'] as const
  const next = Object.fromEntries(
    levels.map((level) => [level, (...line: unknown[]) => passed.push([level, ...line])]),
  ) as unknown as Log
  const ring = new LogRing(next, clock)
  ring.debug('dialled', { attempts: 2 })
  now++
  ring.info('swarm-online')
  ring.warn('clock-jumped', { byMs: -5 })
  ring.error('append-failed', { code: 'NO_SPACE' })
  const at = now
  expect(ring.list()).toEqual([
    { at: at - 1, level: 'debug', text: 'dialled {"attempts":2}' },
    { at, level: 'info', text: 'swarm-online' },
    { at, level: 'warn', text: 'clock-jumped {"byMs":-5}' },
    { at, level: 'error', text: 'append-failed {"code":"NO_SPACE"}' },
  ])
  expect(passed).toEqual([
    ['debug', 'dialled', { attempts: 2 }],
    ['info', 'swarm-online', undefined],
    ['warn', 'clock-jumped', { byMs: -5 }],
    ['error', 'append-failed', { code: 'NO_SPACE' }],
  ])
})

test('the latest 500 lines are kept in order', () => {
  const ring = new LogRing(silentLog, clock)
  for (let n = 0; n < 1234; n++) ring.info(`line-${n}`)
  expect(ring.list().map(({ text }) => text)).toEqual(
    Array.from({ length: 500 }, (_, n) => `line-${734 + n}`),
  )
})

test('a very long line is cut', () => {
  const ring = new LogRing(silentLog, clock)
  ring.warn('feed-read-failed', { message: 'x'.repeat(100_000) })
  expect(ring.list()[0]!.text).toMatch(/^feed-read-failed \{"message":"x+…$/)
  expect(ring.list()[0]!.text).toHaveLength(1000)
})
