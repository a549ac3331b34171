// Scenario `decode`: damaged bytes into every decoder of foreign bytes. A decoder must return a
// value or its own refusal, quickly and cheaply. An input with a new outcome becomes a sample
// itself, so that the search gets deeper without knowledge of the code.
import { makeIdentity } from '../../support/raw-peer.ts'
import type { Random } from '../random.ts'
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'
import { keepInCorpus, readCorpus } from './corpus.ts'
import { makeDecoders, type Decoder } from './decoders.ts'
import { mutate } from './mutate.ts'
import { Target } from './target.ts'

/** Inputs for each decoder in one step. */
const INPUTS = 20
const MAX_SAMPLES = 400

export const decodeScenario: Scenario = {
  name: 'decode',
  about: 'spoiled bytes into every decoder of foreign ones',
  steps: 400,
  play,
}

async function play(trial: Trial): Promise<void> {
  const decoders = makeDecoders(await makeIdentity('alice'))
  const learners: Learner[] = []
  for (const decoder of decoders) learners.push(new Learner(decoder, await readCorpus(decoder.name)))
  while (trial.next()) {
    for (const learner of learners) for (let i = 0; i < INPUTS; i++) learner.tryOne(trial.random)
    trial.count('inputs decoded', decoders.length * INPUTS)
    await new Promise(setImmediate)
  }
  for (const learner of learners) await keepInCorpus(learner.name, learner.fresh)
}

/** Keeps inputs that gave a new outcome, and mutates them further. */
class Learner {
  readonly name: string
  readonly fresh: Buffer[] = []
  readonly #target: Target
  readonly #samples: Buffer[]
  readonly #outcomes = new Set<string>()

  constructor(decoder: Decoder, corpus: Buffer[]) {
    this.name = decoder.name
    this.#target = new Target(decoder)
    this.#samples = [...decoder.samples]
    for (const sample of decoder.samples)
      must(this.#target.run(sample).startsWith('value'), `${decoder.name}: refuses its own sample`)
    for (const bytes of corpus) this.#learn(bytes)
  }

  tryOne(random: Random): void {
    const bytes = mutate(random.pick(this.#samples), random.pick(this.#samples), random)
    if (this.#learn(bytes)) this.fresh.push(bytes)
  }

  /** True if the input gave a new outcome. */
  #learn(bytes: Buffer): boolean {
    const outcome = this.#target.measure(bytes)
    if (this.#outcomes.has(outcome) || this.#samples.length >= MAX_SAMPLES) return false
    this.#outcomes.add(outcome)
    this.#samples.push(bytes)
    return true
  }
}
