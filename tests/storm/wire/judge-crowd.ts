// The judgement of a crowd, once the network is calm. It reads every home and compares it with the
// truth. No letter is lost or doubled, no key is released without a right, no body is readable
// after a recall, no body is altered, and all feeds are equal on both sides.
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { eventually, type Person } from '../../support/person.ts'
import {
  countNamed,
  isSameFeed,
  listAll,
  listTroubles,
  readOwnFeed,
} from '../../scenarios/bad-luck/wholeness.ts'
import { Finding, must } from '../trial.ts'
import { judgeText, type TrueLetter, type TrueReader } from './truth.ts'

const READ_WAIT_MS = 10_000
/** Somebody without a notice gets an answer that is certain only after the wait for the notice. */
const NOTICE_WAIT_MS = 4_000
const CLOSED_WAIT_MS = 500
const CLOSED = new Set(['RECALLED', 'HELD', 'NOT_A_READER', 'NOT_FOUND'])

export async function judgeCrowd(people: readonly Person[], letters: readonly TrueLetter[]): Promise<void> {
  for (const person of people) {
    const wrote = letters.filter(({ author }) => author === person.name)
    const got = letters.filter(({ readers }) => readers.get(person.name)?.isNoticed)
    await judgeBox(person, 'sent', wrote)
    await judgeBox(person, 'inbox', got)
  }
  for (const letter of letters) for (const person of people) await judgeLetter(person, letter)
  for (const letter of letters)
    await judgeStatus(
      people.find(({ name }) => name === letter.author)!,
      letter,
    )
  for (const a of people) for (const b of people) if (a !== b) await judgeFeed(a, b)
  const troubles = listTroubles(...people)
  must(troubles.length === 0, `troubles: ${troubles.join(', ')}`)
}

/** A missing letter is lost; a letter that is listed twice is doubled. */
async function judgeBox(
  person: Person,
  box: 'sent' | 'inbox',
  expected: readonly TrueLetter[],
): Promise<void> {
  const wanted = expected.map(({ ref }) => ref).sort()
  const listed = async (): Promise<(string | null)[]> =>
    (await listAll(person, box)).map(({ ref }) => ref).sort()
  const isWhole = async (): Promise<boolean> => (await listed()).join() === wanted.join()
  await eventually(isWhole).catch(async () => {
    const found = await listed()
    const nameOf = (ref: string): string => expected.find((letter) => letter.ref === ref)!.subject
    const lost = wanted.filter((ref) => !found.includes(ref)).map(nameOf)
    const more = found.length + lost.length - wanted.length
    throw new Finding(`${box} of ${person.name}: lost [${lost.join(', ')}], ${more} too many`)
  })
}

async function judgeLetter(person: Person, letter: TrueLetter): Promise<void> {
  const reader = letter.readers.get(person.name)
  const mayRead = reader !== undefined && reader.isNoticed && !reader.isGone && !reader.isHeld
  const asked = reader === undefined ? undefined : { ...reader }
  const closedMs = reader?.isNoticed === false ? NOTICE_WAIT_MS : CLOSED_WAIT_MS
  try {
    const { text } = await person.read(letter.ref, mayRead ? READ_WAIT_MS : closedMs)
    judgeText(letter, person.name, text, asked)
  } catch (error) {
    if (!isEngineError(error)) throw error
    const where = `${letter.subject} by ${letter.author} for ${person.name}`
    must(person.name !== letter.author || isAllGone(letter), `${where}: ${error.code} for its author`)
    must(!mayRead, `${where}: ${error.code}, and should be readable`)
    if (reader !== undefined) must(CLOSED.has(error.code), `${where}: ${error.code}, ${inWords(reader)}`)
  }
}

/** True if no reader can open the letter. Its key is then destroyed for the author too. */
function isAllGone({ readers }: TrueLetter): boolean {
  return [...readers.values()].some(({ isGone }) => isGone)
}

async function judgeStatus(author: Person, letter: TrueLetter): Promise<void> {
  const isSo = async (): Promise<boolean> =>
    (await author.status(letter.ref)).every(({ name, state }) =>
      statesOf(letter, letter.readers.get(name)!).includes(state),
    )
  await eventually(isSo).catch(async () => {
    const shown = (await author.status(letter.ref)).map(({ name, state }) => `${name} ${state}`)
    const meant = [...letter.readers].map(([name, one]) => `${name} ${statesOf(letter, one).join(' or ')}`)
    throw new Finding(
      `${letter.subject} of ${letter.author} is listed as [${shown.join()}], not [${meant.join()}]`,
    )
  })
}

function statesOf({ isOpen }: TrueLetter, reader: TrueReader): string[] {
  if (reader.isGone) return ['recalled']
  if (reader.isHeld) return ['held']
  if (reader.marked !== null) return [reader.marked]
  // Opening an open letter reports nothing.
  return isOpen ? ['notified'] : ['referenced']
}

async function judgeFeed(author: Person, reader: Person): Promise<void> {
  const where = `the feed of ${author.name} for ${reader.name}`
  await eventually(() => isSameFeed(author, reader), `${where} is the same on both sides`)
  const records = await readOwnFeed(author, reader)
  for (const type of ['notice', 'arrived', 'kept'] as const) {
    const most = Math.max(0, ...countNamed(records, type).values())
    must(most <= 1, `${where} has ${type} of one letter ${most} times`)
  }
}

function inWords({ isHeld, isGone, isNoticed }: TrueReader): string {
  return isGone ? 'recalled' : isHeld ? 'held' : isNoticed ? 'noticed' : 'never noticed'
}
