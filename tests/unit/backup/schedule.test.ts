// The scheduled backup: made when it is due, also if it became due while the home was closed. A
// failure is reported and retried.
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Backups } from '../../../src/core/backup/index.ts'
import { silentLog } from '../../../src/core/base/index.ts'
import { eventually, Person } from '../../support/person.ts'
import { TestClock } from '../../support/test-clock.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const real = globalThis.setTimeout
let folder: string
let alice: Person
let clock: TestClock
/** Timers that were set and have not fired, by delay. */
let timers: { delayMs: number; ring: () => void }[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-schedule-'))
  clock = new TestClock()
  alice = await Person.create('alice', new MemoryNetwork(), clock)
})

afterAll(async () => {
  vi.restoreAllMocks()
  await alice.remove()
  await rm(folder, { recursive: true, force: true })
})

/** Opens an open home in which the test controls only the timers of backups. */
function open(): Backups {
  const { parts, ownCores } = alice.home
  timers = []
  const set = (ring: () => void, delayMs = 0, ...rest: unknown[]): unknown => {
    const isOurs = new Error().stack?.includes('backups.ts') === true
    if (!isOurs) return real(ring as never, delayMs, ...rest)
    const timer = { delayMs, ring }
    timers.push(timer)
    return { unref: () => timer, timer }
  }
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(set as never)
  return new Backups({ ...parts, clock, ownCores, device: alice.device }, silentLog)
}

/**
 * Fires the next timer after its delay. Resolves when the check has ended and the next timer is
 * set.
 */
async function look(): Promise<number> {
  const { delayMs, ring } = timers.pop()!
  timers = []
  clock.pass(delayMs)
  ring()
  await eventually(() => timers.length > 0, 'the look has ended')
  return delayMs
}

const runsOf = (backups: Backups): number => backups.findLast()?.runs ?? 0

test('a scheduled backup is made at once, then when it is due, and a missed one soon after the next start', async () => {
  const backups = open()
  await backups.schedule({ folder, every: 'day', others: true, files: true })
  expect(await look()).toBe(0)
  expect(runsOf(backups)).toBe(1)
  clock.pass(23 * HOUR)
  expect(await look()).toBe(15 * MINUTE)
  expect(runsOf(backups)).toBe(1)
  clock.pass(HOUR)
  await look()
  expect(runsOf(backups)).toBe(2)
  await backups.close()

  clock.pass(5 * 24 * HOUR)
  const next = open()
  next.start()
  expect(await look()).toBe(MINUTE)
  expect(runsOf(next)).toBe(3)
  await next.close()
})

test('a missing folder is reported with its code, and retried after an hour until it is back', async () => {
  const backups = open()
  backups.start()
  const changes: number[] = []
  backups.events.on('changed', () => changes.push(1))
  await rename(folder, `${folder}-away`)
  clock.pass(25 * HOUR)
  await look()
  expect([backups.settings.failed, runsOf(backups)]).toEqual(['NOT_FOUND', 3])
  expect(changes.length).toBeGreaterThan(0)
  await rename(`${folder}-away`, folder)
  // Not at each check, because a missing disk must not be accessed all the time.
  await look()
  expect([backups.settings.failed, runsOf(backups)]).toEqual(['NOT_FOUND', 3])
  clock.pass(HOUR)
  await look()
  expect([backups.settings.failed, runsOf(backups)]).toEqual([null, 4])
  await backups.close()
})

test('after a change of the passphrase a backup is made at once, and then when it is due', async () => {
  const backups = open()
  await backups.setPassphrase('plum tree', 'interactive')
  expect(backups.isUnderLock(backups.findLast()!)).toBe(false)
  expect(await look()).toBe(0)
  expect([backups.isUnderLock(backups.findLast()!), runsOf(backups)]).toEqual([true, 1])
  await look()
  expect(runsOf(backups)).toBe(1)
  clock.pass(24 * HOUR)
  await look()
  expect(runsOf(backups)).toBe(2)
  await backups.close()
})

test('with the schedule off, no backup is made', async () => {
  const backups = open()
  await backups.schedule({ folder, every: 'off', others: true, files: true })
  clock.pass(400 * 24 * HOUR)
  await look()
  expect(runsOf(backups)).toBe(2)
  await backups.close()
})
