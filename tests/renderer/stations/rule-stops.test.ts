// The choices of a rule, and what each of them means while stations are off.
import { describe, expect, it } from 'vitest'
import { stopsOf } from '../../../src/renderer/stations/rule-stops.ts'

const numbers = (n: number) => stopsOf(n).map(({ need, certainAt, distrust }) => [need, certainAt, distrust])

describe('the stops', () => {
  it('are one per number of stations, each with the cheats that are usual', () => {
    expect(numbers(1)).toEqual([[1, 1, 0]])
    expect(numbers(2)).toEqual([
      [1, 2, 0],
      [2, 1, 0],
    ])
    expect(numbers(3)).toEqual([
      [1, 3, 0],
      [2, 3, 1],
      [3, 2, 1],
    ])
  })

  it('obey the law: what opens and what recalls are together n + 1 + the cheats', () => {
    for (const n of [1, 2, 3, 4, 5, 6, 7])
      for (const { need, certainAt, distrust } of stopsOf(n)) expect(need + certainAt).toBe(n + 1 + distrust)
  })
})
