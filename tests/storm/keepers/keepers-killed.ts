// Scenario `keepers-killed`: an author, a reader and stations as processes of their own. In each step
// letters leave, the reader opens them, the author recalls them, and some processes are killed with
// -9 meanwhile. Then all run again. What the author was told to be recalled must stay closed.
import { setTimeout as sleep } from 'node:timers/promises'
import { MARKED_BODY } from '../../../bench/processes/person-stations.ts'
import type { RefText } from '../../../src/core/contract/index.ts'
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'
import { KilledWorld, READER, within } from './killed-world.ts'

const LETTERS = 3
const MAX_BEFORE_MS = 800
const MAX_MOMENT_MS = 600
const READ_MS = 3_000
/** The start barrier of a station, and some time for its answer. */
const SETTLED_MS = 90_000
const SHOWN_CHARS = MARKED_BODY.length

type Fate = 'recalled' | 'left alone'

interface Letter {
  ref: RefText
  fate: Fate
  hasRead: boolean
  isToldGone: boolean
  isToldOpened: boolean
}

export const keepersKilledScenario: Scenario = {
  name: 'keepers-killed',
  about: 'processes of author, reader and stations, killed during recalls',
  steps: 20,
  share: 2,
  play,
}

async function play(trial: Trial): Promise<void> {
  const count = trial.random.pick([1, 2, 3, 3])
  trial.note(`${count} stations`)
  const world = await KilledWorld.gather(trial, count)
  while (trial.next()) {
    await world.raise()
    const letters = await send(trial, world)
    await Promise.all([disturb(trial, world), ...letters.map((letter) => live(trial, world, letter))])
    await world.raise()
    await settle(trial, world, letters)
    await judge(trial, world, letters)
    trial.count('runs of whole processes')
  }
}

async function send(trial: Trial, { author }: KilledWorld): Promise<Letter[]> {
  const refs = await author.run('sendMarked', { to: [READER], count: LETTERS, bytes: SHOWN_CHARS })
  const nothing = { hasRead: false, isToldGone: false, isToldOpened: false }
  const letters = refs.map((ref): Letter => {
    const fate = trial.random.isSo(0.8) ? 'recalled' : 'left alone'
    return { ref, fate, ...nothing }
  })
  trial.count('letters among processes', letters.length)
  // Long enough for all shares, or too short.
  await sleep(trial.random.share() * MAX_BEFORE_MS)
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

/** The reader opens the letter while its author recalls it. Both may be killed meanwhile. */
async function live(trial: Trial, world: KilledWorld, letter: Letter): Promise<void> {
  const { random } = trial
  const [readsAtMs, actsAtMs] = [random.share() * MAX_MOMENT_MS, random.share() * MAX_MOMENT_MS]
  const isRead = random.isSo(0.6)
  await Promise.all([
    (async () => {
      await sleep(readsAtMs)
      if (isRead) await unlessKilled(read(trial, world, letter))
    })(),
    (async () => {
      await sleep(actsAtMs)
      if (letter.fate === 'recalled') await unlessKilled(recall(trial, world, letter))
    })(),
  ])
}

/** A process that was killed answers nothing. All other errors count. */
async function unlessKilled(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!/SIGKILL|is dead|Channel closed/.test(String(error))) throw error
  })
}

async function read(trial: Trial, { reader }: KilledWorld, letter: Letter): Promise<void> {
  const got = await reader.run('tryToReadWithin', { ref: letter.ref, waitMs: READ_MS })
  const isOpen = typeof got === 'number'
  must(got !== 'WRONG_TEXT', 'a letter has another text')
  trial.note(`${nameOf(letter)} is read: ${isOpen ? 'opened' : got}`)
  if (!isOpen) return
  must(!letter.isToldGone, `${nameOf(letter)} opens after the author was told that it is recalled`)
  if (!letter.hasRead) trial.count('opened')
  letter.hasRead = true
}

async function recall(trial: Trial, { author }: KilledWorld, letter: Letter): Promise<void> {
  const outcomes = await author.run('act', { kind: 'recall', ref: letter.ref })
  trial.note(`${nameOf(letter)} is taken back: ${outcomes[READER]}`)
  believe(trial, letter, outcomes[READER])
}

function believe(trial: Trial, letter: Letter, told: string | undefined): void {
  if (told === 'recalled') {
    must(!letter.hasRead, `${nameOf(letter)} is recalled, and was opened`)
    must(!letter.isToldOpened, `${nameOf(letter)} is recalled, and was referenced`)
    if (!letter.isToldGone) trial.count('certain recalls')
    letter.isToldGone = true
  }
  if (told === 'referenced' || told === 'too-late') {
    must(!letter.isToldGone, `${nameOf(letter)} is referenced, and was recalled`)
    letter.isToldOpened = true
  }
}

/** A recall that the kill cut off is made again. Then every station answers it. */
async function settle(trial: Trial, world: KilledWorld, letters: readonly Letter[]): Promise<void> {
  for (const letter of letters) if (letter.fate === 'recalled') await recall(trial, world, letter)
  for (const letter of letters)
    await within(SETTLED_MS, `${nameOf(letter)} is settled`, async () => {
      const { [READER]: state } = await world.author.run('statesOf', letter.ref)
      believe(trial, letter, state)
      return state !== 'recalling'
    })
}

async function judge(trial: Trial, world: KilledWorld, letters: readonly Letter[]): Promise<void> {
  const [gone, free] = [letters.filter(isGone), letters.filter(({ fate }) => fate !== 'recalled')]
  if (trial.random.isSo(0.5)) await world.kill(world.author)
  for (const letter of gone) await read(trial, world, letter)
  trial.count('reads after a certain recall', gone.length)
  await world.author.live()
  for (const letter of free)
    await within(SETTLED_MS, `${nameOf(letter)} opens`, async () => {
      await read(trial, world, letter)
      return letter.hasRead
    })
}

const isGone = ({ isToldGone }: Letter): boolean => isToldGone
const nameOf = ({ ref }: Letter): string => `letter ${ref.slice(-6)}`
