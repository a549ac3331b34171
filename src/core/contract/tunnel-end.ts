// One end of a tunnel, after the handshake: reads its messages, and ends when the other end breaks a
// rule.
import { ChannelEnd, MAX_FRAME_BYTES, type Channel } from './channel.ts'
import type { MessageLink } from './message-link.ts'
import type { NoiseSession } from './noise.ts'
import { Acknowledger } from './tunnel-acks.ts'
import { FrameJoiner } from './tunnel-frames.ts'
import { SealedLine } from './tunnel-line.ts'
import {
  decodeMessage,
  decodeNumber,
  decodeRequest,
  encodeHead,
  encodeMessage,
  encodeNumber,
  KIND,
  type TunnelMessage,
} from './tunnel-messages.ts'
import { Traffic } from './tunnel-traffic.ts'
import {
  CONTROL_KINDS,
  MAX_STREAMS,
  type ControlKind,
  type StreamHead,
  type Tunnel,
  type TunnelClock,
  type TunnelStream,
} from './tunnel.ts'

export interface TunnelEndOptions {
  side: 'phone' | 'home'
  session: NoiseSession
  link: MessageLink
  clock: TunnelClock
  /** The largest frame that the phone may send, in bytes. */
  maxFrameFromPhone: number
  /** The channel's first frames: they came with the first message. */
  firstFrames: readonly string[]
}

export class TunnelEnd implements Tunnel {
  readonly handshakeHash: Uint8Array
  readonly channel: Channel
  readonly #side: 'phone' | 'home'
  readonly #line: SealedLine
  readonly #traffic: Traffic
  readonly #end = new ChannelEnd()
  readonly #joiner: FrameJoiner
  readonly #acknowledger: Acknowledger
  #lastStream = 0
  #lastPing = 0
  readonly #pings = new Map<number, (isHere: boolean) => void>()
  #onOpen: (head: StreamHead, stream: TunnelStream) => void = (_head, stream) => stream.reset()
  #onHeard: (() => void) | null = null
  #onControl: (kind: ControlKind, body: Uint8Array) => void = () => undefined

  constructor({ side, session, link, clock, maxFrameFromPhone, firstFrames }: TunnelEndOptions) {
    this.#side = side
    this.handshakeHash = session.hash
    this.#joiner = new FrameJoiner(side === 'home' ? maxFrameFromPhone : MAX_FRAME_BYTES)
    this.channel = this.#makeChannel(side === 'phone' ? maxFrameFromPhone : MAX_FRAME_BYTES, firstFrames)
    this.#line = new SealedLine(link, session, clock, {
      take: (message) => {
        this.#hear()
        return this.#take(decodeMessage(message), message.length)
      },
      ended: (reason) => this.#finish(reason),
      isIdle: () => this.#traffic.isIdle,
    })
    this.#traffic = new Traffic(this.#line, clock)
    this.#acknowledger = new Acknowledger(clock, (total) => this.#send(KIND.ack, 0, encodeNumber(total, 8)))
  }

  open(head: StreamHead): TunnelStream {
    if (this.#end.isClosed) throw new Error('The tunnel is closed.')
    if (this.#traffic.streams.size >= MAX_STREAMS) throw new Error('Too many streams are open.')
    const body = encodeHead(head)
    const stream = this.#traffic.addStream(++this.#lastStream)
    this.#send(KIND.open, this.#lastStream, body)
    return stream.ends
  }

  onOpen(listener: (head: StreamHead, stream: TunnelStream) => void): void {
    this.#onOpen = listener
  }

  send(kind: ControlKind, body: Uint8Array): void {
    this.#send(KIND[kind], 0, body)
  }

  onControl(listener: (kind: ControlKind, body: Uint8Array) => void): void {
    this.#onControl = listener
  }

  ping(withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.#end.isClosed) return resolve(false)
      const number = ++this.#lastPing
      const finish = (isHere: boolean): void => {
        clearTimeout(timer)
        this.#pings.delete(number)
        resolve(isHere)
      }
      const timer = setTimeout(() => finish(false), withinMs)
      this.#pings.set(number, finish)
      this.#send(KIND.ping, 0, encodeNumber(number, 4))
    })
  }

  onHeard(listener: () => void): void {
    this.#onHeard = listener
  }

  onClose(listener: (reason: string) => void): void {
    this.#end.onClose(listener)
  }

  close(reason: string): void {
    this.#line.close(reason)
  }

  #makeChannel(maxFrameBytes: number, firstFrames: readonly string[]): Channel {
    const channel = this.#end.channel(
      (frame) => this.#traffic.sendFrame(frame),
      (reason) => this.close(reason),
    )
    let waiting = firstFrames
    return {
      ...channel,
      maxFrameBytes,
      onFrame: (listener) => {
        channel.onFrame(listener)
        const frames = waiting
        waiting = []
        for (const frame of frames) this.#end.receive(frame)
      },
    }
  }

  #send(kind: number, stream: number, body: Uint8Array): void {
    this.#line.send(encodeMessage(kind, stream, body))
  }

  #hear(): void {
    const listener = this.#onHeard
    this.#onHeard = null
    listener?.()
  }

  #finish(reason: string): void {
    this.#acknowledger.stop()
    for (const finish of [...this.#pings.values()]) finish(false)
    this.#traffic.stop(reason)
    this.#end.end(reason)
  }

  /** @throws Error if the message breaks a rule */
  async #take(message: TunnelMessage, bytes: number): Promise<void> {
    const { kind, stream, body } = message
    switch (kind) {
      case KIND.part:
      case KIND.frame:
        this.#acknowledger.count(bytes)
        this.#joiner.add(body)
        if (kind === KIND.frame) this.#end.receive(await this.#joiner.finish(stream === 1))
        break
      case KIND.data:
        this.#acknowledger.count(bytes)
        this.#takeForStream(message)
        break
      case KIND.open:
        if (this.#side === 'home') this.#takeOpen(message)
        else this.#takeForStream(message)
        break
      case KIND.end:
      case KIND.reset:
      case KIND.credit:
        this.#takeForStream(message)
        break
      case KIND.ack:
        this.#traffic.acked(decodeNumber(body, 8))
        break
      case KIND.ping:
        this.#send(KIND.pong, 0, encodeNumber(decodeNumber(body, 4), 4))
        break
      case KIND.pong:
        this.#pings.get(decodeNumber(body, 4))?.(true)
        break
      default:
        this.#takeControl(kind, body)
    }
  }

  #takeControl(kind: number, body: Uint8Array): void {
    const control = CONTROL_KINDS.find((name) => KIND[name] === kind)
    if (control === undefined) throw new Error('An unknown kind.')
    this.#onControl(control, body)
  }

  #takeOpen({ stream: id, body }: TunnelMessage): void {
    if (id <= this.#lastStream) throw new Error('A stream is opened twice.')
    if (this.#traffic.streams.size >= MAX_STREAMS) throw new Error('Too many streams.')
    const head = decodeRequest(body)
    this.#lastStream = id
    this.#onOpen(head, this.#traffic.addStream(id).ends)
  }

  /** A message may cross the reset of its stream. */
  #takeForStream(message: TunnelMessage): void {
    if (message.stream === 0 || message.stream > this.#lastStream) throw new Error('An unknown stream.')
    this.#traffic.streams.get(message.stream)?.receive(message)
  }
}
