// Work at a time of the wall clock that a row names.
import { setTimeout as lasting } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { Alarm } from '../../../src/core/base/alarm.ts'
import { silentLog } from '../../../src/core/base/index.ts'
import { eventually } from '../../support/person.ts'

const LONG_MS = 3_600_000

let now = 0
let due: number[] = []
let ran: number[] = []
let alarm: Alarm

/** @param run takes the work that is due, unless it is replaced */
function start(run: () => Promise<void> = async () => void due.shift()): void {
  ran = []
  alarm = new Alarm({
    ...{ log: silentLog, failed: 'alarm-failed', retryMs: 1 },
    next: () => due[0] ?? null,
    now: () => now,
    async run() {
      ran.push(due[0]!)
      await run()
    },
  })
}

afterEach(() => alarm.close())

test('runs what fell due before the start, one after the other, and not what is due later', async () => {
  now = 1000
  due = [10, 20, 1000 + LONG_MS]
  start()
  await eventually(() => ran.length === 2)
  await lasting(20)
  expect(ran).toEqual([10, 20])
})

test('a look runs what a changed row or a changed clock made due', async () => {
  now = 1000
  due = []
  start()
  due = [1000 + LONG_MS]
  alarm.look()
  now = 1000 + 2 * LONG_MS
  alarm.look()
  await eventually(() => ran.length === 1)
})

test('work that stays due, or whose own changes are looked at, runs once and not in a loop', async () => {
  now = 1000
  due = [10]
  start(async () => alarm.look())
  await eventually(() => ran.length === 1)
  await lasting(20)
  expect(ran).toEqual([10])
})

test('work that throws runs again after the pause', async () => {
  now = 1000
  due = [10]
  start(async () => {
    if (ran.length === 1) throw new Error('no disk')
    due.shift()
  })
  await eventually(() => ran.length === 2 && due.length === 0)
})
