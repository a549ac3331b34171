// A peer: one wire, the person it was matched to, the requests that pass over it and the cores attached to it.
// An unknown device gets the few methods that strangers may call, and no core at all.
import ProtomuxRPC from 'protomux-rpc'
import { equalBytes, toHex } from '../base/index.ts'
import { openCoreChannel, type Core, type CoreChannel } from '../cores/index.ts'
import type { QueueLimits, RequestQueue } from './request-queue.ts'
import { allowFrames, countHeard, listenClosely, type Wire } from './wires/index.ts'

export type RequestHandler = (peer: Peer, request: Uint8Array) => Uint8Array | Promise<Uint8Array>

export interface Method {
  name: string
  /** Whether a device that is no contact may call it. */
  isForStrangers: boolean
  maxRequestBytes: number
  /** Where it differs from what one asker may ask of any method. */
  limits?: Partial<QueueLimits>
  handle: RequestHandler
}

/** A method with what waits for it. */
export interface ServedMethod extends Method {
  queue: RequestQueue
}

/** A stranger's connection is for one purpose; whoever needs more is up to something. */
const MAX_STRANGER_REQUESTS = 32
const MAX_ANSWER_BYTES = 64 * 1024
const EMPTY = new Uint8Array(0)

interface Options {
  wire: Wire
  now: number
  person: Uint8Array | null
  /** The person whose device this is by now. */
  whoIs: (device: Uint8Array) => Uint8Array | null
  isBlocked: (device: Uint8Array) => boolean
  methods: ReadonlyMap<string, ServedMethod>
  onAsked: (peer: Peer, discoveryKey: Uint8Array) => Promise<void>
  /** `isTooMany`: it was as it should be, and one of too many. */
  onBadRequest: (peer: Peer, method: string, isTooMany: boolean) => void
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
  /** By session: a core that was closed and opened again is another one, and is attached anew. */
  readonly #attached = new Map<string, Core>()
  readonly #options: Options
  #strangerRequests = 0

  constructor(options: Options) {
    this.#options = options
    this.wire = options.wire
    this.since = options.now
    this.device = Buffer.from(options.wire.remoteDevice)
    this.handshakeHash = Buffer.from(options.wire.handshakeHash)
    this.#channel = openCoreChannel(options.wire.stream, (key) => options.onAsked(this, key))
    this.person = options.person
    this.#rpc = new ProtomuxRPC(this.#channel.mux, { protocol: 'fumikura/1' })
    // A destroyed stream rejects what waits for it; nobody may be left without a listener.
    this.#rpc.on('error', () => undefined)
    for (const method of options.methods.values())
      this.#rpc.respond(method.name, (value) => this.#answer(method, value ?? EMPTY))
  }

  get person(): Uint8Array | null {
    return this.#person
  }

  /** Whoever is known may send more than a stranger. */
  set person(person: Uint8Array | null) {
    this.#person = person
    if (person === null) return
    this.#channel.mux.isKnown = true
    allowFrames(this.wire.stream, true)
  }

  /** What passed over this wire since it was made, in both directions, encryption and keep-alives included. */
  get bytes(): { in: number; out: number } {
    const { rawBytesRead, rawBytesWritten } = this.wire.stream
    return { in: rawBytesRead, out: rawBytesWritten }
  }

  get isOpen(): boolean {
    return !this.#rpc.closed && !this.wire.stream.destroyed
  }

  /** Grows with every sign of life from the other end; null where the transport does not count them. */
  get heard(): number | null {
    return countHeard(this.wire)
  }

  /** Refusals and failures alike answer with nothing: an empty answer says no more than a dropped one. */
  async #answer(method: ServedMethod, request: Uint8Array): Promise<Uint8Array> {
    if (!this.#mayCall(method) || request.byteLength > method.maxRequestBytes) {
      this.#options.onBadRequest(this, method.name, false)
      return EMPTY
    }
    try {
      const answer = await method.queue.take(toHex(this.person ?? this.device), () =>
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
    if (this.#options.isBlocked(this.device)) {
      this.wire.close()
      return false
    }
    // Who was just paired with may ask before their feed is open and everybody was told of them.
    this.person = this.#options.whoIs(this.device)
    if (this.person !== null) return true
    if (++this.#strangerRequests > MAX_STRANGER_REQUESTS) this.wire.close()
    return method.isForStrangers
  }

  /** The answer, or null when the other side refused, went away or was silent for `timeoutMs`. A dead wire is ended before that. */
  async request(method: string, request: Uint8Array, timeoutMs: number): Promise<Uint8Array | null> {
    const stopListening = listenClosely(() => [this.wire])
    try {
      const answer = await this.#rpc.request(method, request, { timeout: timeoutMs })
      return answer === null || answer.byteLength === 0 || answer.byteLength > MAX_ANSWER_BYTES
        ? null
        : answer
    } catch {
      return null
    } finally {
      stopListening()
    }
  }

  /** Attaches a core; a second time is nothing. */
  attach(core: Core): void {
    const id = toHex(core.key)
    if (this.#attached.get(id) === core || !this.isOpen) return
    this.#attached.set(id, core)
    // Blocks of it may come from there, also from a stranger.
    allowFrames(this.wire.stream, false)
    this.#channel.attach(core)
  }

  /** Whether this core was attached here, whatever the other end has. */
  hasAttached(key: Uint8Array): boolean {
    return this.#attached.has(toHex(key))
  }

  /** Whether both ends have this core on the wire: then it tells of its growth itself. */
  isReplicating(key: Uint8Array): boolean {
    const core = this.#attached.get(toHex(key))
    return core?.peers.some(({ remotePublicKey }) => equalBytes(remotePublicKey, this.device)) ?? false
  }

  close(): void {
    this.wire.close()
  }
}
