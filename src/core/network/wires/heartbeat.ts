// Sends the keep-alives of all idle wires with one timer, because waking up costs far more
// than sending. A wire on which nothing answers a keep-alive is checked more closely: its other end
// may have been killed. Below "replicate" in the life of a message, for wires that carry nothing else.
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { countHeard, listenToSilent } from './listen-closely.ts'
import { watchSilence, type Pace } from './wire.ts'

/**
 * Each beat serves a part of the wires. All wires at once would overflow the
 * socket, and their answers would arrive together.
 */
const BEAT_MS = 1_000
/**
 * If beats are missed, the stream's own timer sends a keep-alive after this multiple of its pace.
 */
const LATE = 1.25
/** The other end acknowledges every packet. After this number of beats its answer is overdue. */
const ANSWER_BEATS = 2

/** What was heard of each wire before its keep-alive. */
type Sent = Map<NoiseSecretStream, number | null>

export class Heartbeat {
  readonly #pace: Pace
  readonly #parts: Set<NoiseSecretStream>[]
  /** The keep-alives of the latest beats, the oldest first. */
  readonly #sent: Sent[] = []
  #timer: NodeJS.Timeout | null = null
  #beats = 0

  constructor(pace: Pace) {
    this.#pace = pace
    this.#parts = Array.from({ length: Math.ceil(pace.keepAliveMs / BEAT_MS) }, () => new Set())
  }

  /**
   * Sends keep-alives at the pace, and destroys the stream if it is silent for too
   * long. Ends when the stream closes.
   */
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
    const sent: Sent = new Map()
    for (const stream of part) {
      if (stream.destroying) continue
      sent.set(stream, countHeard({ stream }))
      stream.sendKeepAlive()
    }
    this.#sent.push(sent)
    if (this.#sent.length > ANSWER_BEATS) this.#checkAnswers(this.#sent.shift()!)
  }

  #checkAnswers(sent: Sent): void {
    const silent = [...sent].filter(([stream, heard]) => heard !== null && countHeard({ stream }) === heard)
    if (silent.length === 0) return
    listenToSilent(silent.map(([stream]) => ({ stream, close: () => stream.destroy() })))
  }

  #drop(part: Set<NoiseSecretStream>, stream: NoiseSecretStream): void {
    part.delete(stream)
    if (this.#timer === null || this.#parts.some(({ size }) => size > 0)) return
    clearInterval(this.#timer)
    this.#timer = null
    this.#sent.length = 0
  }
}
