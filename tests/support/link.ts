// Two joined byte streams that a test can pause, cut, delay and count.
// A wire encrypts everything above it, as over a real cable.
import { Duplex } from 'node:stream'

/** How long one write travels, in milliseconds. */
export type Delay = number | (() => number)

/** Bytes in transit in one direction before back-pressure stops the writer. */
const WINDOW_BYTES = 1 << 20

interface Parcel {
  bytes: Buffer | null // null is the end of the stream
  dueAtMs: number
}

/** Returns seeded random numbers in [0, 1) (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Returns random delays between 0 and `maxMs`; the same seed gives the same sequence. */
export function jitter(seed: number, maxMs: number): () => number {
  const random = seededRandom(seed)
  return () => random() * maxMs
}

/** One direction. Parcels arrive in order, none before its time. */
class Lane {
  bytes = 0
  parcels = 0
  #to: Duplex | null = null
  #queue: Parcel[] = []
  #queuedBytes = 0
  #waiting: (() => void) | null = null
  #isPaused = false
  #scheduled: (() => void) | null = null
  #delay: Delay = 0

  join(to: Duplex): void {
    this.#to = to
  }

  setDelay(delay: Delay): void {
    this.#delay = delay
  }

  send(bytes: Buffer | null, accepted: () => void): void {
    const delayMs = typeof this.#delay === 'function' ? this.#delay() : this.#delay
    const lastDueAtMs = this.#queue.at(-1)?.dueAtMs ?? 0
    this.#queue.push({
      bytes,
      dueAtMs: delayMs === 0 ? lastDueAtMs : Math.max(lastDueAtMs, performance.now() + delayMs),
    })
    this.#queuedBytes += bytes?.byteLength ?? 0
    if (this.#queuedBytes < WINDOW_BYTES) accepted()
    else this.#waiting = accepted
    this.#schedule()
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#schedule()
  }

  clear(): void {
    this.#scheduled?.()
    this.#scheduled = null
    this.#queue = []
    this.#waiting = null
  }

  #schedule(): void {
    const next = this.#queue[0]
    if (this.#scheduled !== null || this.#isPaused || next === undefined) return
    const waitMs = next.dueAtMs - performance.now()
    const deliver = (): void => {
      this.#scheduled = null
      this.#deliver()
    }
    if (waitMs <= 0) {
      const immediate = setImmediate(deliver)
      this.#scheduled = () => clearImmediate(immediate)
    } else {
      const timer = setTimeout(deliver, Math.ceil(waitMs))
      this.#scheduled = () => clearTimeout(timer)
    }
  }

  #deliver(): void {
    while (!this.#isPaused) {
      const next = this.#queue[0]
      if (next === undefined || next.dueAtMs > performance.now()) break
      this.#queue.shift()
      this.#queuedBytes -= next.bytes?.byteLength ?? 0
      this.bytes += next.bytes?.byteLength ?? 0
      this.parcels++
      if (this.#to !== null && !this.#to.destroyed) this.#to.push(next.bytes)
    }
    if (this.#waiting !== null && this.#queuedBytes < WINDOW_BYTES) {
      const accepted = this.#waiting
      this.#waiting = null
      accepted()
    }
    this.#schedule()
  }
}

class LinkEnd extends Duplex {
  #out: Lane
  #in: Lane
  #onGone: () => void

  constructor(into: Lane, out: Lane, onGone: () => void) {
    super()
    this.#in = into
    this.#out = out
    this.#onGone = onGone
  }

  /** As UDX counts: the arrived packets, and one acknowledgement for each sent one that arrived. */
  get packetsReceived(): number {
    return this.#in.parcels + this.#out.parcels
  }

  override _read(): void {
    // `Lane` pushes each parcel at its time.
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#out.send(bytes, done)
  }

  override _final(done: () => void): void {
    this.#out.send(null, () => undefined)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#onGone()
    done(error)
  }
}

export class Link {
  readonly left: Duplex
  readonly right: Duplex
  readonly #leftToRight = new Lane()
  readonly #rightToLeft = new Lane()

  constructor() {
    // To destroy one end destroys the other, like a reset connection.
    this.left = new LinkEnd(this.#rightToLeft, this.#leftToRight, () => setImmediate(() => this.cut()))
    this.right = new LinkEnd(this.#leftToRight, this.#rightToLeft, () => setImmediate(() => this.cut()))
    this.#leftToRight.join(this.right)
    this.#rightToLeft.join(this.left)
  }

  /** Bytes that have arrived at each end. */
  get bytes(): { toLeft: number; toRight: number } {
    return { toLeft: this.#rightToLeft.bytes, toRight: this.#leftToRight.bytes }
  }

  /** Nothing arrives until `resume`, at both ends or at one; nothing is lost. */
  pause(end: 'left' | 'right' | 'both' = 'both'): void {
    if (end !== 'left') this.#leftToRight.pause()
    if (end !== 'right') this.#rightToLeft.pause()
  }

  resume(): void {
    this.#leftToRight.resume()
    this.#rightToLeft.resume()
  }

  /** Sets the delay for everything sent from now on, in both directions. */
  delay(delay: Delay): void {
    this.#leftToRight.setDelay(delay)
    this.#rightToLeft.setDelay(delay)
  }

  /** Drops all bytes in transit and closes both ends. */
  cut(): void {
    this.#leftToRight.clear()
    this.#rightToLeft.clear()
    this.left.destroy()
    this.right.destroy()
  }
}
