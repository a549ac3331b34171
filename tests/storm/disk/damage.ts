// Scenario `disk-damage`. Files of a home of every kind are flipped, cut, blanked, lengthened or
// removed, one after another. Never a wrong text, never a silent rewind, never a crash loop: the
// engine shows the true text, or reports the damage.
import { join } from 'node:path'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { calling, type Person } from '../../support/person.ts'
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'
import { copyHome, letGoOfCores, putBack, spoil } from './home-copy.ts'
import { letterText, lookAt, makePast, type Look, type Past } from './past.ts'

const LETTERS = 12
const READS = 4
/** Codes with which a damaged home may refuse to open. */
const AT_OPENING = new Set(['DAMAGED', 'NEWER_HOME'])
/** Allowed instead of a text: the home is damaged, or blocks are lost and the author is away. */
const AT_READING = new Set(['DAMAGED', 'ALTERED', 'AUTHOR_AWAY', 'UNREACHABLE', 'NOT_FOUND', 'NOT_A_READER'])

export const damageScenario: Scenario = {
  name: 'disk-damage',
  about: 'bits flipped and ends cut off in every kind of file',
  steps: 60,
  share: 2,
  play,
}

async function play(trial: Trial): Promise<void> {
  const past = await makePast(trial, LETTERS)
  await Promise.all([past.alice.stop(), past.bob.stop()])
  await past.alice.start({ network: false })
  const truth = await lookAt(past.alice)
  await past.alice.stop()
  const whole = await copyHome(past.alice.homeDir)
  // Chooses the kind of file first, because the cores have more files than everything else.
  const kinds = [...new Set([...whole.keys()].map(kindOf))]
  while (trial.next()) {
    await putBack(past.alice.homeDir, whole)
    const kind = trial.random.pick(kinds)
    const name = trial.random.pick([...whole.keys()].filter((one) => kindOf(one) === kind))
    const { how, where } = await spoil(join(past.alice.homeDir, name), trial.random)
    trial.note(`${how} ${name} ${where}`)
    trial.count(how === 'flip' ? 'flips' : 'cuts and blanks')
    await judgeHome(trial, past, truth)
  }
}

function kindOf(name: string): string {
  return name.replace(/\d+/g, 'n')
}

/** Opens the home twice, because the second start must not be worse than the first. */
async function judgeHome(trial: Trial, { alice, bob }: Past, truth: Look): Promise<void> {
  for (const nth of ['first', 'second']) {
    const refusal = await openOrSay(alice)
    if (refusal !== null) {
      trial.note(`${refusal} at the ${nth} start`)
      trial.count('damages told at the start')
      return
    }
    await judgeLook(trial, alice, truth)
    await judgeTexts(trial, alice, truth)
    if (nth === 'second') await judgeWriting(trial, alice, bob)
    if (alice.home.ownCores.isReplacement) trial.count('cores begun anew')
    await alice.stop()
    letGoOfCores(alice.homeDir)
  }
}

async function openOrSay(alice: Person): Promise<string | null> {
  try {
    await alice.start({ network: false })
    return null
  } catch (error) {
    if (!isEngineError(error) || !AT_OPENING.has(error.code)) throw error
    letGoOfCores(alice.homeDir)
    return error.code
  }
}

/** The home shows no letter that never existed, and omits none without reporting damage. */
async function judgeLook(trial: Trial, alice: Person, truth: Look): Promise<void> {
  const look = await orDamaged(() => lookAt(alice))
  if (look === 'DAMAGED') return trial.count('damages told later')
  for (const [ref, subject] of look.subjects)
    must(truth.subjects.get(ref) === subject, `${subject} is listed, which never was so`)
  const isWhole = [...truth.letters].every(([ref, letter]) => look.letters.get(ref) === letter)
  if (isWhole) return trial.count('shown whole')
  const { healthy, ledger } = await alice.do.doctor.report({}, calling)
  must(
    !healthy && ledger.state === 'damaged',
    `a silent rewind: ${look.letters.size} of ${truth.letters.size} letters`,
  )
  trial.count('shown as damaged')
}

async function judgeTexts(trial: Trial, alice: Person, truth: Look): Promise<void> {
  const refs = [...truth.subjects.keys()]
  for (let i = 0; i < READS; i++) {
    const ref = trial.random.pick(refs)
    const subject = truth.subjects.get(ref)!
    try {
      const { text } = await alice.read(ref, 0)
      must(text === letterText(subject), `${subject} is shown with another text`)
    } catch (error) {
      if (!isEngineError(error) || !AT_READING.has(error.code)) throw error
    }
  }
}

/** Checks that sending works or is refused as DAMAGED, and that a sent letter is listed. */
async function judgeWriting(trial: Trial, alice: Person, bob: Person): Promise<void> {
  const ref = await orDamaged(() => alice.write(bob, 'on this ground', 'x'))
  if (ref === 'DAMAGED') return trial.count('writing refused')
  const listed = await orDamaged(() => alice.list('sent'))
  must(listed === 'DAMAGED' || listed.some((entry) => entry.ref === ref), 'what was sent is not listed')
  trial.count('writing as ever')
}

async function orDamaged<T>(act: () => Promise<T>): Promise<T | 'DAMAGED'> {
  try {
    return await act()
  } catch (error) {
    if (isEngineError(error, 'DAMAGED')) return 'DAMAGED'
    throw error
  }
}
