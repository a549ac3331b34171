// Scenario `hostile`: mallory, a contact with real keys, breaks one rule after another, among
// honest people who continue to write. Each act happens once at first, then at random, so that a
// short storm covers all of them.
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'
import { deeds } from './deeds.ts'
import { judge } from './judge.ts'
import { Victims } from './victims.ts'

const JUDGE_EVERY = 25
const LOOK_EVERY_MS = 50
/** Nothing that mallory sends may block the process for so long. */
const MAX_STANDSTILL_MS = 5000

export const hostileScenario: Scenario = {
  name: 'hostile',
  about: 'a contact who breaks every rule',
  steps: 100,
  play,
}

async function play(trial: Trial): Promise<void> {
  const victims = await Victims.meet(trial)
  const standstill = watchStandstill()
  trial.onEnd(async () => standstill.stop())
  const names = Object.keys(deeds)
  while (trial.next()) {
    const name = names[trial.taken - 1] ?? trial.random.pick(names)
    trial.note(name)
    await deeds[name]!(victims, trial.random)
    trial.count('hostile deeds')
    if (trial.taken % JUDGE_EVERY === 0) await judge(victims, trial.random)
  }
  await judge(victims, trial.random)
  must(standstill.longestMs() < MAX_STANDSTILL_MS, `everything stood still for ${standstill.longestMs()} ms`)
}

function watchStandstill(): { longestMs(): number; stop(): void } {
  let longestMs = 0
  let lookedAtMs = performance.now()
  const timer = setInterval(() => {
    longestMs = Math.max(longestMs, Math.round(performance.now() - lookedAtMs - LOOK_EVERY_MS))
    lookedAtMs = performance.now()
  }, LOOK_EVERY_MS)
  return { longestMs: () => longestMs, stop: () => clearInterval(timer) }
}
