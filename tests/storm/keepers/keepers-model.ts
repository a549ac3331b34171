// Scenario `keepers-model`: letters that stations can open, by the real tables and decisions of
// author and stations over calls that get lost. Within the budget of the rule nobody opens what the
// author was told to be recalled; beyond it, it happens, and the author is still never told so with
// too few burns.
import type { Random } from '../random.ts'
import type { Scenario } from '../scenario.ts'
import { Finding, must, type Trial } from '../trial.ts'
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

function count(trial: Trial, isWithin: boolean, options: RunOptions, verdict: Verdict): void {
  const told = `${JSON.stringify(options)}: ${verdict.steps.join(', ')}`
  must(!verdict.wasTooEarly, `recalled with too few burns ${told}`)
  if (isWithin && isBroken(verdict)) throw new Finding(`opened after a certain recall ${told}`)
  trial.count('letters at stations')
  if (verdict.wasCertain) trial.count('certain recalls')
  if (verdict.isOpened) trial.count('opened letters')
  if (isBroken(verdict)) trial.count('broken beyond the budget')
}
