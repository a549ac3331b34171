// The rivals of a bench alternate, so that other load on the machine affects all of them alike.
import { expect, it } from 'vitest'
import { alternate } from '../../bench/rounds.ts'

it('alternate() warms up every contender, and then runs A B A B', async () => {
  const order: string[] = []
  const contender = (what: string) => ({
    what,
    round: async () => [order.push(what)],
  })
  const samples = await alternate([contender('A'), contender('B')], 2)
  expect(order.join(' ')).toBe('A B A B A B')
  // The samples of the first round of each are not among them.
  expect(samples).toEqual([
    [3, 5],
    [4, 6],
  ])
})

it('alternate() ends with the first failing round', async () => {
  const broken = { what: 'B', round: () => Promise.reject(new Error('broken')) }
  await expect(alternate([{ what: 'A', round: async () => [1] }, broken], 1)).rejects.toThrow('broken')
})
