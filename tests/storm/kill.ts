// Scenario `kill`: real processes that write, release and receive, and die by kill -9 at random
// moments. Three lanes run at once: both die, only the author, only the reader. At the end both
// homes are opened and judged.
import { judgeLane, runLane, type Victims } from '../scenarios/bad-luck/kill-lane.ts'
import type { Scenario } from './scenario.ts'
import type { Trial } from './trial.ts'

const LANES: Victims[] = ['both', 'author', 'reader']

export const killScenario: Scenario = {
  name: 'kill',
  about: 'processes killed while sending, releasing and receiving',
  steps: 60,
  share: 2,
  play,
}

async function play(trial: Trial): Promise<void> {
  const kills = new Map<Victims, number>()
  const isNext = (victims: Victims): boolean => {
    // Each lane has a fixed share of the steps, so that its acts do not depend on other lanes.
    const done = kills.get(victims) ?? 0
    if (done >= Math.ceil(trial.steps / LANES.length) || !trial.next()) return false
    kills.set(victims, done + 1)
    trial.note(`kill ${done + 1} of ${victims}`)
    trial.count('kills')
    return true
  }
  const seeds = LANES.map(() => trial.random.seed())
  const lanes = await Promise.all(
    LANES.map((victims, i) =>
      runLane({
        victims,
        seed: seeds[i]!,
        isNext: () => isNext(victims),
        onMade: (person) => trial.onEnd(() => person.remove()),
      }),
    ),
  )
  for (const lane of lanes) {
    const { letters, unanswered } = await judgeLane(lane)
    trial.count('letters through kills', letters)
    trial.count('releases whose answer was lost', unanswered)
  }
}
