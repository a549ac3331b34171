// Repeated kill -9 during sending, releasing and receiving.
// Nothing acknowledged is lost or doubled.
import { afterEach, expect, test } from 'vitest'
import { runs } from '../../support/many.ts'
import type { Person } from '../../support/person.ts'
import { judgeLane, runLane, type Victims } from './kill-lane.ts'

/** Beside those of the ledger; FUMIKURA_KILLS and the storm run more. */
const KILLS_PER_LANE = Number(process.env.FUMIKURA_KILLS ?? runs(8, 20)) / 4
/** Among this many kills at least one falls between a release and its answer. */
const ENOUGH_KILLS = 100
const seed = Number(process.env.FUMIKURA_SEED ?? Date.now() % 1_000_000)

const made: Person[] = []
afterEach(async () => {
  await Promise.all(made.splice(0).map((person) => person.remove()))
})

async function runLanes(victims: Victims[]): Promise<void> {
  const lanes = await Promise.all(
    victims.map((victim, lane) => {
      let kills = 0
      return runLane({
        victims: victim,
        seed: seed + lane,
        isNext: () => kills++ < KILLS_PER_LANE,
        onMade: (person) => made.push(person),
      })
    }),
  )
  const judged: Awaited<ReturnType<typeof judgeLane>>[] = []
  for (const lane of lanes) judged.push(await judgeLane(lane))
  process.stdout.write(`seed ${seed}, ${KILLS_PER_LANE} kills a lane: ${JSON.stringify(judged)}\n`)
  const sum = (of: keyof (typeof judged)[number]): number => judged.reduce((all, one) => all + one[of], 0)
  expect(sum('letters')).toBeGreaterThan(0)
  // A small number of kills can miss the short time between a release and its answer.
  if (KILLS_PER_LANE >= ENOUGH_KILLS) expect(sum('unanswered')).toBeGreaterThan(0)
}

test('repeated kills of writer and reader at once lose and double nothing', { timeout: 150_000 }, () =>
  runLanes(['both', 'both']),
)

test(
  'repeated kills of the writer or the reader, while the other runs, lose and double nothing',
  { timeout: 150_000 },
  () => runLanes(['author', 'reader']),
)
