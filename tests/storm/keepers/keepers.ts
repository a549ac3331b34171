// Scenario `keepers-whole`: real homes of an author, readers and stations. Each of them stops,
// loses its connection or restarts at any moment. Stations within `distrust` hand out a share after
// they have said that it is burned, or go back to a copy of their home. A test clock sets the time.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Scenario } from '../scenario.ts'
import type { Trial } from '../trial.ts'
import { judgeKeepers } from './judge-keepers.ts'
import { LettersAtStations } from './letters-at-stations.ts'
import { KeepersWorld } from './world.ts'

const DEEDS = {
  ...{ write: 18, read: 22, race: 7, recall: 8, hold: 6, letGo: 5, pass: 3, rest: 20 },
  ...{ turnStation: 12, cut: 4, heal: 6, copy: 4, putBack: 4, turnAuthor: 7, turnReader: 4 },
}
const PASSING_MS = [60_000, 3_600_000, 5 * 3_600_000, 86_400_000]
const MAX_REST_MS = 120

export const keepersWholeScenario: Scenario = {
  name: 'keepers-whole',
  about: 'whole engines and stations, of which some are off, lie or are put back',
  steps: 60,
  share: 2,
  play,
}

async function play(trial: Trial): Promise<void> {
  const world = await KeepersWorld.gather(trial)
  const letters = new LettersAtStations(trial, world)
  while (trial.next()) {
    await takeStep(trial, world, letters)
    await letters.look()
  }
  await judgeKeepers(trial, world, letters)
  trial.count('letters at whole stations', letters.all.length)
}

async function takeStep(trial: Trial, world: KeepersWorld, letters: LettersAtStations): Promise<void> {
  const { random } = trial
  const deed = random.pickWeighted(DEEDS)
  switch (deed) {
    case 'write':
      return letters.write()
    case 'read':
      return letters.read()
    case 'race':
      return letters.race()
    case 'recall':
    case 'hold':
    case 'letGo':
      return letters.act(deed)
    case 'pass':
      return world.pass(random.pick(PASSING_MS))
    case 'rest':
      return sleep(random.share() * MAX_REST_MS)
    case 'turnStation':
      return world.turnStation()
    case 'cut':
      return world.cut()
    case 'heal':
      return world.heal()
    case 'copy':
      return world.copy()
    case 'putBack':
      return world.putBack()
    case 'turnAuthor':
      return world.turnAuthor()
    case 'turnReader':
      return world.turnReader()
  }
}
