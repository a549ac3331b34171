// Scenario `keepers-killed`: an author, two readers and stations as processes of their own. In each
// step letters leave, to one reader, to the group or with a further reader, and a public post; they
// are opened and taken back, a member is removed, and some processes are killed with -9 meanwhile.
// Then all run again, or all but the author. What the author was told to be recalled must stay
// closed.
import { setTimeout as sleep } from 'node:timers/promises'
import { MARKED_BODY } from '../../../bench/processes/person-stations.ts'
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'
import {
  act,
  believe,
  finish,
  nameOf,
  read,
  readersOf,
  removeMember,
  share,
  WAYS,
  type Fate,
  type KilledLetter,
  type KilledReader,
} from './killed-letters.ts'
import { GROUP, KilledWorld, READER, within } from './killed-world.ts'

const READERS = [READER, 'carol']
const MOVING = 'carol'
const LETTERS = 4
const MAX_BEFORE_MS = 800
const MAX_MOMENT_MS = 600
/** The start barrier of a station, and some time for its answer. */
const SETTLED_MS = 90_000
const SHOWN_CHARS = MARKED_BODY.length
const FATES: Record<Fate, number> = { recalled: 5, withdrawn: 3, 'left alone': 3 }

interface Step {
  trial: Trial
  world: KilledWorld
  letters: KilledLetter[]
  /** The texts of public posts that were acknowledged, in all steps. */
  posts: string[]
  isMemberRemoved: boolean
}

export const keepersKilledScenario: Scenario = {
  name: 'keepers-killed',
  about: 'processes of author, readers and stations, killed during recalls',
  steps: 20,
  share: 2,
  play,
}

async function play(trial: Trial): Promise<void> {
  const count = trial.random.pick([1, 2, 3, 3])
  trial.note(`${count} stations`)
  const world = await KilledWorld.gather(trial, count, READERS)
  const posts: string[] = []
  while (trial.next()) {
    await world.raise()
    const step = { trial, world, posts, letters: await send(trial, world), isMemberRemoved: false }
    step.isMemberRemoved = trial.random.isSo(0.3)
    await Promise.all([
      disturb(trial, world),
      publish(step),
      removeSometime(step),
      ...step.letters.map((letter) => live(step, letter)),
    ])
    await world.raise()
    await settle(step)
    await judge(step)
    await takeBackMember(step)
    trial.count('runs of whole processes')
  }
}

async function send(trial: Trial, { author }: KilledWorld): Promise<KilledLetter[]> {
  const { random } = trial
  const letters: KilledLetter[] = []
  for (let n = 0; n < LETTERS; n++) {
    const [way, fate] = [random.pick(WAYS), random.pickWeighted(FATES)]
    const to = way === 'group' ? [GROUP] : [READER]
    const [ref] = await author.run('sendMarked', { to, count: 1, bytes: SHOWN_CHARS })
    letters.push({ ref: ref!, way, fate, isTried: false, readers: readersOf(way, READERS) })
    trial.note(`${nameOf(letters.at(-1)!)} by ${way}, to be ${fate}`)
  }
  trial.count('letters among processes', letters.length)
  // Long enough for all shares, or too short.
  await sleep(random.share() * MAX_BEFORE_MS)
  return letters
}

/** Kills one process or several, each at a moment of its own. Some come back before the end. */
async function disturb({ random }: Trial, world: KilledWorld): Promise<void> {
  const victims = world.everybody
    .filter(() => random.isSo(0.4))
    .map((one) => ({ one, atMs: random.share() * MAX_MOMENT_MS, isBack: random.isSo(0.5) }))
  await Promise.all(
    victims.map(async ({ one, atMs, isBack }) => {
      await sleep(atMs)
      await world.kill(one)
      if (isBack) await one.live()
    }),
  )
}

async function publish({ trial, world, posts }: Step): Promise<void> {
  const [atMs, text] = [trial.random.share() * MAX_MOMENT_MS, `post ${trial.random.seed()}`]
  await sleep(atMs)
  await unlessKilled(
    world.author.run('publish', text).then(() => {
      posts.push(text)
    }),
  )
}

async function removeSometime({ trial, world, isMemberRemoved }: Step): Promise<void> {
  const atMs = trial.random.share() * MAX_MOMENT_MS
  await sleep(atMs)
  if (isMemberRemoved) await unlessKilled(removeMember(trial, world, MOVING))
}

/** The readers open the letter while its author takes it back. Each may be killed meanwhile. */
async function live({ trial, world }: Step, letter: KilledLetter): Promise<void> {
  const { random } = trial
  const plans = letter.readers.map((one) => ({
    one,
    atMs: random.share() * MAX_MOMENT_MS,
    isRead: random.isSo(0.6),
  }))
  const [actsAtMs, sharesAtMs] = [random.share() * MAX_MOMENT_MS, random.share() * MAX_MOMENT_MS]
  await Promise.all([
    ...plans.map(async ({ one, atMs, isRead }) => {
      await sleep(atMs)
      if (isRead) await unlessKilled(read(trial, world, letter, one))
    }),
    sleep(actsAtMs).then(() => unlessKilled(act(trial, world, letter))),
    sleep(sharesAtMs).then(() => unlessKilled(share(trial, world, letter))),
  ])
}

/** A process that was killed answers nothing. All other errors count. */
async function unlessKilled(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!/SIGKILL|is dead|Channel closed/.test(String(error))) throw error
  })
}

/**
 * What the kill cut off is done again. Then every station has everything and answers every recall.
 */
async function settle({ trial, world, letters, isMemberRemoved }: Step): Promise<void> {
  const { author } = world
  for (const letter of letters) await finish(trial, world, letter)
  if (isMemberRemoved) await removeMember(trial, world, MOVING)
  for (const letter of letters)
    await within(SETTLED_MS, `${nameOf(letter)} is settled`, async () => {
      const states = await author.run('statesOf', letter.ref)
      for (const one of letter.readers) believe(trial, letter, one, states[one.name])
      return !Object.values(states).includes('recalling')
    })
  await author.run('untilHandedOver', undefined)
  await within(SETTLED_MS, 'every station knows the members', () => author.run('areMembersTold', undefined))
}

async function judge(step: Step): Promise<void> {
  const { trial, world, letters } = step
  if (trial.random.isSo(0.5)) await world.kill(world.author)
  const pairs = letters.flatMap((letter) => letter.readers.map((one) => ({ letter, one })))
  const isLost = ({ letter, one }: (typeof pairs)[number]): boolean =>
    step.isMemberRemoved && letter.way === 'group' && one.name === MOVING
  const closed = pairs.filter((pair) => pair.one.isToldGone || (isLost(pair) && !pair.one.hasRead))
  for (const { letter, one } of closed) {
    await read(trial, world, letter, one)
    must(!one.hasRead, `${nameOf(letter)} opens for ${one.name}, who was removed`)
  }
  trial.count('reads after the end', closed.length)
  for (const pair of pairs)
    if (!isLost(pair) && isFree(pair.letter, pair.one)) await opens(step, pair.letter, pair.one)
  await within(SETTLED_MS, 'the followers have every post', () => areFollowed(step))
  await world.author.live()
  await within(SETTLED_MS, 'the author learns of every opening', () => isLearned(step))
}

/** Nobody takes it back from them. A withdrawal from the group is one from all its members. */
const isFree = ({ fate, way }: KilledLetter, { name, isGiven }: KilledReader): boolean =>
  isGiven && (fate === 'left alone' || (fate === 'withdrawn' && way === 'further' && name !== READER))

function opens({ trial, world }: Step, letter: KilledLetter, one: KilledReader): Promise<void> {
  if (!world.author.isAlive && !one.hasRead) trial.count('opened without their author')
  return within(SETTLED_MS, `${nameOf(letter)} opens for ${one.name}`, async () => {
    await read(trial, world, letter, one)
    return one.hasRead
  })
}

async function areFollowed({ world, posts }: Step): Promise<boolean> {
  const texts = await Promise.all(world.readers.map((reader) => reader.run('readFollowed', undefined)))
  return texts.every((seen) => posts.every((post) => seen.includes(post)))
}

async function isLearned({ trial, world, letters }: Step): Promise<boolean> {
  for (const letter of letters) {
    const states = await world.author.run('statesOf', letter.ref)
    for (const one of letter.readers) believe(trial, letter, one, states[one.name])
  }
  return letters.every(({ readers }) => readers.every((one) => !one.hasRead || one.isToldOpened))
}

async function takeBackMember({ world, isMemberRemoved }: Step): Promise<void> {
  const { author, readers } = world
  if (!isMemberRemoved) return
  const moving = readers.find(({ name }) => name === MOVING)!
  await author.run('addMember', { group: GROUP, name: MOVING })
  await within(SETTLED_MS, `${MOVING} is a member`, () => moving.run('isMemberOf', GROUP))
}
