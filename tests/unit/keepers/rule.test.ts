// The presets, the limits of a rule, and the sets of stations that follow from a choice.
import { describe, expect, test } from 'vitest'
import { certainAt } from '../../../src/core/station-records/index.ts'
import type { Keepers } from '../../../src/core/identity/index.ts'
import { areValidKeepers, NO_KEEPERS } from '../../../src/core/identity/keepers.ts'
import { presetFor } from '../../../src/core/contract/index.ts'
import { checkRule, chooseKeepers } from '../../../src/core/keepers/rule.ts'
import { refused } from '../../support/refused.ts'

const device = (n: number): Uint8Array => new Uint8Array(32).fill(n)
const devices = (n: number): Uint8Array[] => Array.from({ length: n }, (_, i) => device(i + 1))
const choose = (before: Keepers, n: number, more: Partial<Parameters<typeof chooseKeepers>[1]> = {}) =>
  chooseKeepers(before, { devices: devices(n), rule: null, isInUse: () => false, ...more })

describe('a rule', () => {
  test('has a preset for each number of stations, which its own check accepts', () => {
    const presets = [1, 2, 3, 4, 5, 6, 7].map((n) => {
      const rule = presetFor(n)
      checkRule(n, rule)
      return [n, rule.need, rule.distrust, certainAt(rule, n)]
    })
    expect(presets).toEqual([
      [1, 1, 0, 1],
      [2, 1, 0, 2],
      [3, 2, 1, 3],
      [4, 2, 1, 4],
      [5, 2, 1, 5],
      [6, 2, 1, 6],
      [7, 2, 1, 7],
    ])
  })

  test.each([
    [0, 1, 0],
    [3, 0, 0],
    [3, 4, 0],
    [3, 2, 2],
    [3, 2, -1],
    [3, 1, 1],
  ])('of %i stations cannot need %i and distrust %i', (n, need, distrust) => {
    expect(() => checkRule(n, { need, distrust })).toThrow(refused('INVALID'))
  })
})

describe('a choice of stations', () => {
  test('is a new set of all stations, which are the mailboxes too', () => {
    const one = choose(NO_KEEPERS, 1)
    expect(one).toEqual({
      sets: [{ id: 1, need: 1, distrust: 0, devices: devices(1) }],
      mailboxes: devices(1),
    })
    const three = choose(one, 3)
    expect(three.sets).toEqual([{ id: 2, need: 2, distrust: 1, devices: devices(3) }])
    expect(areValidKeepers(three)).toBe(true)
  })

  test('keeps the numbers of a rule until the number of stations changes', () => {
    const strict = choose(choose(NO_KEEPERS, 3), 3, { rule: { need: 3, distrust: 1 } })
    const others = choose(strict, 3, { devices: [device(1), device(2), device(9)] })
    expect(others.sets[0]).toMatchObject({ id: 3, need: 3, distrust: 1 })
    expect(choose(others, 4).sets[0]).toMatchObject({ need: 2, distrust: 1 })
  })

  test('without a change keeps the set', () => {
    const two = choose(NO_KEEPERS, 2)
    expect(choose(two, 2)).toEqual(two)
  })

  test('keeps an older set only while an open gate names it', () => {
    const before = choose(NO_KEEPERS, 1)
    const after = choose(before, 2, { isInUse: ({ id }) => id === 1 })
    expect(after.sets.map(({ id }) => id)).toEqual([2, 1])
    expect(choose(after, 3).sets.map(({ id }) => id)).toEqual([3])
    expect(choose(after, 0, { isInUse: ({ id }) => id === 1 })).toEqual({
      sets: [before.sets[0]],
      mailboxes: [],
    })
  })

  test('is refused if open gates name as many sets as a card can have', () => {
    let keepers = NO_KEEPERS
    for (const n of [1, 2, 3, 4]) keepers = choose(keepers, n, { isInUse: () => true })
    expect(() => choose(keepers, 5, { isInUse: () => true })).toThrow(refused('TOO_LARGE'))
  })
})
