// How many bytes may be under way in a tunnel. The window follows the delay of their
// acknowledgements, so that what is sent does not queue up at the slowest place of the line, where a
// call would wait behind it.

const LEAST_BYTES = 16 * 1024
const START_BYTES = 32 * 1024
/** A relay cuts a link with more than 1 MiB unread; frames may use `FRAME_BYTES` more. */
const MOST_BYTES = 768 * 1024
/** Frames go before data and may exceed the window by this: one piece, so that a call never waits. */
const FRAME_BYTES = 36 * 1024
/** The queue that is accepted, in ms. */
const QUEUE_MS = 120
/** The line may have become another one: its least delay is measured anew. */
const MEASURE_AGAIN_MS = 30_000
const MAX_DECREASE = 0.6
/** The window grows only while it limits the sender. */
const USED = 0.75

export class DelayWindow {
  #size = START_BYTES
  #sent = 0
  #acked = 0
  /** For each message under way: the total after it, and when it was sent. */
  readonly #marks: { total: number; at: number }[] = []
  #leastMs = Infinity
  #measureAt: number
  /** While the window is small to let the queue drain: its size before, and the message that measures. */
  #measuring: { size: number; total: number | null } | null = null
  /** No further decrease before this total is acknowledged. */
  #decreaseFrom = 0

  constructor(now: number) {
    this.#measureAt = now + MEASURE_AGAIN_MS
  }

  get size(): number {
    return this.#size
  }

  get underWay(): number {
    return this.#sent - this.#acked
  }

  hasRoomForFrame(bytes: number): boolean {
    return this.underWay + bytes <= this.#size + FRAME_BYTES
  }

  /** The most bytes of data to send now, or 0. Pieces are small, so that streams take turns. */
  roomForData(): number {
    const piece = Math.floor(this.#size / 8)
    return this.underWay + piece <= this.#size ? piece : 0
  }

  sent(bytes: number, now: number): void {
    this.#sent += bytes
    this.#marks.push({ total: this.#sent, at: now })
    if (this.#measuring?.total === null && this.underWay <= LEAST_BYTES) this.#measuring.total = this.#sent
  }

  /** @throws Error if so many bytes were not sent, or fewer arrived than before */
  acked(total: number, now: number): void {
    const bytes = total - this.#acked
    if (bytes < 0 || total > this.#sent) throw new Error('Bytes are acknowledged that were not sent.')
    const wasUsed = this.underWay >= this.#size * USED
    this.#acked = total
    let sentAt: number | null = null
    while (this.#marks[0] !== undefined && this.#marks[0].total <= total) sentAt = this.#marks.shift()!.at
    if (sentAt !== null) this.#adapt(bytes, now - sentAt, wasUsed, now)
  }

  #adapt(bytes: number, delayMs: number, wasUsed: boolean, now: number): void {
    if (this.#measuring !== null) return this.#measure(this.#measuring, delayMs, now)
    this.#leastMs = Math.min(this.#leastMs, delayMs)
    const queueMs = delayMs - this.#leastMs
    if (queueMs < QUEUE_MS) {
      // Slower towards the limit, so that it is approached and not overrun.
      if (wasUsed) this.#resize(this.#size + bytes * (1 - queueMs / QUEUE_MS))
    } else if (this.#acked >= this.#decreaseFrom) {
      this.#resize(this.#size * Math.max(MAX_DECREASE, (this.#leastMs + QUEUE_MS) / delayMs))
      this.#decreaseFrom = this.#sent
    }
    if (now < this.#measureAt) return
    this.#measuring = { size: this.#size, total: null }
    this.#size = LEAST_BYTES
  }

  #measure(measuring: { size: number; total: number | null }, delayMs: number, now: number): void {
    if (measuring.total === null || this.#acked < measuring.total) return
    this.#leastMs = delayMs
    this.#size = measuring.size
    this.#measuring = null
    this.#measureAt = now + MEASURE_AGAIN_MS
    this.#decreaseFrom = this.#sent
  }

  #resize(bytes: number): void {
    this.#size = Math.min(MOST_BYTES, Math.max(LEAST_BYTES, bytes))
  }
}
