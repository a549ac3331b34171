// The pulse of idle wires: one timer for all of them, not one for each. What costs is to be woken, far more than to send.
// Below "replicate" in the life of a message, while nobody has anything to say.
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { watchSilence, type Pace } from './wire.ts'

/** A beat speaks for a part of the wires: all at once would overrun the socket, and be answered all at once. */
const BEAT_MS = 1_000
/** Should beats be missed, a wire speaks by itself after so many times its pace. */
const LATE = 1.25

export class Heartbeat {
  readonly #pace: Pace
  readonly #parts: Set<NoiseSecretStream>[]
  #timer: NodeJS.Timeout | null = null
  #beats = 0

  constructor(pace: Pace) {
    this.#pace = pace
    this.#parts = Array.from({ length: Math.ceil(pace.keepAliveMs / BEAT_MS) }, () => new Set())
  }

  /** From now on this end speaks at its pace and gives up on silence, until the stream closes. */
  keep(stream: NoiseSecretStream): void {
    const { keepAliveMs, silenceMs } = this.#pace
    watchSilence(stream, { keepAliveMs: keepAliveMs * LATE, silenceMs })
    const part = this.#parts.reduce((least, other) => (other.size < least.size ? other : least))
    part.add(stream)
    stream.once('close', () => this.#drop(part, stream))
    this.#timer ??= setInterval(() => this.#beat(), BEAT_MS).unref()
  }

  #beat(): void {
    const part = this.#parts[this.#beats++ % this.#parts.length]!
    for (const stream of part) if (!stream.destroying) stream.sendKeepAlive()
  }

  #drop(part: Set<NoiseSecretStream>, stream: NoiseSecretStream): void {
    part.delete(stream)
    if (this.#timer === null || this.#parts.some(({ size }) => size > 0)) return
    clearInterval(this.#timer)
    this.#timer = null
  }
}
