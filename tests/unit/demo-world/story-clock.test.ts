// The clock of the demo world, and the acts that it times.
import { expect, it } from 'vitest'
import { playActs, type Act } from '../../../src/main/demo-world/acts.ts'
import { Cast, DAY, HOUR } from '../../../src/main/demo-world/cast.ts'
import { StoryClock } from '../../../src/main/demo-world/story-clock.ts'
import { BEGAN_AGO, STORY } from '../../../src/main/demo-world/story/index.ts'
import type { Resident } from '../../../src/main/demo-world/resident.ts'

const nobody = {} as unknown as Resident
const castOf = (clock: StoryClock): Cast =>
  new Cast({ alice: nobody, bob: nobody, carol: nobody, haruko: nobody }, [], clock)

/** Whole minutes by which the clock is behind this machine's clock. */
const minutesBehind = (clock: StoryClock): number => Math.round((Date.now() - clock.now()) / 60_000)

it('elapsed time moves both readings of the clock alike, and never back', () => {
  const clock = new StoryClock(2 * DAY)
  const before = { now: clock.now(), monotonic: clock.monotonicMs() }
  clock.passUntil(DAY)
  expect(clock.now() - before.now).toBeGreaterThanOrEqual(DAY)
  expect(Math.abs(clock.monotonicMs() - before.monotonic - (clock.now() - before.now))).toBeLessThan(50)
  clock.passUntil(2 * DAY)
  expect(minutesBehind(clock)).toBe(24 * 60)
})

it('acts are played in their order, each at its time, and the clock is right at the end', async () => {
  const clock = new StoryClock(3 * DAY)
  const played: number[] = []
  const act = (hours: number): Act => ({
    ago: hours * HOUR,
    title: '',
    play: async () => played.push(minutesBehind(clock) / 60),
  })
  await playActs(castOf(clock), [act(1), act(50), act(24)])
  expect([played, minutesBehind(clock)]).toEqual([[50, 24, 1], 0])
})

it('no act of the story is before its start, and the start is within nine days', () => {
  expect(STORY.filter(({ ago }) => ago >= BEGAN_AGO)).toEqual([])
  expect(BEGAN_AGO).toBeLessThan(9 * DAY)
})

it('an unknown letter is refused', () => {
  expect(() => castOf(new StoryClock(0)).ref('unwritten')).toThrow('unwritten')
})
