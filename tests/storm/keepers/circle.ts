// Scenario `keepers-circle`: an author with stations, a group, letters that get further readers,
// and public posts. Members come and go, stations are joined, left, destroyed, full or put back,
// and anybody is killed at any moment. The people and stations are whole engines.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Scenario } from '../scenario.ts'
import { Random } from '../random.ts'
import type { Trial } from '../trial.ts'
import { CircleBlog } from './circle-blog.ts'
import { CircleGroup, OWNERS } from './circle-group.ts'
import { CircleLetters } from './circle-letters.ts'
import { judgeCircle } from './judge-circle.ts'
import { nameOf, KeepersWorld, type OnePerson, type OneStation } from './world.ts'

const READERS = ['bob', 'carol', 'dave']
const PASSING_MS = [60_000, 3_600_000, 86_400_000]
const MAX_REST_MS = 120
const MAX_STRIKE_MS = 80

/** What can be struck by a kill. */
const WORK = {
  ...{ post: 16, write: 7, read: 26, race: 5, share: 10, withdraw: 5, recall: 3 },
  ...{ remove: 4, add: 5, publish: 4, replace: 3, unpublish: 2, follow: 1 },
}
const CHANGES = {
  ...{ strike: 16, rest: 16, pass: 1, turnStation: 9, turnAuthor: 7, turnReader: 5 },
  ...{ cut: 4, heal: 6, copy: 4, putBack: 4, join: 2, joinSmall: 1, leave: 2, destroy: 1 },
}

export interface Circle {
  trial: Trial
  world: KeepersWorld
  group: CircleGroup
  letters: CircleLetters
  blog: CircleBlog
}

export const keepersCircleScenario: Scenario = {
  name: 'keepers-circle',
  about: 'a group, further readers and followers of an author with stations, and kills',
  steps: 100,
  share: 2,
  play,
}

async function play(trial: Trial): Promise<void> {
  const world = await KeepersWorld.gather(trial, READERS)
  const group = await CircleGroup.found(trial, world, trial.random.pick(OWNERS))
  const letters = new CircleLetters(trial, world, group)
  const circle = { trial, world, group, letters, blog: await CircleBlog.begin(trial, world) }
  while (trial.next()) {
    // What one step draws must not depend on the effects of the steps before.
    await takeStep(circle, new Random(trial.random.seed()))
    await letters.look()
  }
  await judgeCircle(circle)
  trial.count('letters in circles', letters.all.length)
}

async function takeStep(circle: Circle, random: Random): Promise<void> {
  const { world } = circle
  const deed = random.pickWeighted({ ...WORK, ...CHANGES })
  switch (deed) {
    case 'strike':
      return strike(circle, random)
    case 'rest':
      return sleep(random.share() * MAX_REST_MS)
    case 'pass':
      return world.pass(random.pick(PASSING_MS))
    case 'join':
      return world.joinAnother()
    case 'joinSmall':
      return world.joinAnother({ gates: random.between(1, 8) })
    case 'leave':
    case 'destroy':
      return world.leave(random.pick(world.standing), deed === 'destroy')
    case 'turnStation':
    case 'turnAuthor':
    case 'turnReader':
    case 'cut':
    case 'heal':
    case 'copy':
    case 'putBack':
      return world[deed]()
    default:
      return work(circle, random, deed)
  }
}

function work(circle: Circle, random: Random, deed: keyof typeof WORK): Promise<void> {
  const { letters, group, blog } = circle
  switch (deed) {
    case 'post':
    case 'write':
    case 'share':
    case 'withdraw':
    case 'recall':
    case 'read':
    case 'race':
      return letters[deed](random)
    case 'remove':
    case 'add':
      return group[deed](random, letters)
    case 'publish':
    case 'replace':
    case 'unpublish':
    case 'follow':
      return blog[deed](random)
  }
}

/** Somebody works, and some are killed meanwhile. Some of them come back at once. */
async function strike(circle: Circle, random: Random): Promise<void> {
  const { world } = circle
  const deed = random.pickWeighted(WORK)
  const all: (OnePerson | OneStation)[] = [...world.everybody, ...world.standing]
  const victims = [random.pick(all), ...(random.isSo(0.3) ? [random.pick(all)] : [])]
  const plans = victims.map((one) => ({
    one,
    atMs: random.share() * MAX_STRIKE_MS,
    isBack: random.isSo(0.6),
  }))
  circle.trial.note(`${deed}, while ${victims.map(nameOf).join(' and ')} may die`)
  await Promise.all([
    work(circle, random, deed),
    ...plans.map(async ({ one, atMs }) => {
      await sleep(atMs)
      await world.kill(one)
    }),
  ])
  for (const { one, isBack } of plans) if (isBack && !one.isOn) await world.raise(one)
}
