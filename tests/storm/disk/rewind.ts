// Scenario `disk-rewind`: parts of a home are restored to the day before, each alone and together;
// also a home of a newer program. Alice may be refused or read-only, but bob never sees a letter
// twice, a wrong text, or a rewritten store.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { listAll, listTroubles } from '../../scenarios/bad-luck/wholeness.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import type { Scenario } from '../scenario.ts'
import { Finding, must, type Trial } from '../trial.ts'
import { copyHome, letGoOfCores, putBack } from './home-copy.ts'
import { letterText, makePast, writeOne, type Past } from './past.ts'

const PARTS = { mirror: /^ledger\.mirror/, ledger: /^ledger(-wal)?$/, index: /^index/, cores: /^cores\/db\// }
type Part = keyof typeof PARTS

export const rewindScenario: Scenario = {
  name: 'disk-rewind',
  about: 'parts of a home put back to yesterday',
  steps: 4,
  play,
}

/** Every step makes a new pair of homes, because after a rewind a home differs for good. */
async function play(trial: Trial): Promise<void> {
  while (trial.next()) {
    const past = await makePast(trial, 2 + trial.random.below(4))
    await judgeNewerHome(trial, past)
    await goBack(trial, past)
    await Promise.all([past.alice.stop(), past.bob.stop()])
  }
}

/** A home of a newer format is refused with NEWER_HOME and left unchanged; restored, it opens. */
async function judgeNewerHome(trial: Trial, { alice }: Past): Promise<void> {
  await alice.stop()
  const before = await copyHome(alice.homeDir)
  const path = join(alice.homeDir, 'home.json')
  const json = JSON.parse(await readFile(path, 'utf8')) as { format: number }
  await writeFile(path, JSON.stringify({ ...json, format: json.format + trial.random.between(1, 9) }))
  const refusal = await refusalOf(() => alice.start())
  must(refusal === 'NEWER_HOME', `a newer home is ${refusal ?? 'opened'}`)
  await writeFile(path, before.get('home.json')!)
  const after = await copyHome(alice.homeDir)
  for (const [name, bytes] of before)
    must(name === 'lock' || after.get(name)?.equals(bytes) === true, `${name} was written in a newer home`)
  await alice.start()
  trial.count('newer homes')
}

async function goBack(trial: Trial, { alice, bob }: Past): Promise<void> {
  await alice.stop()
  const yesterday = await copyHome(alice.homeDir)
  await alice.start()
  for (let n = 1; n <= trial.random.between(1, 4); n++) await writeOne(alice, bob, `later ${n}`)
  const known = await listAll(bob, 'inbox')
  await alice.stop()
  const parts = trial.random.pickSome(Object.keys(PARTS) as Part[])
  trial.note(`${parts.join(' and ')} put back to yesterday`)
  trial.count('rewinds')
  await putBack(alice.homeDir, yesterday, (name) => parts.some((part) => PARTS[part].test(name)))
  const refusal = await refusalOf(() => alice.start())
  if (refusal === null) await judgeLife(trial, alice, bob)
  else if (refusal === 'DAMAGED') letGoOfCores(alice.homeDir)
  else throw new Finding(`yesterday's ${parts.join(' and ')}: ${refusal}`)
  await judgeBob(bob, known)
}

/** Bob's knowledge of her cores arrives a moment after his connection. */
const HEARD_AFTER_MS = 500

/**
 * Checks that either her letter arrives, or she gets DAMAGED. She writes only after bob is
 * connected, because a home that was restored as a whole and writes before it meets a peer forks
 * its cores unnoticed.
 */
async function judgeLife(trial: Trial, alice: Person, bob: Person): Promise<void> {
  if (!alice.home.parts.ledger.isDamaged) {
    await eventually(() => alice.home.peers.find(bob.device) !== null, 'alice meets bob again')
    await sleep(HEARD_AFTER_MS)
  }
  const refusal = await refusalOf(() => writeOne(alice, bob, 'after 1'))
  if (refusal !== null) {
    must(refusal === 'DAMAGED', `writing after a rewind: ${refusal}`)
    const { healthy } = await alice.do.doctor.report({}, calling)
    must(!healthy, 'writing is refused, and the doctor finds nothing')
    return trial.count('rewinds told')
  }
  const [latest] = await listAll(bob, 'inbox')
  const letter = await bob.read(latest!.ref!)
  must(letter.text === letterText(letter.subject), 'the letter after a rewind is another')
  trial.count('rewinds lived through')
}

async function judgeBob(bob: Person, known: Awaited<ReturnType<typeof listAll>>): Promise<void> {
  const inbox = await listAll(bob, 'inbox')
  const refs = inbox.map(({ ref }) => ref)
  must(new Set(refs).size === refs.length, 'bob has a letter twice')
  must(
    known.every(({ ref }) => refs.includes(ref)),
    'bob has lost a letter',
  )
  for (const { ref, subject } of known) {
    const text = await bob.read(ref!, 300).then(
      (letter) => letter.text,
      (error: unknown) =>
        isEngineError(error) && error.code !== 'ALTERED' ? null : Promise.reject(error as Error),
    )
    must(text === null || text === letterText(subject!), `${subject} is shown to bob with another text`)
  }
  await eventually(async () => listTroubles(bob).length === 0, 'bob has no troubles')
}

async function refusalOf(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act()
    return null
  } catch (error) {
    if (isEngineError(error)) return error.code
    throw error
  }
}
