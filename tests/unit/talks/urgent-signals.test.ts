// The signal of an urgent letter repeats 1, 5 and 15 minutes after its arrival, where it may break
// through, until it is answered.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Emitter, silentLog } from '../../../src/core/base/index.ts'
import type { Inbox, ReceivedLetter } from '../../../src/core/inbox/index.ts'
import { deliverySchema } from '../../../src/core/delivery/index.ts'
import type { Ledger } from '../../../src/core/ledger/index.ts'
import { setSettings, talksSchema, UrgentSignals } from '../../../src/core/talks/index.ts'
import { eventually } from '../../support/person.ts'
import { TestClock } from '../../support/test-clock.ts'
import { PlainLedger } from '../access/plain-ledger.ts'

const MINUTE = 60_000
const author = new Uint8Array(32).fill(7)

let plain: PlainLedger
let ledger: Ledger
let clock: TestClock
let letters: Map<string, ReceivedLetter>
let arrived: Inbox['events']
let running: UrgentSignals[]

beforeEach(() => {
  plain = new PlainLedger(':memory:', [deliverySchema, talksSchema])
  ledger = plain as unknown as Ledger
  clock = new TestClock()
  letters = new Map()
  arrived = new Emitter()
  running = []
})

afterEach(async () => {
  for (const one of running) await one.close()
  plain.close()
})

const idOf = (n: number): Uint8Array => new Uint8Array(32).fill(n)

/** Starts the signals again, as after a restart, and returns what they emit. */
async function start(): Promise<number[]> {
  for (const one of running.splice(0)) await one.close()
  const find = (_rows: unknown, object: Uint8Array) => letters.get(String(object[0])) ?? null
  const inbox = { events: arrived, find } as unknown as Inbox
  const signals = new UrgentSignals({ ledger, inbox, clock, log: silentLog })
  running.push(signals)
  const due: number[] = []
  signals.events.on('due', ({ object }) => due.push(object[0]!))
  return due
}

function arrive(n: number, isUrgent = true): void {
  const letter = {
    ...{
      object: idOf(n),
      author,
      arrivedAt: clock.now(),
      withdrawn: null,
      withdrawnAt: null,
      openedAt: null,
    },
    notice: { urgent: isUrgent, audience: { kind: 'person' } },
  }
  letters.set(String(n), letter as unknown as ReceivedLetter)
  arrived.emit('arrived', { object: idOf(n), author })
}

const kept = () => ledger.all<{ signals: number }>('SELECT signals FROM urgent_signals ORDER BY object')

const breakThrough = () => ledger.write((tx) => setSettings(tx, author, { breaksThrough: true }))

test('nothing is repeated unless its sender may break through, or if it is not urgent', async () => {
  await start()
  arrive(1)
  await breakThrough()
  arrive(2, false)
  arrive(3)
  await eventually(() => kept().length === 1)
  clock.pass(2 * MINUTE)
  const due = await start()
  await eventually(() => due.length > 0)
  expect(due).toEqual([3])
})

test('the signal comes three times, also after restarts, and stops after an answer', async () => {
  await breakThrough()
  await start()
  arrive(1)
  arrive(2)
  await eventually(() => kept().length === 2)
  for (const minutes of [1, 4]) {
    clock.pass(minutes * MINUTE)
    const due = await start()
    await eventually(() => due.length === 2)
  }
  await ledger.write((tx) =>
    tx.run('INSERT INTO own_marks VALUES (?, ?, ?, ?, ?)', idOf(1), 1, 'confirmed', '', clock.now()),
  )
  clock.pass(10 * MINUTE)
  const last = await start()
  await eventually(() => last.length > 0)
  expect(last).toEqual([2])
  clock.pass(60 * MINUTE)
  const later = await start()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(later).toEqual([])
})

test('the fourth urgent letter of one sender on one day does not break through', async () => {
  await breakThrough()
  await start()
  for (const n of [1, 2, 3]) {
    arrive(n)
    await eventually(() => kept().length === n)
  }
  arrive(4)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(kept()).toHaveLength(3)
  clock.pass(25 * 60 * MINUTE)
  await start()
  arrive(5)
  await eventually(() => kept().length === 4)
})
