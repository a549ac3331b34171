// An author who is killed with -9 between two steps of giving a letter another gate, beside three
// stations, all of them processes on a private DHT. A letter always opens by one gate, and a recall
// closes all of them.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { REGATING_STEPS, type RegatingStep } from '../../../bench/processes/person-regating.ts'
import type { RefText } from '../../../src/core/contract/index.ts'
import { runs } from '../../support/many.ts'
import { KilledWorld, READER, within } from '../../storm/keepers/killed-world.ts'
import { Trial } from '../../storm/trial.ts'

const ROUNDS = runs(2, 30)
const ROUND_MS = 90_000
/** Longer than the 15 s between two rounds of errands. */
const WITHIN_MS = 40_000
const STATIONS = 3

const trial = new Trial({ seed: 1, steps: 1, endsAtMs: Infinity })
let world: KilledWorld

beforeAll(async () => {
  world = await KilledWorld.gather(trial, STATIONS)
})

afterAll(() => trial.end())

async function send(): Promise<RefText> {
  const { author, reader } = world
  const [ref] = await author.run('sendMarked', { to: [READER], count: 1, bytes: 100 })
  await author.run('untilHandedOver', undefined)
  const hasArrived = async (): Promise<boolean> =>
    (await reader.run('inboxPage', undefined)).refs.includes(ref!)
  await within(WITHIN_MS, 'the reader has the notice', hasArrived)
  return ref!
}

async function dieAt(step: RegatingStep, distrust: number): Promise<void> {
  const { author } = world
  await author.run('dieAt', step)
  await author.run('setDistrust', distrust).catch(() => undefined)
  await within(WITHIN_MS, `the author dies when a gate is ${step}`, () => Promise.resolve(!author.isAlive))
}

const reaches = (ref: RefText, state: string): Promise<void> => world.readerIs(ref, state, WITHIN_MS)

const read = (ref: RefText): Promise<number | string> =>
  world.reader.run('tryToReadWithin', { ref, waitMs: 20_000 })

/** What follows the kill. The author is dead before and after. */
const ENDINGS: readonly ((ref: RefText) => Promise<void>)[] = [
  async function opensWhileDead(ref) {
    expect(await read(ref)).toBeTypeOf('number')
    await world.author.live()
    await reaches(ref, 'referenced')
  },
  async function opensByTheNewGate(ref) {
    await world.author.live()
    const isChanged = async (): Promise<boolean> =>
      (await world.author.run('stagesOf', ref)).join() === 'ended,live'
    await within(WITHIN_MS, 'the new gate has replaced the old one', isChanged)
    await world.author.run('untilHandedOver', undefined)
    await world.author.die()
    expect(await read(ref)).toBeTypeOf('number')
  },
  async function isTakenBack(ref) {
    await world.author.live()
    await world.author.run('act', { kind: 'recall', ref })
    await reaches(ref, 'recalled')
    await world.author.die()
    expect(await read(ref)).toBe('RECALLED')
  },
]

test('a kill between two steps leaves one gate that opens', { timeout: ROUNDS * ROUND_MS }, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await world.raise()
    const ref = await send()
    // Five steps and three endings: every pair of them in 15 rounds.
    await dieAt(REGATING_STEPS[(round + 3) % REGATING_STEPS.length]!, round % 2)
    await ENDINGS[(round + 1) % ENDINGS.length]!(ref)
  }
})
