// Runs one decoder and checks it. It returns a value or its own refusal, within time and memory,
// and encoding the value gives the same bytes. The damaged bytes are from the storm itself, or from
// a fuzzer that watches the code.
import { isDeepStrictEqual } from 'node:util'
import { Finding } from '../trial.ts'
import type { Decoder } from './decoders.ts'

const MAX_MS = 250
const MAX_GROWTH_BYTES = 32 << 20
/** Measures memory only for every 32nd input, because that costs more than decoding. */
const LOOK_EVERY = 32

export class Target {
  readonly #decoder: Decoder
  #tried = 0

  constructor(decoder: Decoder) {
    this.#decoder = decoder
  }

  /** Returns the outcome in short. @throws Finding if the decoder breaks an invariant */
  measure(bytes: Buffer): string {
    const isWatched = this.#tried++ % LOOK_EVERY === 0
    const before = isWatched ? usedBytes() : 0
    const startedAtMs = performance.now()
    const outcome = this.run(bytes)
    const tookMs = performance.now() - startedAtMs
    // A busy machine can delay any run, so only an input that is slow twice counts.
    if (tookMs > MAX_MS && this.#isSlow(bytes)) throw this.#finding(`takes ${Math.round(tookMs)} ms`, bytes)
    if (isWatched && usedBytes() - before > MAX_GROWTH_BYTES)
      throw this.#finding('takes too much memory', bytes)
    return outcome
  }

  #isSlow(bytes: Buffer): boolean {
    const startedAtMs = performance.now()
    this.run(bytes)
    return performance.now() - startedAtMs > MAX_MS
  }

  /** Returns the outcome in short: the shape of the value, or the refusal. */
  run(bytes: Buffer): string {
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
    return new Finding(`${this.#decoder.name} ${what}: ${bytes.toString('base64')}`, { cause })
  }
}

function usedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Returns the kind of each field, with its size rounded to a power of two. */
function shapeOf(value: unknown, depth = 0): string {
  if (value instanceof Uint8Array) return `b${Math.ceil(Math.log2(value.byteLength + 1))}`
  if (Array.isArray(value)) return `[${value.length > 3 ? 'n' : value.length}]`
  if (typeof value === 'string') return value.length === 0 ? 's0' : 's'
  if (typeof value !== 'object' || value === null || depth > 2)
    return typeof value === 'boolean' ? String(value) : value === null ? '-' : typeof value
  const fields = Object.values(value).map((field) => shapeOf(field, depth + 1))
  return `{${fields.join()}}`
}
