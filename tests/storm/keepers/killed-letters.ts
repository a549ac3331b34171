// The letters of the scenario `keepers-killed`: the acts of author and readers, and what the author
// was told about each reader.
import type { RefText } from '../../../src/core/contract/index.ts'
import { must, type Trial } from '../trial.ts'
import { GROUP, type KilledWorld } from './killed-world.ts'

const READ_MS = 3_000

/** `further`: the second reader gets it later. */
export const WAYS = ['person', 'group', 'further'] as const
export type Way = (typeof WAYS)[number]

/** `withdrawn`: from the first reader, or from the group. */
export type Fate = 'recalled' | 'withdrawn' | 'left alone'

export interface KilledReader {
  name: string
  /** The author was told that the letter is on its way to them. */
  isGiven: boolean
  hasRead: boolean
  isToldGone: boolean
  isToldOpened: boolean
}

export interface KilledLetter {
  ref: RefText
  way: Way
  fate: Fate
  /** The author has begun to take it back. */
  isTried: boolean
  readers: KilledReader[]
}

export function readersOf(way: Way, [first = '', ...others]: readonly string[]): KilledReader[] {
  const names = way === 'person' ? [first] : [first, ...others]
  const nothing = { hasRead: false, isToldGone: false, isToldOpened: false }
  return names.map((name) => ({ name, isGiven: way !== 'further' || name === first, ...nothing }))
}

export const nameOf = ({ ref }: KilledLetter): string => `letter ${ref.slice(-6)}`

export async function read(
  trial: Trial,
  { readers }: KilledWorld,
  letter: KilledLetter,
  one: KilledReader,
): Promise<void> {
  const reader = readers.find(({ name }) => name === one.name)!
  const got = await reader.run('tryToReadWithin', { ref: letter.ref, waitMs: READ_MS })
  const isOpen = typeof got === 'number'
  must(got !== 'WRONG_TEXT', 'a letter has another text')
  trial.note(`${one.name} reads ${nameOf(letter)}: ${isOpen ? 'opened' : got}`)
  must(isOpen || !one.hasRead, `${nameOf(letter)} was opened by ${one.name}, and now answers ${got}`)
  if (!isOpen) return
  must(!one.isToldGone, `${nameOf(letter)} opens after the author was told that it is recalled`)
  if (!one.hasRead) trial.count('opened')
  one.hasRead = true
}

/** Takes the letter back, as its fate says. */
export async function act(trial: Trial, { author }: KilledWorld, letter: KilledLetter): Promise<void> {
  const { ref, way, fate } = letter
  if (fate === 'left alone') return
  letter.isTried = true
  const from = way === 'group' ? GROUP : letter.readers[0]!.name
  const outcomes =
    fate === 'recalled'
      ? await author.run('act', { kind: 'recall', ref })
      : await author.run('withdraw', { ref, from })
  trial.note(`${nameOf(letter)} is ${fate}: ${JSON.stringify(outcomes)}`)
  for (const one of letter.readers) believe(trial, letter, one, outcomes[one.name])
}

/** Nothing happens to a letter that all have lost before. */
export async function share(trial: Trial, { author }: KilledWorld, letter: KilledLetter): Promise<void> {
  const [, further] = letter.readers
  if (letter.way !== 'further' || further === undefined) return
  const answer = await author.run('share', { ref: letter.ref, to: further.name })
  must(['done', 'RECALLED', 'INVALID'].includes(answer), `${nameOf(letter)} is not shared: ${answer}`)
  // They had it before, if a kill cut the answer off.
  further.isGiven ||= answer !== 'RECALLED'
  trial.note(`${nameOf(letter)} is shared with ${further.name}: ${answer}`)
}

export async function removeMember(trial: Trial, { author }: KilledWorld, name: string): Promise<void> {
  if (!(await author.run('membersOf', GROUP)).includes(name)) return
  await author.run('removeMember', { group: GROUP, name })
  trial.note(`${name} is removed`)
  trial.count('members removed')
}

/** What a kill cut off is done again. */
export async function finish(trial: Trial, world: KilledWorld, letter: KilledLetter): Promise<void> {
  if (letter.fate !== 'recalled') await share(trial, world, letter)
  await act(trial, world, letter)
}

export function believe(
  trial: Trial,
  letter: KilledLetter,
  one: KilledReader,
  told: string | undefined,
): void {
  const about = `${nameOf(letter)} for ${one.name}`
  if (told === 'recalled') {
    must(!one.hasRead, `${about} is recalled, and was opened`)
    must(!one.isToldOpened, `${about} is recalled, and was referenced`)
    must(letter.isTried, `${about} is recalled, and nobody did it`)
    if (!one.isToldGone) trial.count('certain recalls')
    one.isToldGone = true
  }
  if (told === 'referenced' || told === 'too-late') {
    must(!one.isToldGone, `${about} is referenced, and was recalled`)
    one.isToldOpened = true
  }
}
