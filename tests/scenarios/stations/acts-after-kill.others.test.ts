// An author who is killed with -9, starts again and acts at once, beside three stations, all of
// them processes on a private DHT. Every act reaches the stations before the next round of the
// author.
import { afterAll, beforeAll, test } from 'vitest'
import type { AuthorAct } from '../../../bench/processes/person-stations.ts'
import type { RefText } from '../../../src/core/contract/index.ts'
import { KilledWorld, READER } from '../../storm/keepers/killed-world.ts'
import { Trial } from '../../storm/trial.ts'
import { runs } from '../../support/many.ts'

const ROUNDS = runs(3, 40)
/** Less than the 15 s between two rounds. */
const WITHIN_MS = 12_000
const STATIONS = 3

const trial = new Trial({ seed: 1, steps: 1, endsAtMs: Infinity })
let world: KilledWorld

beforeAll(async () => {
  world = await KilledWorld.gather(trial, STATIONS)
  await world.reader.die()
})

afterAll(() => trial.end())

/** @throws Finding if the author does not see it in time */
const reaches = (ref: RefText, state: string): Promise<void> => world.readerIs(ref, state, WITHIN_MS)

/** Sends a letter, lets `before` happen, and kills and starts the author. Returns the letter. */
async function sendAndDie(before: (ref: RefText) => Promise<unknown>): Promise<RefText> {
  const [ref] = await world.author.run('sendMarked', { to: [READER], count: 1, bytes: 100 })
  await world.author.run('untilHandedOver', undefined)
  await before(ref!)
  await world.author.die()
  await world.author.live()
  return ref!
}

async function actAfterStart(kind: AuthorAct, state: string): Promise<void> {
  const ref = await sendAndDie(async (sent) => {
    if (kind !== 'letGo') return
    await world.author.run('act', { kind: 'hold', ref: sent })
    await reaches(sent, 'held')
  })
  await world.author.run('act', { kind, ref })
  await reaches(ref, state)
}

test.each([
  ['letGo', 'notified'],
  ['recall', 'recalled'],
] as const)('%s right after a start is confirmed', { timeout: ROUNDS * 60_000 }, async (kind, state) => {
  for (let round = 0; round < ROUNDS; round++) await actAfterStart(kind, state)
})
