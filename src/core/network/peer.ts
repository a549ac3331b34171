// A peer: a wire, its person if known, the requests on the wire and the cores attached to it.
// An unknown device may call only the few methods for strangers. It gets public cores,
// and cores of a group that it belongs to.
import ProtomuxRPC from 'protomux-rpc'
import { equalBytes, toHex, type MalformedRecord } from '../base/index.ts'
import { openCoreChannel, type Core, type CoreChannel, type PeerRole } from '../cores/index.ts'
import type { QueueLimits, RequestQueue } from './request-queue.ts'
import { openWireChannel, type ChannelListener, type WireChannel } from './wire-channel.ts'
import { allowFrames, countHeard, listenClosely, markKnown, markReader, type Wire } from './wires/index.ts'

export type RequestHandler = (peer: Peer, request: Uint8Array) => Uint8Array | Promise<Uint8Array>

export interface Method {
  name: string
  /** True if a device that belongs to no contact may call it. */
  isForStrangers: boolean
  maxRequestBytes: number
  /** True if nobody waits for its answer. */
  isOneWay?: boolean
  /** Limits that differ from the default limits of a caller. */
  limits?: Partial<QueueLimits>
  handle: RequestHandler
}

/** A method and the queue of its requests. */
export interface ServedMethod extends Method {
  queue: RequestQueue
}

/**
 * A stranger connects for one purpose. More requests than this are abuse. A reader at a station
 * opens one letter after the other on one wire.
 */
const MAX_REQUESTS: Record<PeerRole, number> = { stranger: 32, reader: 4_096, known: Infinity }
const USUAL_ANSWER_BYTES = 64 * 1024
const EMPTY = new Uint8Array(0)

interface Options {
  wire: Wire
  now: number
  person: Uint8Array | null
  /** The current person of this device. Null for a stranger. */
  whoIs: (device: Uint8Array) => Uint8Array | null
  isBlocked: (device: Uint8Array) => boolean
  /** True for a station of this person. */
  isKeeper?: (device: Uint8Array) => boolean
  methods: ReadonlyMap<string, ServedMethod>
  onAsked: (peer: Peer, discoveryKey: Uint8Array) => Promise<void>
  /** `isTooMany`: the request was valid, but its queue was full. */
  onBadRequest: (peer: Peer, method: string, isTooMany: boolean) => void
  onBadAnswer?: (peer: Peer, method: string, error: MalformedRecord) => void
}

export class Peer {
  readonly device: Uint8Array
  readonly handshakeHash: Uint8Array
  readonly wire: Wire
  /** ms since the epoch. */
  readonly since: number
  #person: Uint8Array | null = null
  readonly #rpc: ProtomuxRPC
  readonly #channel: CoreChannel
  /**
   * Keyed by core. A core that was closed and opened again is another session, and
   * is attached again.
   */
  readonly #attached = new Map<string, Core>()
  readonly #options: Options
  #requests = 0

  constructor(options: Options) {
    this.#options = options
    this.wire = options.wire
    this.since = options.now
    this.device = Buffer.from(options.wire.remoteDevice)
    this.handshakeHash = Buffer.from(options.wire.handshakeHash)
    this.#channel = openCoreChannel(options.wire.stream, (key) => options.onAsked(this, key))
    this.person = options.person
    this.trustKeeper()
    this.#rpc = new ProtomuxRPC(this.#channel.mux, { protocol: 'fumikura/1' })
    // A destroyed stream rejects its requests. Without a listener this error would end the process.
    this.#rpc.on('error', () => undefined)
    for (const method of options.methods.values())
      this.#rpc.respond(method.name, (value) => {
        const answer = this.#answer(method, value ?? EMPTY)
        // The channel sends nothing before all messages of a received frame are answered. One that is
        // served while this device waits for the same peer must not hold back its own requests.
        return method.isOneWay === true ? EMPTY : answer
      })
  }

  get person(): Uint8Array | null {
    return this.#person
  }

  /** A known person may send larger frames and open more channels than a stranger. */
  set person(person: Uint8Array | null) {
    this.#person = person
    if (person !== null) this.#trust()
  }

  /** Gives this peer the limits of a known one, if it is a station of this person. */
  trustKeeper(): void {
    if (this.#isKeeper) this.#trust()
  }

  #trust(): void {
    if (this.role === 'known') return
    this.#channel.mux.role = 'known'
    allowFrames(this.wire.stream, true)
    markKnown(this.wire)
  }

  /**
   * True if the other end does not know this device, because it proved fresh keys. Such a peer may
   * call nothing and gets only the cores that this end attached.
   */
  get isAnonymous(): boolean {
    return this.wire.freshKey !== null
  }

  get role(): PeerRole {
    return this.#channel.mux.role
  }

  /** Gives a stranger the limits of a reader, because it has shown a key of something kept here. */
  markReader(): void {
    if (this.role !== 'stranger') return
    this.#channel.mux.role = 'reader'
    markReader(this.wire)
  }

  get #isKeeper(): boolean {
    return this.#options.isKeeper?.(this.device) === true
  }

  /** All bytes on this wire since it opened, including encryption and keep-alives. */
  get bytes(): { in: number; out: number } {
    const { rawBytesRead, rawBytesWritten } = this.wire.stream
    return { in: rawBytesRead, out: rawBytesWritten }
  }

  get isOpen(): boolean {
    return !this.#rpc.closed && !this.wire.stream.destroyed
  }

  /**
   * A counter that grows when anything arrives from the other end. Null if the
   * transport does not count packets.
   */
  get heard(): number | null {
    return countHeard(this.wire)
  }

  /**
   * A refused or failed request gets an empty answer, which reveals no more than a dropped request.
   */
  async #answer(method: ServedMethod, request: Uint8Array): Promise<Uint8Array> {
    if (!this.#mayCall(method) || request.byteLength > method.maxRequestBytes) {
      this.#options.onBadRequest(this, method.name, false)
      return EMPTY
    }
    try {
      const answer = await method.queue.run(toHex(this.person ?? this.device), () =>
        this.isOpen ? method.handle(this, request) : EMPTY,
      )
      if (answer === null) this.#options.onBadRequest(this, method.name, true)
      return answer ?? EMPTY
    } catch {
      this.#options.onBadRequest(this, method.name, false)
      return EMPTY
    }
  }

  #mayCall(method: Method): boolean {
    if (this.isAnonymous) return false
    if (this.#options.isBlocked(this.device)) {
      this.wire.close()
      return false
    }
    // A newly paired person may send requests before their feed is open and before
    // listeners know them.
    this.person = this.#options.whoIs(this.device)
    if (this.person !== null) return true
    this.trustKeeper()
    // A person who was known on this wire and no longer is has the limit of a stranger.
    const role = this.role === 'known' && !this.#isKeeper ? 'stranger' : this.role
    if (++this.#requests > MAX_REQUESTS[role]) this.wire.close()
    return method.isForStrangers
  }

  /**
   * Returns the answer. Null if the other side refused, disconnected, or did not answer
   * within `timeoutMs`. A dead wire is closed earlier.
   */
  async request(
    method: string,
    request: Uint8Array,
    timeoutMs: number,
    maxAnswerBytes = USUAL_ANSWER_BYTES,
  ): Promise<Uint8Array | null> {
    const stopListening = listenClosely(() => [this.wire])
    try {
      const answer = await this.#rpc.request(method, request, { timeout: timeoutMs })
      const isRead = answer !== null && answer.byteLength > 0 && answer.byteLength <= maxAnswerBytes
      return isRead ? answer : null
    } catch {
      return null
    } finally {
      stopListening()
    }
  }

  /** Sends a message that has no answer. Does nothing if the wire is closed. */
  tell(method: string, message: Uint8Array): void {
    if (this.isOpen) this.#rpc.event(method, message)
  }

  /**
   * Opens a channel of messages, or takes the one that the other end opened. `types`: how many kinds
   * of messages it has. Returns null if it is open already, or the wire is closed.
   */
  openChannel(kind: { protocol: string; types: number }, listener: ChannelListener): WireChannel | null {
    return openWireChannel(this.#channel.mux, kind, listener)
  }

  /** Calls `take` whenever the other end opens this channel. It is refused if `take` does not open it. */
  offerChannel(protocol: string, take: () => void): void {
    this.#channel.mux.pair({ protocol }, take)
  }

  /** Counts an answer of the other end that its caller could not decode. */
  countBadAnswer(method: string, error: MalformedRecord): void {
    this.#options.onBadAnswer?.(this, method, error)
  }

  /**
   * Attaches a core. Does nothing if it is attached already. The other end may have ended that,
   * because it keeps only some cores open.
   */
  attach(core: Core): void {
    const id = toHex(core.key)
    if ((this.#attached.get(id) === core && !this.#channel.wasEnded(core)) || !this.isOpen) return
    this.#attached.set(id, core)
    // Blocks of the core may arrive, also from a stranger, so larger frames are allowed.
    allowFrames(this.wire.stream, false)
    this.#channel.attach(core)
  }

  /** Ends the attachment. The other end may ask for the core again. */
  detach(core: Core): void {
    if (this.#attached.delete(toHex(core.key)) && this.isOpen) this.#channel.detach(core)
  }

  /** True if this end attached the core, even if the other end did not. */
  hasAttached(key: Uint8Array): boolean {
    return this.#attached.has(toHex(key))
  }

  /** True if both ends attached the core. Hypercore then reports its growth. */
  isReplicating(key: Uint8Array): boolean {
    return this.knownLength(key) !== null
  }

  /** The length at which the other end knows an attached core. Null if it has not attached it. */
  knownLength(key: Uint8Array): number | null {
    const peers = this.#attached.get(toHex(key))?.peers
    return (
      peers?.find(({ remotePublicKey }) => equalBytes(remotePublicKey, this.device))?.remoteLength ?? null
    )
  }

  close(): void {
    this.wire.close()
  }
}
