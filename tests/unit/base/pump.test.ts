// Background work that never runs twice at a time.
import { setTimeout as lasting } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { silentLog } from '../../../src/core/base/index.ts'
import { Pump, Pumps } from '../../../src/core/base/pump.ts'
import { eventually } from '../../support/person.ts'

/** Much longer than the shortest timer. */
const WORK_MS = 20
const LONGER_THAN_A_TURN_MS = 30
const options = { log: silentLog, failed: 'work-failed' }

test('work that wakes its own pump at once runs again after it, and never beside it', async () => {
  const trace: string[] = []
  let runs = 0
  const pump: Pump = new Pump(async () => {
    const run = ++runs
    trace.push(`begin ${run}`)
    if (run < 3) pump.wake()
    await lasting(WORK_MS)
    trace.push(`end ${run}`)
    return null
  }, options)
  pump.wake()
  await eventually(() => trace.includes('end 3'))
  expect(trace).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3'])
  await pump.close()
})

test('work that is woken while it runs runs once more, however often it was woken', async () => {
  let runs = 0
  const pump = new Pump(async () => {
    runs++
    await lasting(WORK_MS)
    return null
  }, options)
  pump.wake()
  await eventually(() => runs === 1)
  for (let i = 0; i < 3; i++) pump.wake()
  await eventually(() => runs === 2)
  await lasting(3 * WORK_MS)
  expect(runs).toBe(2)
  await pump.close()
})

test('work runs again after the time that it returns, and an earlier wake comes first', async () => {
  let runs = 0
  const pump = new Pump(async () => (++runs < 3 ? 1 : 3_600_000), options)
  pump.wake()
  await eventually(() => runs === 3)
  pump.wake()
  pump.wake(3_600_000)
  await eventually(() => runs === 4)
  await pump.close()
})

test('work that throws is logged by its name, and runs again after the pause', async () => {
  const warned: unknown[] = []
  let runs = 0
  const pump = new Pump(
    async () => {
      if (++runs === 1) throw new Error('no disk')
      return null
    },
    {
      log: { ...silentLog, warn: (event, facts) => warned.push([event, facts]) },
      failed: 'sync',
      retryMs: 1,
    },
  )
  pump.wake()
  await eventually(() => runs === 2)
  expect(warned).toEqual([['sync', { message: 'Error: no disk' }]])
  await pump.close()
})

test('close waits for work that has woken its own pump, and nothing runs afterwards', async () => {
  let begun = 0
  let ended = 0
  const pump: Pump = new Pump(async () => {
    begun++
    pump.wake()
    await lasting(WORK_MS)
    ended++
    return 0
  }, options)
  pump.wake()
  await eventually(() => begun > 0)
  await pump.close()
  pump.wake()
  await lasting(WORK_MS)
  expect([begun, ended]).toEqual([1, 1])
})

test('pumps run the work of two keys side by side, and of one key one after the other', async () => {
  const trace: string[] = []
  const [one, two] = [Uint8Array.of(1), Uint8Array.of(2)]
  const pumps: Pumps = new Pumps(async ([key]) => {
    trace.push(`begin ${key}`)
    await lasting(WORK_MS)
    trace.push(`end ${key}`)
    return null
  }, options)
  pumps.wake(one)
  pumps.wake(two)
  await eventually(() => trace.length >= 2)
  pumps.wake(one)
  await eventually(() => trace.length === 6)
  expect(trace.slice(0, 2).sort()).toEqual(['begin 1', 'begin 2'])
  expect(trace.slice(4)).toEqual(['begin 1', 'end 1'])
  await pumps.close()
})

test('pumps that are due at once do not fill one turn of the thread together', async () => {
  let turns = 0
  let isMeasuring = true
  const count = (): void => {
    turns++
    if (isMeasuring) setImmediate(count)
  }
  setImmediate(count)
  const ranIn: number[] = []
  const pumps = Array.from(
    { length: 3 },
    () =>
      new Pump(async () => {
        ranIn.push(turns)
        holdThread(LONGER_THAN_A_TURN_MS)
        return null
      }, options),
  )
  for (const pump of pumps) pump.wake()
  await eventually(() => ranIn.length === 3)
  isMeasuring = false
  expect(new Set(ranIn).size).toBe(3)
  await Promise.all(pumps.map((pump) => pump.close()))
})

function holdThread(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}
