// Within the time that a reader waits, a station is asked again if it has just started, or gave no
// answer of use.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Clock } from '../../../src/core/base/index.ts'
import { keeperSetHash, type GateOpenAnswer } from '../../../src/core/station-records/index.ts'
import { askKeepers, type GatedLetter } from '../../../src/core/delivery/ask-keepers.ts'
import type { KeeperVerdict } from '../../../src/core/delivery/keeper-answers.ts'
import type { KeeperSet } from '../../../src/core/identity/index.ts'
import { hashShare } from '../../../src/core/seal/index.ts'

const START_MS = 60_000
const set: KeeperSet = { id: 1, need: 2, distrust: 1, devices: [1, 2, 3].map((n) => Buffer.alloc(32, n)) }
const shares = set.devices.map((_, i) => Buffer.alloc(81, i))
const gate = {
  ...{ number: 1, set: keeperSetHash(set), need: 2, until: Infinity },
  hashes: shares.map((share, i) => hashShare(i + 1, share)),
}
const letter = {
  object: Buffer.alloc(32, 9),
  author: Buffer.alloc(32, 8),
  notice: { gate },
} as unknown as GatedLetter

/** What the station at each place answers after that many ms. Null: it is not reached. */
type Station = (passedMs: number) => GateOpenAnswer['status'] | 'nothing' | null
const DEAD: Station = () => null
const GIVES: Station = () => 'released'
const STARTS: Station = (passedMs) => (passedMs < START_MS ? 'STARTING' : 'released')

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Asks three stations. Returns the verdict, when it came, and how often each was asked. */
async function ask(stations: readonly Station[], waitMs: number) {
  const clock: Clock = { now: () => Date.now(), monotonicMs: () => Date.now() - began }
  const began = Date.now()
  const asked = stations.map(() => 0)
  type Wait = { waitMs: number; signal: AbortSignal }
  const visit = async (device: Uint8Array, wait: Wait): Promise<{ answer: unknown } | null> => {
    const at = device[0]! - 1
    asked[at]!++
    const status = stations[at]!(clock.monotonicMs())
    if (status === null) {
      await new Promise((resolve) => setTimeout(resolve, wait.waitMs))
      return null
    }
    const isGiven = status === 'released'
    const answer = { status, share: isGiven ? shares[at] : null, receipt: isGiven ? Buffer.of(1) : null }
    return { answer: status === 'nothing' ? null : answer }
  }
  const parts = {
    ledger: { get: () => undefined, write: () => Promise.resolve() },
    acquaintances: { findCard: () => ({ keepers: { sets: [set], mailboxes: [] } }) },
    clock,
    badInput: { count: () => undefined },
    authorStations: { isNear: () => true, visit },
  }
  const asking = askKeepers(
    parts as unknown as Parameters<typeof askKeepers>[0],
    letter,
    { waitMs },
    () => {},
  )
  const came: { verdict: KeeperVerdict; afterMs: number }[] = []
  void asking.then((verdict) => came.push({ verdict, afterMs: clock.monotonicMs() }))
  await vi.advanceTimersByTimeAsync(waitMs + 1)
  return { ...came[0]!, asked }
}

test('with one station dead and one that has just started, the letter opens soon after its minute', async () => {
  const { verdict, afterMs, asked } = await ask([GIVES, STARTS, DEAD], 95_000)
  expect(verdict).toMatchObject({ kind: 'shares' })
  expect(afterMs).toBeLessThan(START_MS + 4_001)
  expect(asked[1]).toBeLessThan(25)
})

test('a station that is killed while it answers is asked again when it is back', async () => {
  const killed: Station = (passedMs) => (passedMs < 20_000 ? 'nothing' : 'released')
  const { verdict, afterMs } = await ask([GIVES, killed, DEAD], 95_000)
  expect(verdict).toMatchObject({ kind: 'shares' })
  expect(afterMs).toBeLessThan(24_001)
})

test('a station that says again and again that it has just started is not waited for beyond the wait', async () => {
  const { verdict, afterMs, asked } = await ask([GIVES, () => 'STARTING', DEAD], 30_000)
  expect(verdict).toMatchObject({ kind: 'away', answered: 1 })
  expect(afterMs).toBe(30_000)
  expect(asked[1]).toBeLessThan(15)
})

test('a station that has decided is asked once', async () => {
  const { verdict, afterMs, asked } = await ask([() => 'UNKNOWN', () => 'FENCED', () => 'HELD'], 30_000)
  expect(verdict).toMatchObject({ kind: 'away', answered: 3 })
  expect([afterMs, asked]).toEqual([0, [1, 1, 1]])
})
