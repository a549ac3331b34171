// The invariants of a restored home and its readers. The judge compares with the texts that readers
// saw, never with tables.
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { calling, type Person } from '../../support/person.ts'
import { must, type Trial } from '../trial.ts'

export interface Letter {
  ref: string
  text: string
  audiences: readonly string[]
  /** Names of the readers who saw its text. */
  has: Set<string>
  /** Names of the readers to whom it was sent. */
  may: ReadonlySet<string>
  /** Names of the readers for whom a recall of the whole letter reported "in time". */
  gone: Set<string>
}

interface Told {
  name: string
  outcome: string
}

/** Outcomes that claim that the reader has not opened the letter. */
const CLAIMS = new Set(['recalled', 'expired', 'held'])
/** From contacts, a restored home learns all releases. */
const CONTACTS = new Set(['bob', 'carol'])
const WITHDRAWN = new Set(['recalled', 'expired'])
const READ_MS = 1500

export function judgeAct(trial: Trial, letter: Letter, kind: string, readers: readonly Told[]): void {
  const told = readers.map(({ name, outcome }) => `${name} ${outcome}`).join(', ')
  trial.note(`  ${told}`)
  must(
    new Set(readers.map(({ name }) => name)).size === readers.length,
    `${kind} names a reader twice: ${told}`,
  )
  for (const { name, outcome } of readers) {
    if (outcome === 'unknown') trial.count('unknown outcomes')
    const isClaim = CLAIMS.has(outcome)
    must(!isClaim || !letter.has.has(name), `${kind} of ${letter.text}: ${outcome} for ${name}, who has it`)
    if (kind === 'recall' && outcome === 'recalled') letter.gone.add(name)
  }
}

/** The reader tries to open the letter; a text that they see is theirs from then on. */
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

/**
 * Checks that no contact is in doubt once all were heard, and that a recall names each reader who
 * has a letter.
 */
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
    must(
      outcome === 'too-late',
      `${letter.text}: ${outcome ?? 'nothing'} is reported for ${name}, who has it`,
    )
  }
}
