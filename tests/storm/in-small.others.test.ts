// Every scenario of the storm at a small size, with fixed seeds: a fixed number of steps, however
// long they take, and no finding. The long form is a command; its findings are kept as separate
// tests.
import { expect, test } from 'vitest'
import { parseOrder } from './order.ts'
import { runStorm } from './run-storm.ts'
import { scenarios } from './scenarios.ts'

/** In the order of the list. A new scenario needs its number of steps here. */
const STEPS: Record<string, number> = {
  model: 4,
  'keepers-model': 2,
  'keepers-whole': 40,
  'keepers-circle': 40,
  'keepers-killed': 2,
  wire: 16,
  kill: 3,
  'disk-damage': 5,
  'disk-rewind': 1,
  'disk-space': 6,
  recovery: 8,
  'recovery-away': 6,
  portable: 2,
  clock: 12,
  // Every deed once.
  hostile: 42,
  places: 60,
  strangers: 150,
  floods: 4,
  accounts: 25,
  names: 12,
  decode: 2,
  'decode-guided': 1,
  soak: 4,
}

test('every scenario is played in small', () => {
  expect(scenarios.map(({ name }) => name)).toEqual(Object.keys(STEPS))
})

test.each(scenarios)('$name finds nothing in small: $about', async (scenario) => {
  const order = parseOrder(['--seed', '4', '--steps', String(STEPS[scenario.name])])
  const lines: string[] = []
  const { findings, counts } = await runStorm(order, [scenario], (line) => lines.push(line))
  expect(findings, lines.join('\n')).toEqual([])
  if ((scenario.findHindrance?.() ?? null) === null)
    expect([...counts.values()].some((times) => times > 0)).toBe(true)
})
