// Wires without the internet. A device on the same link is recognised by its tag and called over
// TCP. Each interface has one beacon and one port. Interfaces may appear and disappear at any time.
import { Emitter, systemClock } from '../../base/index.ts'
import type { Clock } from '../../base/index.ts'
import type { SigningKeys } from '../../seal/index.ts'
import { Dialler } from './dialler.ts'
import { ownFrames, type FrameGuard } from './frame-guard.ts'
import { InboundGate } from './inbound-gate.ts'
import { openLanBeacon } from './lan-beacon.ts'
import type { LanBeacon } from './lan-beacon.ts'
import type { Sighting } from './lan-records.ts'
import { listLanInterfaces } from './lan-interfaces.ts'
import type { LanInterface } from './lan-interfaces.ts'
import { dialOnLan, listenOnLan } from './lan-socket.ts'
import type { LanListener } from './lan-socket.ts'
import { LanSightings } from './lan-sightings.ts'
import { tagOf, hourOf, untilNextHourMs } from './lan-tag.ts'
import { deviceOf, freshKeyOf, WantedLines, type Line } from './lines.ts'
import type { SwarmWiresOptions } from './swarm-wires.ts'
import type { SourceState, WireEvents, WireSource } from './wire.ts'
import { WireRoster } from './wire-roster.ts'

const LOOK_AGAIN_MS = 3_000
/** Announcements may be lost, so the query is repeated while a wanted device is missing. */
const ASK_AGAIN_MS = 60_000

export interface LanWiresOptions extends Omit<
  SwarmWiresOptions,
  'bootstrap' | 'port' | 'burstPerAddress' | 'lentMs' | 'readers' | 'isKnown'
> {
  /**
   * Uses only these interfaces; loopback is used only if it is named. Default: all except loopback.
   */
  interfaces?: readonly string[]
}

export function createLanWires(options: LanWiresOptions): WireSource {
  return new LanWires(options)
}

interface Segment {
  beacon: LanBeacon
  listener: LanListener
}

class LanWires implements WireSource {
  readonly events = new Emitter<WireEvents>()
  readonly #options: LanWiresOptions
  readonly #clock: Clock
  readonly #gate: InboundGate
  readonly #frames: FrameGuard
  readonly #dialler: Dialler
  readonly #roster: WireRoster
  readonly #sightings: LanSightings
  readonly #segments = new Map<string, Segment | null>()
  readonly #lines: WantedLines
  readonly #timers: NodeJS.Timeout[]
  #nextHour: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(options: LanWiresOptions) {
    this.#options = options
    this.#lines = new WantedLines(options.keyPair)
    this.#clock = options.clock ?? systemClock
    this.#sightings = new LanSightings(this.#clock)
    this.#frames = options.frames ?? ownFrames((refused) => this.events.emit('refused', refused))
    this.#gate =
      options.gate ??
      new InboundGate({ ...options, clock: this.#clock, isKnown: (device) => this.#dialler.wants(device) })
    this.#dialler = new Dialler({
      clock: this.#clock,
      log: options.log,
      canDial: (line) => this.#sightings.find(deviceOf(line)) !== null,
      attempt: (line, signal) => this.#attempt(line, signal),
    })
    this.#roster = new WireRoster(this.events, this.#clock, {
      onReached: (line) => this.#onReached(line),
      onLost: (line, livedMs) => this.#onLost(line, livedMs),
    })
    this.#timers = [
      setInterval(() => this.#look(), LOOK_AGAIN_MS).unref(),
      setInterval(() => this.#dialler.missing > 0 && this.#query(), ASK_AGAIN_MS).unref(),
    ]
    this.#look()
    this.#announceHourly()
  }

  dial(device: Uint8Array, keyPair?: SigningKeys): void {
    const line = this.#lines.add(device, keyPair)
    this.#sightings.want(device)
    const isReached = this.#roster.find(line) !== null
    this.#dialler.dial(line, isReached)
    if (!isReached) this.#query()
  }

  undial(line: Line): void {
    this.#lines.remove(line)
    if (this.#lines.listTo(deviceOf(line)).length === 0) this.#sightings.unwant(deviceOf(line))
    this.#dialler.undial(line)
  }

  hurry(line: Line): void {
    if (!this.#dialler.wants(line) || this.#roster.find(line) !== null) return
    this.#dialler.hurry(line)
    this.#query()
  }

  /** The LAN finds only devices that are known already. */
  joinTopic(): void {
    // No announcement, because it would reveal what this person reads.
  }

  leaveTopic(): void {
    // No topic was joined.
  }

  describe(): SourceState[] {
    const isOnline = [...this.#segments.values()].some((segment) => segment !== null)
    const { missing } = this.#dialler
    return [{ via: 'lan', isOnline, missing, wires: this.#roster.size, refused: this.#gate.refused }]
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const timer of this.#timers) clearInterval(timer)
    if (this.#nextHour !== null) clearTimeout(this.#nextHour)
    this.#dialler.close()
    const segments = [...this.#segments.values()].filter((segment) => segment !== null)
    await Promise.all([this.#roster.closeAll(), ...segments.map(closeSegment)])
  }

  /** Opens new interfaces and closes those that disappeared. */
  #look(): void {
    const present = new Map(
      listLanInterfaces(this.#options.interfaces).map((at) => [`${at.name} ${at.address}`, at]),
    )
    for (const [id, segment] of this.#segments) {
      if (present.has(id) || segment === null) continue
      this.#segments.delete(id)
      void closeSegment(segment)
      this.#announceState()
    }
    for (const [id, at] of present) if (!this.#segments.has(id)) void this.#open(id, at)
  }

  async #open(id: string, at: LanInterface): Promise<void> {
    this.#segments.set(id, null)
    try {
      const listener = await listenOnLan({
        host: at.address,
        keyPair: this.#options.keyPair,
        gate: this.#gate,
        frames: this.#frames,
        onWire: (wire) => this.#roster.admit(wire),
      })
      const beacon = openLanBeacon(
        at,
        (sighting) => this.#onSighting(sighting),
        this.#clock,
        this.#options.log,
      )
      const segment = { beacon, listener }
      if (this.#isClosed) return await closeSegment(segment)
      this.#segments.set(id, segment)
      beacon.announce(listener.port, this.#ownTag())
      beacon.query()
      this.#announceState()
    } catch (error) {
      this.#segments.delete(id) // retried at the next look
      this.#options.log.debug('lan-interface-failed', { interface: at.name, reason: String(error) })
    }
  }

  #announceHourly(): void {
    this.#nextHour = setTimeout(() => {
      for (const segment of this.#segments.values())
        segment?.beacon.announce(segment.listener.port, this.#ownTag())
      this.#announceHourly()
    }, untilNextHourMs(this.#clock.now())).unref()
  }

  #ownTag(): string {
    return tagOf(this.#options.keyPair.publicKey, hourOf(this.#clock.now()))
  }

  #query(): void {
    for (const segment of this.#segments.values()) segment?.beacon.query()
  }

  #onSighting(sighting: Sighting): void {
    const device = this.#sightings.add(sighting)
    if (device === null) return this.#dialler.pump()
    for (const line of this.#lines.listTo(device))
      if (this.#roster.find(line) === null) this.#dialler.hurry(line)
  }

  async #attempt(line: Line, signal: AbortSignal): Promise<void> {
    const device = deviceOf(line)
    const sighting = this.#sightings.find(device)
    const keyPair = this.#lines.keysOf(line)
    if (sighting === null || keyPair === null) return
    const wire = await dialOnLan({ ...sighting, device }, keyPair, this.#frames, signal)
    if (wire === null) this.#sightings.failed(sighting)
    else this.#roster.admit({ ...wire, freshKey: freshKeyOf(line) })
  }

  #onReached(line: Line): void {
    this.#dialler.reached(line)
    this.#announceState()
  }

  #onLost(line: Line, livedMs: number): void {
    this.#dialler.lost(line, livedMs)
    if (!this.#isClosed && this.#dialler.wants(line)) this.#query()
    this.#announceState()
  }

  #announceState(): void {
    for (const state of this.describe()) this.events.emit('state', state)
  }
}

async function closeSegment({ beacon, listener }: Segment): Promise<void> {
  await Promise.all([beacon.close(), listener.close()])
}
