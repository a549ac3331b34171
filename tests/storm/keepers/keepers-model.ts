// Scenario `keepers-model`: letters that stations can open, by the real tables and decisions of
// author and stations over calls that get lost. Within the budget of the rule nobody opens what the
// author was told to be recalled; beyond it, it happens, and the author is still never told so with
// too few burns. The same for letters whose author changes stations meanwhile.
import type { Random } from '../random.ts'
import type { Scenario } from '../scenario.ts'
import { Finding, must, type Trial } from '../trial.ts'
import { ChangesRun, type ChangesOptions, type ChangesVerdict } from './changes-run.ts'
import { GroupRun, type GroupOptions, type GroupVerdict } from './group-run.ts'
import { KeepersRun } from './keepers-run.ts'
import { isBroken, KeeperTables, PRESETS, type RunOptions, type Verdict } from './run-parts.ts'

/** Letters per step; the clock is checked only between steps. */
const RUNS = 25

export const keepersModelScenario: Scenario = {
  name: 'keepers-model',
  about: 'letters at stations that crash, lie and are put back',
  steps: 400,
  play,
}

async function play(trial: Trial): Promise<void> {
  const tables = new KeeperTables()
  trial.onEnd(async () => tables.close())
  while (trial.next())
    for (let i = 0; i < RUNS; i++) {
      const isWithin = i % 5 !== 0
      const options = isWithin ? drawWithin(trial.random) : drawBeyond(trial.random)
      count(trial, isWithin, options, await playOne(tables, trial.random, options))
      if (i % 2 === 0) await playOneOfChanges(trial, tables, i % 10 !== 0)
      if (i % 2 === 1) await playOneOfGroups(trial, tables, i % 5 !== 0)
    }
}

/** Liars and stations that are put back are together as many as the rule distrusts. */
export function drawWithin(random: Random): RunOptions {
  const preset = random.pick(PRESETS)
  const liars = random.between(0, preset.distrust)
  return { preset, liars, rewinds: preset.distrust - liars, isForgetful: random.isSo(0.2) }
}

/** One more than the rule distrusts. */
export function drawBeyond(random: Random): RunOptions {
  const preset = random.pick(PRESETS)
  const liars = random.between(0, preset.distrust + 1)
  return { preset, liars, rewinds: preset.distrust + 1 - liars, isForgetful: random.isSo(0.2) }
}

export function playOne(tables: KeeperTables, random: Random, options: RunOptions): Promise<Verdict> {
  return new KeepersRun(tables, random, options).play(random.between(10, 60))
}

/**
 * A life of a letter whose author changes stations. Every set has the same `distrust`.
 * @param beyond how many stations more lie or are put back than the rule allows for
 */
export function drawChanges(random: Random, beyond: number): ChangesOptions {
  const distrust = random.pick([0, 1, 1, 2])
  const isCalm = beyond === 0 && random.isSo(0.3)
  if (isCalm) return { liars: 0, rewinds: 0, distrust, isCalm }
  const liars = random.between(0, distrust + beyond)
  return { liars, rewinds: distrust + beyond - liars, distrust, isCalm }
}

export function playChanges(
  tables: KeeperTables,
  random: Random,
  options: ChangesOptions,
): Promise<ChangesVerdict> {
  return new ChangesRun(tables, random, options).play(random.between(15, 60))
}

export function playGroup(
  tables: KeeperTables,
  random: Random,
  options: GroupOptions,
): Promise<GroupVerdict> {
  return new GroupRun(tables, random, options).play(random.between(10, 50))
}

async function playOneOfGroups(trial: Trial, tables: KeeperTables, isWithin: boolean): Promise<void> {
  const options = isWithin ? drawWithin(trial.random) : drawBeyond(trial.random)
  const { wasCertain, isOpened, brokenMembers, steps } = await playGroup(tables, trial.random, options)
  const told = `${JSON.stringify(options)}: ${steps.join(', ')}`
  const isBroken = (wasCertain && isOpened) || brokenMembers > 0
  if (isWithin && isBroken) throw new Finding(`a post opened by pooled shares after a certain recall ${told}`)
  trial.count('posts to groups')
  if (wasCertain) trial.count('certain recalls of posts')
  if (isBroken) trial.count('posts broken beyond the budget')
}

async function playOneOfChanges(trial: Trial, tables: KeeperTables, isWithin: boolean): Promise<void> {
  const options = drawChanges(trial.random, isWithin ? 0 : 1)
  const verdict = await playChanges(tables, trial.random, options)
  const told = `${JSON.stringify(options)}: ${verdict.steps.join(', ')}`
  must(!verdict.wasTooEarly, `recalled with too few burns of a gate ${told}`)
  must(!verdict.wasClosed, `a moment without a gate that opens the letter ${told}`)
  const isBroken = verdict.wasCertain && verdict.isOpened
  if (isWithin && isBroken) throw new Finding(`opened by a gate after a certain recall ${told}`)
  trial.count('letters with changing stations')
  trial.count('gates', verdict.gates)
  if (verdict.wasCertain) trial.count('certain recalls of them')
  if (isBroken) trial.count('of them broken beyond the budget')
}

function count(trial: Trial, isWithin: boolean, options: RunOptions, verdict: Verdict): void {
  const told = `${JSON.stringify(options)}: ${verdict.steps.join(', ')}`
  must(!verdict.wasTooEarly, `recalled with too few burns ${told}`)
  if (isWithin && isBroken(verdict)) throw new Finding(`opened after a certain recall ${told}`)
  trial.count('letters at stations')
  if (verdict.wasCertain) trial.count('certain recalls')
  if (verdict.isOpened) trial.count('opened letters')
  if (isBroken(verdict)) trial.count('broken beyond the budget')
}
