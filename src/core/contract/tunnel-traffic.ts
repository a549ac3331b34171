// Shares the line of a tunnel: frames of the contract go first, then the streams take turns, and
// together they stay within the window.
import { packFrame } from './tunnel-frames.ts'
import { startTimer } from './tunnel-line.ts'
import { encodeMessage, HEADER_BYTES, KIND, MAX_PIECE_BYTES } from './tunnel-messages.ts'
import { OpenStream } from './tunnel-stream.ts'
import { DelayWindow } from './tunnel-window.ts'
import type { TunnelClock } from './tunnel.ts'

/** Frames that wait for the line. One frame alone may be larger. */
const MAX_UNSENT_BYTES = 8 * 1024 * 1024
const NO_ACK_MS = 60_000

export interface TrafficLine {
  readonly isOver: boolean
  send(message: Uint8Array): void
  close(reason: string): void
}

export class Traffic {
  readonly #line: TrafficLine
  readonly #clock: TunnelClock
  readonly #window: DelayWindow
  /** By their number, in the order of their last turn. */
  readonly #streams = new Map<number, OpenStream>()
  /** Messages of frames. */
  readonly #frames: Uint8Array[] = []
  #unsent = 0
  #packing: Promise<void> = Promise.resolve()
  #noAck: ReturnType<typeof setTimeout> | undefined

  constructor(line: TrafficLine, clock: TunnelClock) {
    this.#line = line
    this.#clock = clock
    this.#window = new DelayWindow(clock.monotonicMs())
  }

  get isIdle(): boolean {
    return this.#streams.size === 0 && this.#unsent === 0 && this.#window.underWay === 0
  }

  get streams(): ReadonlyMap<number, OpenStream> {
    return this.#streams
  }

  addStream(id: number): OpenStream {
    const stream = new OpenStream({
      send: (kind, body) => this.#line.send(encodeMessage(kind, id, body)),
      wake: () => this.#pump(),
      forget: () => this.#streams.delete(id),
    })
    this.#streams.set(id, stream)
    return stream
  }

  /** Frames keep their order. */
  sendFrame(frame: string): void {
    if (this.#unsent > 0 && this.#unsent + frame.length > MAX_UNSENT_BYTES)
      return this.#line.close('the other end takes nothing')
    this.#unsent += frame.length
    this.#packing = this.#packing
      .then(() => this.#pack(frame))
      // The frames after it would come without it.
      .catch(() => this.#line.close('a frame could not be packed'))
  }

  async #pack(frame: string): Promise<void> {
    if (this.#line.isOver) return
    const messages = await packFrame(frame)
    this.#unsent -= frame.length
    if (this.#line.isOver) return
    for (const message of messages) this.#unsent += message.length
    this.#frames.push(...messages)
    this.#pump()
  }

  /** @throws Error if so much was not sent */
  acked(total: number): void {
    this.#window.acked(total, this.#clock.monotonicMs())
    clearTimeout(this.#noAck)
    this.#noAck = undefined
    this.#pump()
  }

  stop(reason: string): void {
    clearTimeout(this.#noAck)
    this.#frames.length = 0
    for (const stream of [...this.#streams.values()]) stream.abandon(reason)
  }

  #pump(): void {
    while (!this.#line.isOver && this.#sendNext());
    if (this.#noAck === undefined && this.#window.underWay > 0 && !this.#line.isOver)
      this.#noAck = startTimer(() => this.#line.close('nothing was acknowledged'), NO_ACK_MS)
  }

  /** Returns false if nothing can be sent now. */
  #sendNext(): boolean {
    const [frame] = this.#frames
    if (frame === undefined) return this.#sendFromStreams()
    if (!this.#window.hasRoomForFrame(frame.length)) return false
    this.#frames.shift()
    this.#unsent -= frame.length
    this.#sendCounted(frame)
    return true
  }

  #sendFromStreams(): boolean {
    for (const [id, stream] of this.#streams) {
      if (!stream.isReady) continue
      const room = Math.min(this.#window.roomForData(), MAX_PIECE_BYTES)
      if (room === 0) return false
      // To the end of the turns.
      this.#streams.delete(id)
      this.#streams.set(id, stream)
      const piece = stream.takePiece(room - HEADER_BYTES)
      if (piece !== null) this.#sendCounted(encodeMessage(KIND.data, id, piece))
      return true
    }
    return false
  }

  #sendCounted(message: Uint8Array): void {
    this.#window.sent(message.length, this.#clock.monotonicMs())
    this.#line.send(message)
  }
}
