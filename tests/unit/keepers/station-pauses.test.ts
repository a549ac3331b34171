// When a station of a contact that did not answer is dialled again.
import { beforeEach, expect, test } from 'vitest'
import { StationPauses } from '../../../src/core/keepers/station-pauses.ts'

const station = Buffer.alloc(32, 1)
const VISIT_MS = 15
let nowMs: number
let pauses: StationPauses

/** Tries the station, which does not answer. */
function failOnce(): void {
  const beganAt = nowMs
  pauses.begin(station, VISIT_MS)
  nowMs += VISIT_MS
  pauses.recordAway(station, beganAt)
}

beforeEach(() => {
  nowMs = 1_000
  pauses = new StationPauses({ now: () => nowMs, monotonicMs: () => nowMs }, [100, 350])
})

test('each pause after a failed try is twice as long, up to the longest', () => {
  const seen = [1, 2, 3, 4].map(() => {
    failOnce()
    const leftMs = pauses.leftMs(station)
    nowMs += leftMs
    return leftMs
  })
  expect(seen).toEqual([100, 200, 350, 350])
})

test('tries that ran together count as one failure', () => {
  const beganAt = nowMs
  nowMs += VISIT_MS
  for (let i = 0; i < 4; i++) pauses.recordAway(station, beganAt)
  expect(pauses.leftMs(station)).toBe(100)
})

test('after a pause only one caller tries, and the others wait for it', () => {
  failOnce()
  nowMs += 100
  expect(pauses.leftMs(station)).toBe(0)
  pauses.begin(station, VISIT_MS)
  expect(pauses.leftMs(station)).toBe(VISIT_MS)
})

test('only one caller tries a station that nobody has reached, and after its answer all do', () => {
  pauses.begin(station, VISIT_MS)
  expect(pauses.leftMs(station)).toBe(VISIT_MS)
  expect(pauses.recordReached(station)).toBe(true)
  pauses.begin(station, VISIT_MS)
  expect(pauses.leftMs(station)).toBe(0)
})

test('a station that answers is tried at any time again', () => {
  failOnce()
  expect(pauses.recordReached(station)).toBe(true)
  expect(pauses.recordReached(station)).toBe(false)
  pauses.begin(station, VISIT_MS)
  expect(pauses.leftMs(station)).toBe(0)
})
