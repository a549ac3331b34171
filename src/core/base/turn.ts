// The turns of the thread. Long work, whose amount others may decide, asks after each small step
// whether the turn is over, and then lets everybody else go first.
// All such work shares the turns: however many tasks run, together they take one turn at once.
import { StringDecoder } from 'node:string_decoder'
import { systemClock, type Clock } from './clock.ts'

/**
 * The key that a reader asks for waits for the turn that runs. With 25 ms, one in twenty waited for
 * 24 ms during a first sync of mail; the sync took no longer with 14.
 */
const TURN_MS = 14
/** Long work waits so long at once for work that somebody else waits for. */
const FIRST_MS = 25
/** The most of a turn for the steps of a transaction. Its commit takes up to twice as long again. */
const BATCH_PART = 1 / 3
/** The least, so that other work that takes all turns does not make each step a transaction. */
const LEAST_BATCH_PART = 1 / 5

export class Turn {
  readonly #clock: Clock
  readonly #limitMs: number
  /** Null until work enters this turn of the event loop. */
  #sinceMs: number | null = null
  /** Work that goes on in later turns, one in each. */
  readonly #waiting: (() => void)[] = []
  #ending: NodeJS.Immediate | null = null
  #isPutOff = false
  #urgent = 0
  #urgentSinceMs = -Infinity

  /** @param clock measures the thread, so it is never the clock of a home */
  constructor(clock: Clock = systemClock, limitMs = TURN_MS) {
    this.#clock = clock
    this.#limitMs = limitMs
  }

  /** Counts the time from here on, unless other work of this turn of the event loop did before. */
  enter(): void {
    this.#sinceMs ??= this.#clock.monotonicMs()
    this.#endLater()
  }

  get #tookMs(): number {
    return this.#sinceMs === null ? 0 : this.#clock.monotonicMs() - this.#sinceMs
  }

  /** True if the work of this turn of the event loop took its time. */
  get isOver(): boolean {
    this.enter()
    return this.isAsked || this.#tookMs >= this.#limitMs
  }

  /** True while long work should leave the thread to work that goes first. */
  get isAsked(): boolean {
    return this.#urgent > 0 && this.#clock.monotonicMs() - this.#urgentSinceMs < FIRST_MS
  }

  /**
   * Runs short work that somebody waits for, and that waits for files between its steps. Long work
   * takes no turn meanwhile, unless this takes too long. It has half of the time at least, however
   * often somebody asks.
   */
  async first<T>(act: () => Promise<T>): Promise<T> {
    const now = this.#clock.monotonicMs()
    if (this.#urgent++ === 0 && now - this.#urgentSinceMs >= 2 * FIRST_MS) this.#urgentSinceMs = now
    try {
      return await act()
    } finally {
      this.#urgent--
    }
  }

  /**
   * Begins the steps of a transaction, which cannot wait for a new turn. The returned function is
   * true once they have taken their time. At least one step runs.
   * @param part the most of a turn that they may take
   */
  beginBatch(part = BATCH_PART): () => boolean {
    this.enter()
    const startedMs = this.#clock.monotonicMs()
    return () => {
      const taken = (this.#clock.monotonicMs() - startedMs) / this.#limitMs
      return taken >= part || (taken >= LEAST_BATCH_PART && this.isOver)
    }
  }

  /** Waits for a new turn of the event loop if this one is over. The next step must be short. */
  async pass(): Promise<void> {
    if (this.isOver) await this.next()
  }

  /** Waits for a new turn of the event loop. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#endLater().ref()
    })
  }

  /** Runs work in turns. Each of its steps must be short. */
  async run<T>(steps: Iterator<unknown, T>): Promise<T> {
    for (;;) {
      // Without a wait between them, the step follows what the turn had room for.
      if (this.isOver) await this.next()
      const step = steps.next()
      if (step.done === true) return step.value
    }
  }

  #endLater(): NodeJS.Immediate {
    // A process that has nothing else to do may end.
    return (this.#ending ??= setImmediate(() => this.#end()).unref())
  }

  #end(): void {
    this.#ending = null
    const wasLong = this.#tookMs >= this.#limitMs
    this.#sinceMs = null
    // A commit may have filled the turn that ends here. What waits takes another one, once.
    this.#isPutOff = wasLong && !this.#isPutOff && this.#waiting.length > 0
    if (this.#isPutOff) return void this.#endLater().ref()
    if (this.isAsked && this.#waiting.length > 0) return void this.#endLater().ref()
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.enter()
    if (this.#waiting.length > 0) this.#endLater().ref()
    next()
  }
}

/** The turns of this thread. */
export const turn = new Turn()

/** Runs steps in this turn, for work that is known to be short. */
export function runAtOnce<T>(steps: Iterator<unknown, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Converting so many characters or bytes takes about a millisecond. */
export const SLICE_SIZE = 64 * 1024

/** Yields the slices of a text, in turns. No character is split. */
export async function* inSlices(text: string): AsyncGenerator<string> {
  for (let at = 0, end = 0; at < text.length; at = end) {
    await turn.pass()
    end = Math.min(at + SLICE_SIZE, text.length)
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end--
    yield text.slice(at, end)
  }
}

/** Decodes a text whose length others decide, in turns. */
export async function fromUtf8InTurns(bytes: Uint8Array): Promise<string> {
  const decoder = new StringDecoder('utf8')
  const pieces: string[] = []
  for (let at = 0; at < bytes.byteLength; at += SLICE_SIZE) {
    await turn.pass()
    const { buffer, byteOffset } = bytes
    const end = Math.min(at + SLICE_SIZE, bytes.byteLength)
    pieces.push(decoder.write(Buffer.from(buffer, byteOffset + at, end - at)))
  }
  return pieces.join('') + decoder.end()
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff

/** Yields what short steps give, in turns. */
export async function* inTurns<T>(steps: Iterable<T>): AsyncGenerator<T> {
  for (const step of steps) {
    yield step
    await turn.pass()
  }
}
