// Scenario `soak`: four engines, a letter a second, a restart now and then: memory, descriptors and
// lag stay constant. The engines have a separate process, so that its figures are theirs alone.
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'
import { killChild, linesOf, startChild } from '../../support/child.ts'
import { slopeOf, type Point } from './slope.ts'
import type { Measured } from './four-people-child.ts'

/** Measurements of this time are ignored, because caches fill and code is compiled. */
const WARM_UP_S = 60
/** With fewer measurements after the warm-up, a slope is noise. */
const LEAST_POINTS = 120
/** Stored letters need some memory each, for the index and open cores. */
const MAX_MEMORY_BYTES_A_LETTER = 150_000
const MAX_DESCRIPTORS_A_LETTER = 0.05
const MAX_LAG_MS_A_LETTER = 0.5
const MAX_DESCRIPTORS = 1000
const LEAST_S = 5

type Sample = Extract<Measured, { word: 'measured' }>

export const soakScenario: Scenario = {
  name: 'soak',
  about: 'four engines, a letter a second',
  steps: 3600,
  share: 2,
  play,
}

async function play(trial: Trial): Promise<void> {
  const seconds = Math.max(LEAST_S, Math.min(trial.steps, Math.floor(trial.leftMs / 1000)))
  const child = await startChild('tests/storm/soak/four-people-child.ts', [
    String(trial.seed),
    String(seconds),
  ])
  trial.onEnd(() => killChild(child))
  let errors = ''
  child.stderr!.on('data', (text) => (errors += String(text)))
  const samples: Sample[] = []
  let over: Extract<Measured, { word: 'over' }> | null = null
  for await (const line of linesOf(child)) {
    const measured = JSON.parse(line) as Measured
    if (measured.word === 'over') over = measured
    else samples.push(measured)
  }
  must(over !== null, `the process with the four engines ended early: ${errors}`)
  must(over!.lost.length === 0, `lost: ${over!.lost.join(', ')}`)
  must(over!.troubles.length === 0, `troubles: ${over!.troubles.join(', ')}`)
  trial.count('letters in the soak', over!.letters)
  trial.count('restarts', over!.restarts)
  judge(trial, samples)
}

function judge(trial: Trial, samples: readonly Sample[]): void {
  const most = Math.max(...samples.map(({ descriptors }) => descriptors))
  must(most < MAX_DESCRIPTORS, `${most} descriptors are open`)
  const late = samples.filter(({ at }) => at - samples[0]!.at > WARM_UP_S)
  if (late.length < LEAST_POINTS) return
  const limits: [string, (sample: Sample) => number, number][] = [
    ['bytes of memory', ({ memory }) => memory, MAX_MEMORY_BYTES_A_LETTER],
    ['descriptors', ({ descriptors }) => descriptors, MAX_DESCRIPTORS_A_LETTER],
    ['ms of lag', ({ lagMs }) => lagMs, MAX_LAG_MS_A_LETTER],
    ['ms to arrive', ({ arrivalMs }) => arrivalMs, MAX_LAG_MS_A_LETTER],
  ]
  for (const [what, valueOf, most] of limits) {
    const slope = slopeOf(late.map((sample): Point => ({ at: sample.at, value: valueOf(sample) })))
    trial.note(`${slope.toFixed(3)} ${what} a second, over ${late.length} s`)
    must(slope <= most, `${what} grow by ${slope.toFixed(3)} a second`)
  }
}
