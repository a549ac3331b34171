// One stream of a tunnel: what waits to be sent, and the credit of each direction.
import {
  decodeAnswer,
  decodeNumber,
  encodeHead,
  encodeNumber,
  KIND,
  type TunnelMessage,
} from './tunnel-messages.ts'
import type { TunnelStream } from './tunnel.ts'

/** What one end may send before the other took it. */
export const CREDIT_BYTES = 512 * 1024
/** Credit is given back in steps of this, to send fewer messages. */
const CREDIT_STEP_BYTES = 64 * 1024
const NOTHING = new Uint8Array()

export interface StreamPort {
  /** Sends a message at once. */
  send(kind: number, body: Uint8Array): void
  /** There may be something to send. */
  wake(): void
  /** The stream ended in both directions. */
  forget(): void
}

interface Waiting {
  bytes: Uint8Array
  done: () => void
  fail: (error: Error) => void
}

export class OpenStream {
  readonly #port: StreamPort
  readonly #queue: Waiting[] = []
  /** What this end may still send, and the other end. */
  #credit = CREDIT_BYTES
  #othersCredit = CREDIT_BYTES
  /** What arrived and nobody took, and what was taken and not given back yet. */
  #untaken = 0
  #taken = 0
  #isAnswered = false
  #isEnding = false
  #hasEnded = false
  #othersHaveEnded = false
  #isOver = false
  #onAnswer: (status: number, headers: Record<string, string>) => void = () => undefined
  #onData: (bytes: Uint8Array) => void = () => undefined
  #onEnd: () => void = () => undefined
  #onReset: () => void = () => undefined

  constructor(port: StreamPort) {
    this.#port = port
  }

  readonly ends: TunnelStream = {
    answer: (status, headers) => {
      if (this.#isOver || this.#isAnswered) return
      this.#isAnswered = true
      this.#port.send(KIND.open, encodeHead({ status, headers }))
    },
    onAnswer: (listener) => void (this.#onAnswer = listener),
    write: (bytes) => this.#write(bytes),
    end: () => {
      this.#isEnding = true
      this.#port.wake()
    },
    reset: () => {
      if (this.#isOver) return
      this.#port.send(KIND.reset, NOTHING)
      this.#finish('The stream was reset here.')
    },
    onData: (listener) => void (this.#onData = listener),
    took: (bytes) => this.#took(bytes),
    onEnd: (listener) => void (this.#onEnd = listener),
    onReset: (listener) => void (this.#onReset = listener),
  }

  /** Data or an end waits, and the other end has room for it. */
  get isReady(): boolean {
    if (this.#isOver || this.#hasEnded) return false
    return this.#queue.length > 0 ? this.#credit > 0 : this.#isEnding
  }

  /** Returns the next piece of at most `maxBytes`. Null: nothing waits but the end, which was sent. */
  takePiece(maxBytes: number): Uint8Array | null {
    const [first] = this.#queue
    if (first === undefined) {
      this.#hasEnded = true
      this.#port.send(KIND.end, NOTHING)
      this.#forgetIfEnded()
      return null
    }
    const size = Math.min(maxBytes, this.#credit, first.bytes.length)
    const piece = first.bytes.subarray(0, size)
    first.bytes = first.bytes.subarray(size)
    this.#credit -= size
    if (first.bytes.length === 0) {
      this.#queue.shift()
      first.done()
    }
    return piece
  }

  /** @throws Error if the other end broke a rule */
  receive({ kind, body }: TunnelMessage): void {
    if (this.#isOver) return
    if (kind === KIND.data) this.#receiveData(body)
    else if (kind === KIND.credit) this.#receiveCredit(decodeNumber(body, 4))
    else if (kind === KIND.end) this.#receiveEnd()
    else if (kind === KIND.reset) this.abandon('The other end reset the stream.')
    else this.#receiveAnswer(body)
  }

  /** Ends the stream, and says so to its user. */
  abandon(reason: string): void {
    if (this.#isOver) return
    this.#finish(reason)
    this.#onReset()
  }

  #receiveData(body: Uint8Array): void {
    this.#othersCredit -= body.length
    if (this.#othersCredit < 0 || this.#othersHaveEnded) throw new Error('More data than there is credit.')
    this.#untaken += body.length
    this.#onData(body)
  }

  #receiveCredit(bytes: number): void {
    this.#credit += bytes
    if (this.#credit > CREDIT_BYTES) throw new Error('More credit than data.')
    this.#port.wake()
  }

  #receiveEnd(): void {
    if (this.#othersHaveEnded) throw new Error('A stream ended twice.')
    this.#othersHaveEnded = true
    this.#onEnd()
    this.#forgetIfEnded()
  }

  #receiveAnswer(body: Uint8Array): void {
    if (this.#isAnswered) throw new Error('A second answer.')
    this.#isAnswered = true
    const { status, headers } = decodeAnswer(body)
    this.#onAnswer(status, headers)
  }

  #write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#isOver || this.#isEnding) return reject(new Error('The stream has ended.'))
      if (bytes.length === 0) return resolve()
      this.#queue.push({ bytes, done: resolve, fail: reject })
      this.#port.wake()
    })
  }

  #took(bytes: number): void {
    const taken = Math.min(bytes, this.#untaken)
    this.#untaken -= taken
    this.#taken += taken
    if (this.#taken < CREDIT_STEP_BYTES || this.#isOver || this.#othersHaveEnded) return
    this.#othersCredit += this.#taken
    this.#port.send(KIND.credit, encodeNumber(this.#taken, 4))
    this.#taken = 0
  }

  #forgetIfEnded(): void {
    if (this.#hasEnded && this.#othersHaveEnded) this.#finish('The stream has ended.')
  }

  #finish(reason: string): void {
    this.#isOver = true
    this.#port.forget()
    for (const { fail } of this.#queue.splice(0)) fail(new Error(reason))
  }
}
