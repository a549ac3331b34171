// The positions of the three words that are asked for, from all over the page.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { choosePositions } from '../../../src/renderer/first-run/choose-positions.ts'

it('one word of each third is asked for, with any random numbers', () => {
  const chance = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
    minLength: 3,
    maxLength: 3,
  })
  fc.assert(
    fc.property(chance, (chances) => {
      const left = [...chances]
      const positions = choosePositions(() => left.shift()!)
      expect(positions.map((position) => Math.ceil(position / 8))).toEqual([1, 2, 3])
    }),
  )
})

it('the first and the last word can be asked for', () => {
  expect([choosePositions(() => 0)[0], choosePositions(() => 0.999)[2]]).toEqual([1, 24])
})
