// The times that one press sets, in the person's own days.
import { describe, expect, it } from 'vitest'
import { expiryTimes, nextFullHour, offerTimes } from '../../../src/renderer/compose/time-presets.ts'

const local = (at: Date): string =>
  `${at.getMonth() + 1}-${at.getDate()} ${String(at.getHours()).padStart(2, '0')}`
const offered = (...now: [number, number, number, number]): string[] =>
  offerTimes(new Date(2026, ...now)).map(({ name, at }) => `${name} ${local(at)}`)

describe('the offered times', () => {
  it('are this evening, tomorrow morning and evening, and Monday', () => {
    expect(offered(11, 1, 10, 42)).toEqual([
      'thisEvening 12-1 18',
      'tomorrowMorning 12-2 08',
      'tomorrowEvening 12-2 18',
      'monday 12-7 08',
    ])
  })

  it('begin with the coming morning at half past midnight', () => {
    expect(offered(11, 1, 0, 30)).toEqual([
      'thisMorning 12-1 08',
      'thisEvening 12-1 18',
      'tomorrowMorning 12-2 08',
      'monday 12-7 08',
    ])
  })

  it('have no time of today in the evening', () => {
    expect(offered(11, 1, 21, 30)).toEqual([
      'tomorrowMorning 12-2 08',
      'tomorrowEvening 12-2 18',
      'monday 12-7 08',
      'inAWeek 12-8 08',
    ])
  })

  it('name Monday once: not if it is today or tomorrow', () => {
    expect([offered(10, 29, 12, 0), offered(10, 30, 12, 0)].map((times) => times.at(-1))).toEqual([
      'inAWeek 12-6 08',
      'inAWeek 12-7 08',
    ])
  })
})

it('an expiry is a day, a week or thirty days after the sending', () => {
  const from = new Date(2026, 10, 27, 21, 30)
  const days = expiryTimes(from).map(({ name, at }) => [name, (at.getTime() - from.getTime()) / 86_400_000])
  expect(days).toEqual([
    ['day', 1],
    ['week', 7],
    ['month', 30],
  ])
})

it('a field starts at a full hour in the future', () => {
  const at = (minute: number): number =>
    new Date(nextFullHour(new Date(2026, 10, 4, 8, minute), 1)).getHours()
  expect([at(0), at(5)]).toEqual([9, 10])
})
