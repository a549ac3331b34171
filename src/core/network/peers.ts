// All connected peers. Matches each new wire to a person, and sends requests to a peer.
// The steps between replicate and reference that need a connected device use this class.
import type { DhtAddress } from 'hyperdht'
import { Emitter, equalBytes, silentLog, toHex, type Clock, type Log } from '../base/index.ts'
import type { Core } from '../cores/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { SigningKeys } from '../seal/index.ts'
import { DialList } from './dial-list.ts'
import { Peer, type Method, type ServedMethod } from './peer.ts'
import type { Replicate } from './replicate.ts'
import { DEFAULT_LIMITS, RequestQueue } from './request-queue.ts'
import {
  lineOf,
  lineTo,
  listenClosely,
  type Line,
  type Place,
  type Wire,
  type WireSource,
} from './wires/index.ts'

/** Decides which cores a peer gets. */
export type CoreGiver = Pick<Replicate, 'attachFeeds' | 'find'>

/** What a caller wants of the wire that it waits for. */
interface Waiting {
  signal?: AbortSignal
  /** The keys to prove, if the other end must not recognise this device. Default: its own. */
  keyPair?: SigningKeys
}

interface Options {
  source: WireSource
  clock: Clock
  replicate: CoreGiver
  badInput: BadInput
  /** The person of this device. Null for a stranger. */
  whoIs: (device: Uint8Array) => Uint8Array | null
  /** True for blocked persons and devices. They get no connection. */
  isBlocked: (device: Uint8Array) => boolean
  /** True for a station of this person. It is nobody's device, but no stranger either. */
  isKeeper?: (device: Uint8Array) => boolean
  log?: Log
}

/** Time-out of a visit. */
const VISIT_MS = 30_000

export class Peers {
  /**
   * `anonymous`: a wire on which this device proved fresh keys. It is no `stranger`, and its end is
   * `anonymousLeft`: a wire under the own key may lead to the same device, and stays.
   */
  readonly events = new Emitter<{
    connected: Peer
    disconnected: Peer
    stranger: Peer
    anonymous: Peer
    anonymousLeft: Peer
  }>()
  readonly #options: Options
  readonly #log: Log
  /** By line, in hex. */
  readonly #peers = new Map<string, Peer>()
  /**
   * The peers whose wires were replaced, by line, the latest first. They close soon, unless the wire
   * that came is closed.
   */
  readonly #replaced = new Map<string, readonly Peer[]>()
  readonly #methods = new Map<string, ServedMethod>()
  /**
   * When the last wire of a person closed, in ms since the epoch. Only since this engine started.
   */
  readonly #leftAt = new Map<string, number>()
  readonly #dialList: DialList
  #isClosed = false

  constructor(options: Options) {
    this.#options = options
    this.#log = options.log ?? silentLog
    this.#dialList = new DialList(options.source, (line) => this.find(line))
    options.source.events.on('wire', (wire) => this.#receive(wire))
    options.source.events.on('refused', ({ reason, device }) => this.#countRefused(reason, device))
  }

  /**
   * If the ledger cannot identify the device, closes the wire. Does not throw at
   * the source of the wire.
   */
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

  /**
   * Registers a method that the other side may call. Nouns register their methods
   * before the first wire opens.
   */
  respond(method: Method): void {
    const queue = new RequestQueue({ ...DEFAULT_LIMITS, ...method.limits }, this.#options.clock)
    this.#methods.set(method.name, { ...method, queue })
  }

  #welcome(wire: Wire): void {
    // If the other end disconnected while the wire opened, its stream has no channels.
    if (this.#isClosed || wire.stream.destroying || this.#options.isBlocked(wire.remoteDevice))
      return wire.close()
    const id = toHex(lineOf(wire))
    const peer = new Peer({
      wire,
      now: this.#options.clock.now(),
      person: this.#options.whoIs(wire.remoteDevice),
      whoIs: this.#options.whoIs,
      isBlocked: this.#options.isBlocked,
      isKeeper: this.#options.isKeeper,
      methods: this.#methods,
      onAsked: (asking, key) => this.#onAsked(asking, key),
      onBadRequest: (asking, method, isTooMany) =>
        this.#options.badInput.count(
          `${isTooMany ? 'too-many' : 'request'}-${method}`,
          asking.person === null ? null : asking.device,
        ),
      onBadAnswer: (asked, method, error) => {
        const isKnown = asked.person !== null || this.#options.isKeeper?.(asked.device) === true
        this.#options.badInput.countRefused(`answer-${method}`, error, isKnown ? asked.device : null)
      },
    })
    const before = this.#peers.get(id)
    if (before !== undefined) this.#replaced.set(id, [before, ...this.#listReplaced(id)])
    this.#peers.set(id, peer)
    wire.stream.on('close', () => this.#leave(id, peer))
    this.#introduce(peer)
  }

  /**
   * Returns when the last wire of the person closed, in ms since the epoch; null if it is unknown.
   */
  leftAt(person: Uint8Array): number | null {
    return this.#leftAt.get(toHex(person)) ?? null
  }

  #introduce(peer: Peer): void {
    if (peer.isAnonymous) return this.events.emit('anonymous', peer)
    if (peer.person === null) return this.events.emit('stranger', peer)
    this.#options.replicate
      .attachFeeds(peer)
      .then(() => peer.isOpen && this.events.emit('connected', peer))
      .catch((error: unknown) => this.#log.warn('attach-failed', { message: String(error) }))
  }

  #leave(id: string, peer: Peer): void {
    this.#forgetReplaced(id, peer)
    // If a newer wire replaced this one, the peer is still connected.
    if (this.#peers.get(id) !== peer) return
    this.#peers.delete(id)
    if (this.#restoreReplaced(id)) return
    if (peer.person !== null) this.#leftAt.set(toHex(peer.person), this.#options.clock.now())
    this.events.emit(peer.isAnonymous ? 'anonymousLeft' : 'disconnected', peer)
  }

  /** True if a replaced wire of this line is still open: the other end has chosen it. */
  #restoreReplaced(id: string): boolean {
    const before = this.#listReplaced(id).find(({ isOpen }) => isOpen)
    if (before === undefined || this.#isClosed) return false
    this.#forgetReplaced(id, before)
    this.#peers.set(id, before)
    this.#introduce(before)
    return true
  }

  #listReplaced(id: string): readonly Peer[] {
    return this.#replaced.get(id) ?? []
  }

  #forgetReplaced(id: string, peer: Peer): void {
    const left = this.#listReplaced(id).filter((other) => other !== peer)
    if (left.length === 0) this.#replaced.delete(id)
    else this.#replaced.set(id, left)
  }

  async #onAsked(peer: Peer, key: Uint8Array): Promise<void> {
    // An answer about a core could reveal who this device is.
    if (peer.isAnonymous) return
    const core = await this.#options.replicate.find(peer, key).catch(() => null)
    if (core !== null) peer.attach(core)
  }

  /**
   * Checks all wires again after devices changed their persons. Closes a wire whose
   * device is blocked or lost its person.
   */
  recheck(): void {
    for (const peer of [...this.#replaced.values(), ...this.#peers.values()].flat()) {
      const { person } = peer
      const now = this.#options.whoIs(peer.device)
      if (this.#options.isBlocked(peer.device) || (person !== null && !isSame(person, now))) peer.close()
    }
  }

  /**
   * Closes the wire of this device. If the device connects again, its current person is looked up.
   * A wire on which it does not know us stays.
   */
  hangUp(device: Uint8Array): void {
    for (const peer of this.#listReplaced(toHex(device))) peer.close()
    this.#peers.get(toHex(device))?.close()
  }

  /**
   * Looks up the person of a device again, because the device became a contact's, or is no longer a
   * contact's and is then disconnected.
   */
  refresh(device: Uint8Array): void {
    // Its person may change, and only one of the wires is looked at.
    for (const replaced of this.#listReplaced(toHex(device))) replaced.close()
    const peer = this.#peers.get(toHex(device))
    if (peer === undefined) return
    const before = peer.person
    peer.person = this.#options.whoIs(device)
    peer.trustKeeper()
    if (this.#options.isBlocked(device) || (before !== null && peer.person === null)) peer.close()
    else if (peer.person !== null && !peer.isAnonymous) this.#introduce(peer)
  }

  /**
   * Returns the connected peer of a line. The key of a device is the line on which it knows this
   * device; a wire under fresh keys is found only by `lineTo` with them.
   */
  find(line: Line): Peer | null {
    const peer = this.#peers.get(toHex(line))
    return peer?.isOpen === true ? peer : null
  }

  /** Returns the connected peers. The anonymous ones belong to the callers that dialled them. */
  list(): Peer[] {
    return this.#listOpen().filter((peer) => !peer.isAnonymous)
  }

  #listOpen(): Peer[] {
    return [...this.#peers.values()].filter((peer) => peer.isOpen)
  }

  /**
   * Call this while a block of this core is awaited. It closes dead wires over
   * which the block could arrive. Call the returned function to stop.
   */
  listenFor(core: Uint8Array): () => void {
    const isAsked = (peer: Peer): boolean => peer.hasAttached(core)
    return listenClosely(() =>
      this.#listOpen()
        .filter(isAsked)
        .map(({ wire }) => wire),
    )
  }

  /** Takes a core from every peer, before it is closed. A peer may ask for it again. */
  detach(core: Core): void {
    for (const peer of this.#peers.values()) peer.detach(core)
  }

  /** Dials this device at once and waits for it. Null after `timeoutMs`. */
  async waitFor(
    device: Uint8Array,
    timeoutMs: number,
    { signal, keyPair }: Waiting = {},
  ): Promise<Peer | null> {
    const line = lineTo(device, keyPair)
    const present = this.find(line)
    if (present !== null || timeoutMs <= 0 || this.#isClosed || signal?.aborted === true) return present
    const stopDialling = this.#dialList.dialMeanwhile(device, keyPair)
    return new Promise((resolve) => {
      const finish = (): void => {
        stopDialling()
        clearTimeout(timer)
        for (const stop of stops) stop()
        signal?.removeEventListener('abort', finish)
        resolve(this.find(line))
      }
      const look = (peer: Peer): void => {
        if (equalBytes(lineOf(peer.wire), line)) finish()
      }
      const timer = setTimeout(finish, timeoutMs)
      const stops = (['stranger', 'connected', 'anonymous'] as const).map((name) =>
        this.events.on(name, look),
      )
      signal?.addEventListener('abort', finish)
    })
  }

  /**
   * Keeps a wire to this device open, also an idle one, until the returned function is called.
   * `waitFor` returns the peer. Does nothing once the connections are closed.
   */
  hold(device: Uint8Array, keyPair?: SigningKeys): () => void {
    if (this.#isClosed) return () => undefined
    return this.#dialList.dialMeanwhile(device, keyPair)
  }

  /**
   * Connects to a device to exchange news, without a caller that waits. The wire is
   * closed when it is idle.
   */
  visit(device: Uint8Array, keyPair?: SigningKeys): void {
    void this.waitFor(device, VISIT_MS, { keyPair })
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

  /** Tells where a device was, for the next dial. */
  locate(device: Uint8Array, place: Partial<Place>): void {
    this.#options.source.locate?.(device, place)
  }

  /** The nodes of the DHT that know this device. Empty until it is announced. */
  ownNodes(): readonly DhtAddress[] {
    return this.describe().find(({ nodes }) => nodes !== undefined)?.nodes ?? []
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
    for (const peer of [...this.#replaced.values(), ...this.#peers.values()].flat()) peer.close()
    await this.#options.source.close()
  }
}

function isSame(person: Uint8Array, now: Uint8Array | null): boolean {
  return now !== null && equalBytes(person, now)
}
