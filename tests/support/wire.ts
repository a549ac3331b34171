// Wires without a network: a pair between two devices, and a hub on which whole engines find each other by device key.
// The same secret streams as in the field run over a link that a test controls.
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { Emitter, systemClock, toHex } from '../../src/core/base/index.ts'
import { InboundGate } from '../../src/core/network/wires/inbound-gate.ts'
import { toWire } from '../../src/core/network/wires/wire.ts'
import type {
  DeviceKeyPair,
  SourceState,
  Wire,
  WireEvents,
  WireKind,
  WireSource,
} from '../../src/core/network/wires/wire.ts'
import { Link } from './link.ts'
import type { Delay } from './link.ts'

export { jitter, seededRandom } from './link.ts'
export type { Delay } from './link.ts'

export interface WirePair {
  alice: Wire
  bob: Wire
  /** Nothing arrives at either end until `resume`; nothing is lost. */
  pause(): void
  resume(): void
  /** What was under way is lost, and both ends close. */
  cut(): void
  /** Milliseconds for everything sent from now on; `jitter(seed, maxMs)` makes a seeded one. Order is kept. */
  delay(delay: Delay): void
  /** Encrypted bytes that arrived at each end so far. */
  bytes(): { toAlice: number; toBob: number }
}

/** Two ends of one wire, open and proven; alice is the initiator. Rejects if it is cut before. */
export async function createWirePair(
  alice: DeviceKeyPair,
  bob: DeviceKeyPair,
  options: { delay?: Delay; onLink?: (link: Link) => void } = {},
): Promise<WirePair> {
  const link = new Link()
  if (options.delay !== undefined) link.delay(options.delay)
  options.onLink?.(link)
  const near = new NoiseSecretStream(true, link.left, {
    keyPair: alice,
    remotePublicKey: bob.publicKey,
    pattern: 'IK',
  })
  const far = new NoiseSecretStream(false, link.right, { keyPair: bob, pattern: 'IK' })
  for (const stream of [near, far]) stream.on('error', () => undefined)
  const opened = await Promise.all([near.opened, far.opened])
  if (opened.includes(false)) throw new Error('cut before it was open')
  return {
    alice: toWire(near, 'memory'),
    bob: toWire(far, 'memory'),
    pause: () => link.pause(),
    resume: () => link.resume(),
    cut: () => link.cut(),
    delay: (delay) => link.delay(delay),
    bytes: () => ({ toAlice: link.bytes.toLeft, toBob: link.bytes.toRight }),
  }
}

export interface MemoryNetworkOptions {
  /** How long a device waits before it dials again after a wire closed. */
  redialMs?: number
  /** For every link; `network.delay` changes it. */
  delay?: Delay
  /** What its wires say they are; default 'memory'. */
  via?: WireKind
  /** Each device lets in only so many whom it does not dial, by the gate that engines have on a network; default everybody. */
  maxInbound?: number
}

interface Connection {
  key: string
  link: Link | null
  pair: WirePair | null
  isCut: boolean
}

/** How many others a device is joined to by a topic, of its own accord. */
const WIRES_PER_TOPIC = 4
/** Whoever was turned away comes again after this long, and each time half as much later. */
const TURNED_AWAY_MS = 500
const MAX_TURNED_AWAY_MS = 60_000

function between(a: Uint8Array, b: Uint8Array): string {
  return [toHex(a), toHex(b)].sort().join(' ')
}

/** The hub. Every engine of a test gets its wires from here. */
export class MemoryNetwork {
  readonly redialMs: number
  readonly via: WireKind
  readonly maxInbound: number | null
  readonly #sources = new Map<string, MemoryWires>()
  readonly #connections = new Map<string, Connection>()
  readonly #partitions = new Set<string>()
  readonly #bytes = new Map<string, number>()
  /** Who is on a topic, in the order of joining. */
  readonly #topics = new Map<string, MemoryWires[]>()
  #delay: Delay
  #isPaused = false

  constructor(options: MemoryNetworkOptions = {}) {
    this.redialMs = options.redialMs ?? 5
    this.via = options.via ?? 'memory'
    this.maxInbound = options.maxInbound ?? null
    this.#delay = options.delay ?? 0
  }

  /** The wires of one device. Closing them takes the device off the network; asking again brings it back. */
  wires(keyPair: DeviceKeyPair, isAllowed: (device: Uint8Array) => boolean = () => true): MemoryWires {
    const id = toHex(keyPair.publicKey)
    if (this.#sources.has(id)) throw new Error('this device is on the network already')
    const source = new MemoryWires(this, keyPair, isAllowed)
    this.#sources.set(id, source)
    for (const other of this.#sources.values()) other.tryDial(keyPair.publicKey)
    return source
  }

  /** Cuts the wire between two devices and lets them make no other until `heal`. */
  partition(a: Uint8Array, b: Uint8Array): void {
    this.#partitions.add(between(a, b))
    this.cut(a, b)
  }

  /** Heals one pair, or without arguments every pair. */
  heal(a?: Uint8Array, b?: Uint8Array): void {
    if (a !== undefined && b !== undefined) this.#partitions.delete(between(a, b))
    else this.#partitions.clear()
    for (const source of this.#sources.values()) source.redialAll()
    for (const topic of this.#topics.keys()) this.linkTopic(topic)
  }

  /** Cuts the wire between two devices; whoever dials makes a new one. */
  cut(a: Uint8Array, b: Uint8Array): void {
    const connection = this.#connections.get(between(a, b))
    if (connection !== undefined) this.#cut(connection)
  }

  cutAll(): void {
    for (const connection of [...this.#connections.values()]) this.#cut(connection)
  }

  /** Nothing arrives anywhere until `resume`: devices look connected and hear nothing. */
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

  /** The live pair between two devices (`alice` is who dialled), to pause or delay it alone. */
  findPair(a: Uint8Array, b: Uint8Array): WirePair | null {
    return this.#connections.get(between(a, b))?.pair ?? null
  }

  /** Encrypted bytes that arrived anywhere since the start, or between two devices. */
  bytesMoved(a?: Uint8Array, b?: Uint8Array): number {
    for (const connection of this.#connections.values()) this.#count(connection)
    if (a !== undefined && b !== undefined) return this.#bytes.get(between(a, b)) ?? 0
    return [...this.#bytes.values()].reduce((sum, bytes) => sum + bytes, 0)
  }

  /** Called by a source: makes a wire if both are up, may, and have none. */
  connect(from: MemoryWires, device: Uint8Array): void {
    const to = this.#sources.get(toHex(device))
    const key = between(from.keyPair.publicKey, device)
    if (to === undefined || to === from || this.#connections.has(key) || this.#partitions.has(key)) return
    if (!to.admits(from.keyPair.publicKey)) return from.turnedAway(device)
    const connection: Connection = { key, link: null, pair: null, isCut: false }
    this.#connections.set(key, connection)
    void this.#open(connection, from, to)
  }

  /** Everybody on a topic gets wires to a few who joined before them, near and far; whoever cannot be reached is passed over. */
  linkTopic(topic: string): void {
    const members = this.#topics.get(topic) ?? []
    for (const at of members.keys()) this.#linkMember(members, at)
  }

  #linkMember(members: readonly MemoryWires[], at: number): void {
    const member = members[at]!
    const candidates = placesBefore(at).map((place) => members[place]!.keyPair.publicKey)
    const within = candidates.filter((one) => !this.#partitions.has(between(member.keyPair.publicKey, one)))
    for (const other of within.slice(0, WIRES_PER_TOPIC)) this.connect(member, other)
  }

  joinTopic(source: MemoryWires, topic: string): void {
    const members = this.#topics.get(topic) ?? []
    if (members.includes(source)) return
    this.#topics.set(topic, [...members, source])
    this.#linkMember([...members, source], members.length)
  }

  leaveTopic(source: MemoryWires, topic: string): void {
    const members = this.#topics.get(topic) ?? []
    this.#topics.set(
      topic,
      members.filter((member) => member !== source),
    )
  }

  leave(source: MemoryWires): void {
    for (const topic of this.#topics.keys()) this.leaveTopic(source, topic)
    this.#sources.delete(toHex(source.keyPair.publicKey))
    for (const connection of [...this.#connections.values()]) {
      if (connection.key.split(' ').includes(toHex(source.keyPair.publicKey))) this.#cut(connection)
    }
  }

  async #open(connection: Connection, from: MemoryWires, to: MemoryWires): Promise<void> {
    const onLink = (link: Link): void => {
      connection.link = link
      if (this.#isPaused) link.pause()
    }
    let pair: WirePair
    try {
      pair = await createWirePair(from.keyPair, to.keyPair, { delay: this.#delay, onLink })
    } catch {
      this.#dropped(connection, from, to)
      return
    }
    if (connection.isCut || pair.alice.stream.destroying || pair.bob.stream.destroying) {
      pair.cut()
      this.#dropped(connection, from, to)
      return
    }
    connection.pair = pair
    const onClose = (): void => this.#dropped(connection, from, to)
    pair.alice.stream.once('close', onClose)
    pair.bob.stream.once('close', onClose)
    to.accept({ ...pair.bob, via: this.via })
    from.accept({ ...pair.alice, via: this.via })
  }

  #cut(connection: Connection): void {
    connection.isCut = true
    connection.link?.cut()
    this.#forget(connection)
  }

  #dropped(connection: Connection, from: MemoryWires, to: MemoryWires): void {
    this.#forget(connection)
    from.redialSoon(to.keyPair.publicKey)
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
    this.#bytes.set(connection.key, (this.#bytes.get(connection.key) ?? 0) + fresh)
  }
}

/** Of all places before this one: the next, then those that halve the way to the first, then the rest. So what is told goes round quickly. */
function placesBefore(at: number): number[] {
  const near = [at - 1, Math.floor((at * 3) / 4), Math.floor(at / 2), Math.floor(at / 4)]
  const few = near.filter((place) => place >= 0)
  const rest = Array.from({ length: Math.min(at, 4 * WIRES_PER_TOPIC) }, (_, back) => at - 1 - back)
  return [...new Set([...few, ...rest])]
}

export class MemoryWires implements WireSource {
  readonly events = new Emitter<WireEvents>()
  readonly keyPair: DeviceKeyPair
  readonly #network: MemoryNetwork
  readonly #gate: InboundGate
  readonly #wanted = new Map<string, Uint8Array>()
  readonly #wires = new Set<Wire>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #topics = new Set<string>()
  readonly #turnedAway = new Map<string, number>()
  #isClosed = false

  constructor(network: MemoryNetwork, keyPair: DeviceKeyPair, isAllowed: (device: Uint8Array) => boolean) {
    this.#network = network
    this.keyPair = keyPair
    this.#gate = new InboundGate({
      isAllowed,
      isKnown: (device) => network.maxInbound === null || this.#wanted.has(toHex(device)),
      maxInbound: network.maxInbound ?? Infinity,
      clock: systemClock,
    })
  }

  /** Everybody comes from an address of their own. */
  admits(device: Uint8Array): boolean {
    return this.#gate.admits(device, toHex(device))
  }

  dial(device: Uint8Array): void {
    if (this.#isClosed) return
    this.#wanted.set(toHex(device), device)
    this.#network.connect(this, device)
  }

  undial(device: Uint8Array): void {
    this.#wanted.delete(toHex(device))
    this.#turnedAway.delete(toHex(device))
  }

  hurry(device: Uint8Array): void {
    this.tryDial(device)
  }

  joinTopic(topic: Uint8Array): void {
    if (this.#isClosed) return
    this.#topics.add(toHex(topic))
    this.#network.joinTopic(this, toHex(topic))
  }

  leaveTopic(topic: Uint8Array): void {
    this.#topics.delete(toHex(topic))
    this.#network.leaveTopic(this, toHex(topic))
  }

  describe(): SourceState[] {
    const reached = new Set([...this.#wires].map((wire) => toHex(wire.remoteDevice)))
    const missing = [...this.#wanted.keys()].filter((id) => !reached.has(id)).length
    return [
      {
        via: this.#network.via,
        isOnline: !this.#isClosed,
        missing,
        wires: this.#wires.size,
        refused: this.#gate.refused,
      },
    ]
  }

  close(): Promise<void> {
    this.#isClosed = true
    this.#wanted.clear()
    for (const timer of this.#timers) clearTimeout(timer)
    const closed = [...this.#wires].map(
      (wire) => new Promise<void>((resolve) => wire.stream.once('close', resolve)),
    )
    this.#network.leave(this)
    return Promise.all(closed).then(() => undefined)
  }

  tryDial(device: Uint8Array): void {
    if (!this.#isClosed && this.#wanted.has(toHex(device))) this.#network.connect(this, device)
  }

  redialAll(): void {
    for (const device of this.#wanted.values()) this.tryDial(device)
  }

  redialSoon(device: Uint8Array): void {
    this.#later(this.#network.redialMs, () => {
      this.tryDial(device)
      for (const topic of this.#topics) this.#network.linkTopic(topic)
    })
  }

  /** The other one's gate had no place. */
  turnedAway(device: Uint8Array): void {
    const times = this.#turnedAway.get(toHex(device)) ?? 0
    this.#turnedAway.set(toHex(device), times + 1)
    this.#later(Math.min(TURNED_AWAY_MS * 1.5 ** times, MAX_TURNED_AWAY_MS), () => this.tryDial(device))
  }

  #later(ms: number, act: () => void): void {
    if (this.#isClosed) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      act()
    }, ms)
    this.#timers.add(timer)
  }

  accept(wire: Wire): void {
    if (!wire.isInitiator && !this.#gate.enter(wire)) return wire.close()
    this.#turnedAway.delete(toHex(wire.remoteDevice))
    this.#wires.add(wire)
    wire.stream.once('close', () => {
      this.#wires.delete(wire)
      this.#announceState()
    })
    this.events.emit('wire', wire)
    this.#announceState()
  }

  #announceState(): void {
    for (const state of this.describe()) this.events.emit('state', state)
  }
}
