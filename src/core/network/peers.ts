// All live peers: wires come in here, are matched to persons, and requests find their way out.
// Everything between replicate and reference that needs somebody to be there asks this.
import { Emitter, equalBytes, silentLog, toHex, type Clock, type Log } from '../base/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import { DialList } from './dial-list.ts'
import { Peer, type Method, type ServedMethod } from './peer.ts'
import type { Replicate } from './replicate.ts'
import { DEFAULT_LIMITS, RequestQueue } from './request-queue.ts'
import { listenClosely, type Wire, type WireSource } from './wires/index.ts'

interface Options {
  source: WireSource
  clock: Clock
  replicate: Replicate
  badInput: BadInput
  /** The person whose device this is, or null for a stranger. */
  whoIs: (device: Uint8Array) => Uint8Array | null
  /** Blocked persons and devices are not talked to at all. */
  isBlocked: (device: Uint8Array) => boolean
  log?: Log
}

/** So long a visit is tried. */
const VISIT_MS = 30_000

export class Peers {
  readonly events = new Emitter<{ connected: Peer; disconnected: Peer; stranger: Peer }>()
  readonly #options: Options
  readonly #log: Log
  readonly #peers = new Map<string, Peer>()
  readonly #methods = new Map<string, ServedMethod>()
  readonly #dialList: DialList
  #isClosed = false

  constructor(options: Options) {
    this.#options = options
    this.#log = options.log ?? silentLog
    this.#dialList = new DialList(options.source, (device) => this.find(device))
    options.source.events.on('wire', (wire) => this.#receive(wire))
    options.source.events.on('refused', ({ reason, device }) => this.#countRefused(reason, device))
  }

  /** A ledger that cannot say who it is lets nobody in, and throws nothing at whoever made the wire. */
  #receive(wire: Wire): void {
    try {
      this.#welcome(wire)
    } catch (error) {
      this.#log.error('wire-refused', { message: String(error) })
      wire.close()
    }
  }

  #countRefused(reason: string, device: Uint8Array | null): void {
    const person = (device && this.find(device)?.person) ?? null
    this.#options.badInput.count(reason, person === null ? null : device)
  }

  /** A method that the other side may call; nouns register theirs before the first wire comes. */
  respond(method: Method): void {
    const queue = new RequestQueue({ ...DEFAULT_LIMITS, ...method.limits }, this.#options.clock)
    this.#methods.set(method.name, { ...method, queue })
  }

  #welcome(wire: Wire): void {
    // A wire whose other end died while it was made has no channels any more.
    if (this.#isClosed || wire.stream.destroying || this.#options.isBlocked(wire.remoteDevice))
      return wire.close()
    const id = toHex(wire.remoteDevice)
    const peer = new Peer({
      wire,
      now: this.#options.clock.now(),
      person: this.#options.whoIs(wire.remoteDevice),
      whoIs: this.#options.whoIs,
      isBlocked: this.#options.isBlocked,
      methods: this.#methods,
      onAsked: (asking, key) => this.#onAsked(asking, key),
      onBadRequest: (asking, method, isTooMany) =>
        this.#options.badInput.count(
          `${isTooMany ? 'too-many' : 'request'}-${method}`,
          asking.person === null ? null : asking.device,
        ),
    })
    this.#peers.set(id, peer)
    wire.stream.on('close', () => this.#leave(id, peer))
    this.#introduce(peer)
  }

  #introduce(peer: Peer): void {
    if (peer.person === null) return this.events.emit('stranger', peer)
    this.#options.replicate
      .attachFeeds(peer)
      .then(() => peer.isOpen && this.events.emit('connected', peer))
      .catch((error: unknown) => this.#log.warn('attach-failed', { message: String(error) }))
  }

  #leave(id: string, peer: Peer): void {
    // A wire that was replaced by a newer one is no departure.
    if (this.#peers.get(id) !== peer) return
    this.#peers.delete(id)
    this.events.emit('disconnected', peer)
  }

  async #onAsked(peer: Peer, key: Uint8Array): Promise<void> {
    const core = await this.#options.replicate.find(peer, key).catch(() => null)
    if (core !== null) peer.attach(core)
  }

  /** Some devices count for others now: each wire is looked at again, and ended if it may not go on. */
  recheck(): void {
    for (const peer of this.#peers.values()) {
      const { person } = peer
      const now = this.#options.whoIs(peer.device)
      if (this.#options.isBlocked(peer.device) || (person !== null && !isSame(person, now))) peer.close()
    }
  }

  /** Ends this device's wire; it may come again, and is then met as what it is by then. */
  hangUp(device: Uint8Array): void {
    this.#peers.get(toHex(device))?.close()
  }

  /** Looks again who a device is: it has become a contact, or is none any more and is sent away. */
  refresh(device: Uint8Array): void {
    const peer = this.#peers.get(toHex(device))
    if (peer === undefined) return
    const before = peer.person
    peer.person = this.#options.whoIs(device)
    if (this.#options.isBlocked(device) || (before !== null && peer.person === null)) peer.close()
    else if (peer.person !== null) this.#introduce(peer)
  }

  find(device: Uint8Array): Peer | null {
    const peer = this.#peers.get(toHex(device))
    return peer?.isOpen === true ? peer : null
  }

  list(): Peer[] {
    return [...this.#peers.values()].filter((peer) => peer.isOpen)
  }

  /** While a block of this core is waited for: wires over which it may come and that are dead are ended. Gives the way to stop that. */
  listenFor(core: Uint8Array): () => void {
    const isAsked = (peer: Peer): boolean => peer.hasAttached(core)
    return listenClosely(() =>
      this.list()
        .filter(isAsked)
        .map(({ wire }) => wire),
    )
  }

  /** The peer for this device, waited for and dialled at once, or null after `timeoutMs`. */
  async waitFor(device: Uint8Array, timeoutMs: number, signal?: AbortSignal): Promise<Peer | null> {
    const present = this.find(device)
    if (present !== null || timeoutMs <= 0 || this.#isClosed) return present
    const stopDialling = this.#dialList.dialMeanwhile(device)
    return new Promise((resolve) => {
      const finish = (): void => {
        stopDialling()
        clearTimeout(timer)
        stopStranger()
        stopContact()
        signal?.removeEventListener('abort', finish)
        resolve(this.find(device))
      }
      const look = (peer: Peer): void => {
        if (toHex(peer.device) === toHex(device)) finish()
      }
      const timer = setTimeout(finish, timeoutMs)
      const stopStranger = this.events.on('stranger', look)
      const stopContact = this.events.on('connected', look)
      signal?.addEventListener('abort', finish)
    })
  }

  /** Goes to see somebody: what there is to tell and to hear is told on meeting. Nobody waits, and the wire does not stay. */
  visit(device: Uint8Array): void {
    void this.waitFor(device, VISIT_MS)
  }

  dial(device: Uint8Array): void {
    this.#dialList.dial(device)
  }

  undial(device: Uint8Array): void {
    this.#dialList.undial(device)
  }

  hurry(device: Uint8Array): void {
    this.#options.source.hurry(device)
  }

  joinTopic(topic: Uint8Array): void {
    this.#options.source.joinTopic(topic)
  }

  leaveTopic(topic: Uint8Array): void {
    this.#options.source.leaveTopic(topic)
  }

  describe(): ReturnType<WireSource['describe']> {
    return this.#options.source.describe()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#dialList.close()
    for (const { queue } of this.#methods.values()) queue.close()
    for (const peer of this.#peers.values()) peer.close()
    await this.#options.source.close()
  }
}

function isSame(person: Uint8Array, now: Uint8Array | null): boolean {
  return now !== null && equalBytes(person, now)
}
