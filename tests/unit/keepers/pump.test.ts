import { setTimeout as lasting } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { silentLog, systemClock } from '../../../src/core/base/index.ts'
import { Pump } from '../../../src/core/keepers/pump.ts'
import { eventually } from '../../support/person.ts'

const time = { clock: systemClock, log: silentLog }
/** Much longer than the shortest timer. */
const WORK_MS = 20

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
  }, time)
  pump.wake()
  await eventually(() => trace.includes('end 3'))
  expect(trace).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3'])
  await pump.close()
})

test('close waits for work that has woken its own pump', async () => {
  let begun = 0
  let ended = 0
  const pump: Pump = new Pump(async () => {
    begun++
    pump.wake()
    await lasting(WORK_MS)
    ended++
    return null
  }, time)
  pump.wake()
  await eventually(() => begun > 0)
  await pump.close()
  expect([begun, ended]).toEqual([1, 1])
})
