// Scenario `decode`: spoiled bytes into every decoder that touches foreign ones. It gives a value or its own refusal, at once, and cheaply.
// What leads to an outcome not seen before becomes a sample itself: so it finds its way deeper, without looking at the code.
import { isDeepStrictEqual } from 'node:util'
import type { Random } from '../random.ts'
import type { Scenario } from '../scenario.ts'
import { Finding, must, type Trial } from '../trial.ts'
import { keepInCorpus, readCorpus } from './corpus.ts'
import { makeDecoders, type Decoder } from './decoders.ts'
import { mutate } from './mutate.ts'

/** Inputs for each decoder in one step. */
const INPUTS = 20
const MAX_MS = 250
const MAX_GROWTH_BYTES = 32 << 20
/** Memory is looked at once in so many inputs: looking costs more than decoding. */
const LOOK_EVERY = 32
const MAX_SAMPLES = 400

export const decodeScenario: Scenario = {
  name: 'decode',
  about: 'spoiled bytes into every decoder of foreign ones',
  steps: 400,
  play,
}

async function play(trial: Trial): Promise<void> {
  const decoders = await makeDecoders()
  const targets: Target[] = []
  for (const decoder of decoders) targets.push(new Target(decoder, await readCorpus(decoder.name)))
  while (trial.next()) {
    for (const target of targets) for (let i = 0; i < INPUTS; i++) target.tryOne(trial.random)
    trial.count('inputs decoded', decoders.length * INPUTS)
    await new Promise(setImmediate)
  }
  for (const target of targets) await keepInCorpus(target.name, target.fresh)
}

class Target {
  readonly fresh: Buffer[] = []
  readonly #decoder: Decoder
  readonly #samples: Buffer[]
  readonly #outcomes = new Set<string>()
  #tried = 0

  constructor(decoder: Decoder, corpus: Buffer[]) {
    this.#decoder = decoder
    this.#samples = [...decoder.samples]
    for (const sample of decoder.samples)
      must(this.#run(sample).startsWith('value'), `${decoder.name}: refuses its own sample`)
    for (const bytes of corpus) this.#learn(bytes)
  }

  get name(): string {
    return this.#decoder.name
  }

  tryOne(random: Random): void {
    const bytes = mutate(random.pick(this.#samples), random.pick(this.#samples), random)
    if (this.#learn(bytes)) this.fresh.push(bytes)
  }

  /** Whether it led to something new. */
  #learn(bytes: Buffer): boolean {
    const outcome = this.#measured(bytes)
    if (this.#outcomes.has(outcome) || this.#samples.length >= MAX_SAMPLES) return false
    this.#outcomes.add(outcome)
    this.#samples.push(bytes)
    return true
  }

  #measured(bytes: Buffer): string {
    const isWatched = this.#tried++ % LOOK_EVERY === 0
    const before = isWatched ? usedBytes() : 0
    const startedAtMs = performance.now()
    const outcome = this.#run(bytes)
    const tookMs = performance.now() - startedAtMs
    // A busy machine may stop us anywhere: what is slow is slow twice.
    if (tookMs > MAX_MS && this.#isSlow(bytes)) throw this.#finding(`takes ${Math.round(tookMs)} ms`, bytes)
    if (isWatched && usedBytes() - before > MAX_GROWTH_BYTES)
      throw this.#finding('takes too much memory', bytes)
    return outcome
  }

  #isSlow(bytes: Buffer): boolean {
    const startedAtMs = performance.now()
    this.#run(bytes)
    return performance.now() - startedAtMs > MAX_MS
  }

  /** The outcome in short: the shape of the value, or the refusal. */
  #run(bytes: Buffer): string {
    let value: unknown
    try {
      value = this.#decoder.decode(Buffer.from(bytes))
    } catch (error) {
      if (this.#decoder.isRefusal(error)) return `refused ${String(error).replace(/\d+/g, 'n')}`
      throw this.#finding('fails', bytes, error)
    }
    if (value === null) return 'nothing'
    this.#checkAgain(bytes, value)
    return `value ${shapeOf(value)}`
  }

  #checkAgain(bytes: Buffer, value: unknown): void {
    const { again, decode } = this.#decoder
    if (again === undefined) return
    const encoded = Buffer.from(again(value as never))
    if (!isDeepStrictEqual(decode(encoded), value)) throw this.#finding('reads back another value', bytes)
  }

  #finding(what: string, bytes: Buffer, cause?: unknown): Finding {
    return new Finding(`${this.name} ${what}: ${bytes.toString('base64')}`, { cause })
  }
}

function usedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Field by field what kind of value it is, with how many of it roughly. */
function shapeOf(value: unknown, depth = 0): string {
  if (value instanceof Uint8Array) return `b${Math.ceil(Math.log2(value.byteLength + 1))}`
  if (Array.isArray(value)) return `[${value.length > 3 ? 'n' : value.length}]`
  if (typeof value === 'string') return value.length === 0 ? 's0' : 's'
  if (typeof value !== 'object' || value === null || depth > 2)
    return typeof value === 'boolean' ? String(value) : value === null ? '-' : typeof value
  const fields = Object.values(value).map((field) => shapeOf(field, depth + 1))
  return `{${fields.join()}}`
}
