// The choices of a rule, and what each of them means while stations are off.
import { describe, expect, it } from 'vitest'
import { isPreset, outcomesOf, ruleOf, stopsOf } from '../../../src/renderer/stations/rule-stops.ts'

const numbers = (n: number) => stopsOf(n).map(({ need, certainAt, distrust }) => [need, certainAt, distrust])

describe('the stops', () => {
  it('are one per number of stations, each with the cheats that are usual', () => {
    expect(numbers(1)).toEqual([[1, 1, 0]])
    expect(numbers(2)).toEqual([
      [1, 2, 0],
      [2, 2, 1],
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

  it('name one preset for each number of stations', () => {
    const presets = [1, 2, 3, 5, 7].map((n) => stopsOf(n).filter(isPreset))
    expect(presets.map((found) => found.map(({ need }) => need))).toEqual([[1], [1], [2], [2], [2]])
    expect(isPreset(ruleOf(3, { need: 2, distrust: 0 }))).toBe(false)
  })
})

describe('while stations are off', () => {
  it('two of three open with one off, and a recall waits for it', () => {
    expect(outcomesOf(ruleOf(3, { need: 2, distrust: 1 }))).toEqual([
      { down: 0, opens: true, missing: 0 },
      { down: 1, opens: true, missing: 1 },
      { down: 2, opens: false, missing: 2 },
      { down: 3, opens: false, missing: 3 },
    ])
  })

  it('a recall that needs fewer stations than there are does not wait for all', () => {
    expect(outcomesOf(ruleOf(5, { need: 4, distrust: 0 })).map(({ missing }) => missing)).toEqual([
      0, 0, 0, 0, 1, 2,
    ])
  })
})
