// A network in memory, on which whole engines find each other by device key. Between two of them is
// a pair of wires that a test controls.
import { ownFrames } from '../../src/core/network/wires/frame-guard.ts'
import { toHex } from '../../src/core/base/index.ts'
import { deviceOf, freshKeyOf, type Line } from '../../src/core/network/wires/lines.ts'
import type { DeviceKeyPair, WireKind } from '../../src/core/network/wires/wire.ts'
import type { SigningKeys } from '../../src/core/seal/index.ts'
import type { Delay, Link } from './link.ts'
import { MemoryWires } from './memory-wires.ts'
import { createWirePair } from './wire.ts'
import type { WirePair } from './wire.ts'

export interface MemoryNetworkOptions {
  /** How long a device waits before it dials again after a wire closed. */
  redialMs?: number
  /** Of every link; `network.delay` changes it. */
  delay?: Delay
  /** The kind that its wires report; default 'memory'. */
  via?: WireKind
  /** How many devices that it does not dial may connect to a device. Default: no limit. */
  maxInbound?: number
  /** Gets all plain bytes of all wires. */
  tap?: (bytes: Uint8Array) => void
}

interface Connection {
  /** The two devices, and the fresh key of the dialler. */
  key: string
  link: Link | null
  pair: WirePair | null
  isCut: boolean
}

/** How many wires a device opens per topic. */
const WIRES_PER_TOPIC = 4

function between(a: Uint8Array, b: Uint8Array): string {
  return betweenIds(toHex(a), toHex(b))
}

/** The two devices of a connection, whichever keys they have proven. */
function pairOf({ key }: Connection): string {
  return key.split(' ', 2).join(' ')
}

function betweenIds(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}

/** Gives every engine of a test its wires. */
export class MemoryNetwork {
  readonly redialMs: number
  readonly via: WireKind
  readonly maxInbound: number | null
  readonly #tap: ((bytes: Uint8Array) => void) | undefined
  readonly #sources = new Map<string, MemoryWires>()
  readonly #connections = new Map<string, Connection>()
  readonly #partitions = new Set<string>()
  readonly #bytes = new Map<string, number>()
  /** The devices on each topic, in the order of joining. */
  readonly #topics = new Map<string, MemoryWires[]>()
  #delay: Delay
  #isPaused = false
  #isDown = false
  #hasTopics = true

  constructor(options: MemoryNetworkOptions = {}) {
    this.redialMs = options.redialMs ?? 5
    this.via = options.via ?? 'memory'
    this.maxInbound = options.maxInbound ?? null
    this.#tap = options.tap
    this.#delay = options.delay ?? 0
  }

  /** Returns one device's wires. To close them takes the device offline until the next call. */
  wires(keyPair: DeviceKeyPair, isAllowed: (device: Uint8Array) => boolean = () => true): MemoryWires {
    if (this.#sources.has(toHex(keyPair.publicKey))) throw new Error('this device is on the network already')
    const source = new MemoryWires(this, keyPair, isAllowed)
    this.#sources.set(source.id, source)
    for (const other of this.#sources.values()) other.dialAgain(keyPair.publicKey)
    return source
  }

  /** Cuts the wire between two devices and prevents a new one until `heal`. */
  partition(a: Uint8Array, b: Uint8Array): void {
    this.#partitions.add(between(a, b))
    this.cut(a, b)
  }

  /** Ends the partition of one pair, or of all pairs. */
  heal(a?: Uint8Array, b?: Uint8Array): void {
    if (a !== undefined && b !== undefined) this.#partitions.delete(between(a, b))
    else this.#partitions.clear()
    for (const source of this.#sources.values()) source.redialAll()
    for (const source of this.#sources.values()) this.relink(source)
  }

  /** Cuts the wires between two devices. The device that dials the other makes new ones. */
  cut(a: Uint8Array, b: Uint8Array): void {
    for (const connection of this.#listBetween(a, b)) this.#cut(connection)
  }

  #listBetween(a: Uint8Array, b: Uint8Array): Connection[] {
    return [...this.#connections.values()].filter((connection) => pairOf(connection) === between(a, b))
  }

  /**
   * From this moment on nothing reaches a device, and nothing leaves it. It is still to be closed.
   */
  unplug(device: Uint8Array): void {
    void this.#sources.get(toHex(device))?.close()
  }

  cutAll(): void {
    for (const connection of [...this.#connections.values()]) this.#cut(connection)
  }

  /** Cuts every wire for good, so that no device redials those that close before it. */
  shutDown(): void {
    this.#isDown = true
    this.cutAll()
  }

  /** Nothing arrives anywhere until `resume`, although the wires stay open. */
  pause(): void {
    this.#isPaused = true
    for (const connection of this.#connections.values()) connection.link?.pause()
  }

  resume(): void {
    this.#isPaused = false
    for (const connection of this.#connections.values()) connection.link?.resume()
  }

  delay(delay: Delay): void {
    this.#delay = delay
    for (const connection of this.#connections.values()) connection.link?.delay(delay)
  }

  /**
   * Returns the pair of wires between two devices, to pause or delay it alone. `alice` is the
   * dialler. If they have several, the one under their own keys.
   */
  findPair(a: Uint8Array, b: Uint8Array): WirePair | null {
    const own = this.#connections.get(between(a, b)) ?? this.#listBetween(a, b)[0]
    return own?.pair ?? null
  }

  /** Returns the number of encrypted bytes that have arrived, in total or between two devices. */
  bytesMoved(a?: Uint8Array, b?: Uint8Array): number {
    for (const connection of this.#connections.values()) this.#count(connection)
    if (a !== undefined && b !== undefined) return this.#bytes.get(between(a, b)) ?? 0
    return [...this.#bytes.values()].reduce((sum, bytes) => sum + bytes, 0)
  }

  /** For MemoryWires. Makes a wire if both are online, nothing forbids it, and none exists. */
  connect(from: MemoryWires, line: Line, keyPair: SigningKeys = from.keyPair): void {
    const to = this.#sources.get(toHex(deviceOf(line)))
    if (this.#isDown || to === undefined || to === from) return
    const pair = betweenIds(from.id, to.id)
    const freshKey = freshKeyOf(line)
    const key = freshKey === null ? pair : `${pair} ${toHex(freshKey)}`
    if (this.#connections.has(key) || this.#partitions.has(pair)) return
    if (!to.admits(keyPair.publicKey)) return from.turnedAway(line)
    const connection: Connection = { key, link: null, pair: null, isCut: false }
    this.#connections.set(key, connection)
    void this.#open(connection, from, to, { line, keyPair })
  }

  /** Gives a device a few wires per topic, to earlier members. Skips partitioned ones. */
  relink(source: MemoryWires): void {
    for (const topic of source.topics) this.#linkMember(this.#topics.get(topic) ?? [], source)
  }

  #linkMember(members: readonly MemoryWires[], member: MemoryWires): void {
    const candidates = positionsBefore(members.indexOf(member)).map((position) => members[position]!)
    const within = candidates.filter((one) => !this.#partitions.has(betweenIds(member.id, one.id)))
    for (const other of within.slice(0, WIRES_PER_TOPIC)) this.connect(member, other.keyPair.publicKey)
  }

  /** From now on a topic links nobody, as if each of its devices had a wire already. */
  closeTopics(): void {
    this.#hasTopics = false
  }

  joinTopic(source: MemoryWires, topic: string): void {
    if (!this.#hasTopics) return
    const members = this.#topics.get(topic) ?? []
    if (members.includes(source)) return
    this.#topics.set(topic, [...members, source])
    this.#linkMember([...members, source], source)
  }

  leaveTopic(source: MemoryWires, topic: string): void {
    const members = this.#topics.get(topic) ?? []
    this.#topics.set(
      topic,
      members.filter((member) => member !== source),
    )
  }

  leave(source: MemoryWires): void {
    for (const topic of source.topics) this.leaveTopic(source, topic)
    this.#sources.delete(source.id)
    for (const connection of [...this.#connections.values()])
      if (connection.key.includes(source.id)) this.#cut(connection)
  }

  async #open(
    connection: Connection,
    from: MemoryWires,
    to: MemoryWires,
    { line, keyPair }: { line: Line; keyPair: SigningKeys },
  ): Promise<void> {
    const onLink = (link: Link): void => {
      connection.link = link
      if (this.#isPaused) link.pause()
    }
    let pair: WirePair
    try {
      pair = await createWirePair(keyPair, to.keyPair, {
        ...{ delay: this.#delay, onLink, tap: this.#tap },
        frames: {
          near: ownFrames((refused) => from.events.emit('refused', refused)),
          far: ownFrames((refused) => to.events.emit('refused', refused)),
        },
      })
    } catch {
      this.#dropped(connection, from, to, line)
      return
    }
    if (connection.isCut || pair.alice.stream.destroying || pair.bob.stream.destroying) {
      pair.cut()
      this.#dropped(connection, from, to, line)
      return
    }
    connection.pair = pair
    const onClose = (): void => this.#dropped(connection, from, to, line)
    pair.alice.stream.once('close', onClose)
    pair.bob.stream.once('close', onClose)
    to.accept({ ...pair.bob, via: this.via })
    from.accept({ ...pair.alice, via: this.via, freshKey: freshKeyOf(line) })
  }

  #cut(connection: Connection): void {
    connection.isCut = true
    connection.link?.cut()
    this.#forget(connection)
  }

  #dropped(connection: Connection, from: MemoryWires, to: MemoryWires, line: Line): void {
    this.#forget(connection)
    from.redialSoon(line)
    to.redialSoon(from.keyPair.publicKey)
  }

  #forget(connection: Connection): void {
    this.#count(connection)
    connection.link = null
    if (this.#connections.get(connection.key) === connection) this.#connections.delete(connection.key)
  }

  readonly #counted = new WeakMap<Link, number>()

  #count(connection: Connection): void {
    if (connection.link === null) return
    const { toLeft, toRight } = connection.link.bytes
    const fresh = toLeft + toRight - (this.#counted.get(connection.link) ?? 0)
    this.#counted.set(connection.link, toLeft + toRight)
    const pair = pairOf(connection)
    this.#bytes.set(pair, (this.#bytes.get(pair) ?? 0) + fresh)
  }
}

/**
 * Earlier positions to connect to: the previous one, then some that halve the way to the first,
 * then the rest. With such wires, news reaches all members in few hops.
 */
function positionsBefore(at: number): number[] {
  const near = [at - 1, Math.floor((at * 3) / 4), Math.floor(at / 2), Math.floor(at / 4)]
  const few = near.filter((position) => position >= 0)
  const rest = Array.from({ length: Math.min(at, 4 * WIRES_PER_TOPIC) }, (_, back) => at - 1 - back)
  return [...new Set([...few, ...rest])]
}
