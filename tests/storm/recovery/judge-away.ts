// The invariants of a restored home and its readers: the judge uses what readers were shown, never
// tables.
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { calling, type Person } from '../../support/person.ts'
import { must, type Trial } from '../trial.ts'

export interface Letter {
  ref: string
  text: string
  audiences: readonly string[]
  /** Readers by name who were shown its text. */
  has: Set<string>
  /** Readers by name to whom it was sent. */
  may: ReadonlySet<string>
  /** Readers by name of whom a recall of the whole letter said that it came in time. */
  gone: Set<string>
}

interface Told {
  name: string
  outcome: string
}

/** They say that nobody has opened it. */
const CLAIMS = new Set(['recalled', 'expired', 'held'])
/** Of contacts a restored home learns everything. */
const CONTACTS = new Set(['bob', 'carol'])
const WITHDRAWN = new Set(['recalled', 'expired'])
const READ_MS = 1500

export function judgeAct(trial: Trial, letter: Letter, kind: string, readers: readonly Told[]): void {
  const told = readers.map(({ name, outcome }) => `${name} ${outcome}`).join(', ')
  trial.note(`  ${told}`)
  must(new Set(readers.map(({ name }) => name)).size === readers.length, `${kind} tells twice: ${told}`)
  for (const { name, outcome } of readers) {
    if (outcome === 'unknown') trial.count('unknown outcomes')
    const isClaim = CLAIMS.has(outcome)
    must(!isClaim || !letter.has.has(name), `${kind} of ${letter.text}: ${outcome} for ${name}, who has it`)
    if (kind === 'recall' && outcome === 'recalled') letter.gone.add(name)
  }
}

/** A reader tries; what they are shown then is theirs. */
export async function judgeText(trial: Trial, letter: Letter, reader: Person): Promise<void> {
  const where = `${letter.text} by ${reader.name}`
  try {
    const { text } = await reader.read(letter.ref, READ_MS)
    must(text === letter.text, `${where}: another text`)
    must(!letter.gone.has(reader.name), `${where}: opened after a recall that came in time`)
    trial.note(`${where} is open`)
    if (!letter.has.has(reader.name)) trial.count('opened')
    letter.has.add(reader.name)
  } catch (error) {
    if (!isEngineError(error)) throw error
    must(!letter.has.has(reader.name), `${where}: lost, ${error.code}`)
    trial.note(`${where}: ${error.code}`)
  }
}

/** Everybody was heard: no doubt is left about contacts, and a recall names whoever has a letter. */
export async function judgeEnd(
  trial: Trial,
  author: Person,
  readers: readonly Person[],
  letters: readonly Letter[],
): Promise<void> {
  for (const letter of letters) {
    for (const { name, state } of await author.status(letter.ref)) {
      const where = `${letter.text}: ${state} for ${name}`
      if (CONTACTS.has(name)) must(state !== 'unknown', `${where} after they were heard`)
      must(!letter.has.has(name) || !WITHDRAWN.has(state), `${where}, who has it`)
    }
    await judgeLast(trial, author, letter)
    for (const reader of readers) if (letter.may.has(reader.name)) await judgeText(trial, letter, reader)
  }
}

async function judgeLast(trial: Trial, author: Person, letter: Letter): Promise<void> {
  const { readers } = await author.do.letters.recall({ ref: letter.ref }, calling)
  judgeAct(trial, letter, 'recall', readers)
  const outcomes = new Map(readers.map(({ name, outcome }) => [name, outcome]))
  for (const name of CONTACTS) {
    const outcome = outcomes.get(name)
    must(outcome !== 'unknown', `${letter.text}: recall is in doubt about ${name}, who was heard`)
    if (!letter.has.has(name)) continue
    must(outcome === 'too-late', `${letter.text}: ${outcome ?? 'nothing'} is told of ${name}, who has it`)
  }
}
