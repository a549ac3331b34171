// Announces our address on one interface and receives those of others: mDNS, a
// service instance with a random name. It reveals a host, a port and a tag, but no
// key, no host name and no address of another interface.
import { randomBytes } from 'node:crypto'
import createMulticastDns from 'multicast-dns'
import type { DnsPacket, DnsRecord } from 'multicast-dns'
import { toText } from '../../base/index.ts'
import type { Clock, Log } from '../../base/index.ts'
import { isOnLink } from './lan-interfaces.ts'
import type { LanInterface } from './lan-interfaces.ts'
import { recordsOf, SERVICE, sightingsIn } from './lan-records.ts'
import type { Sighting } from './lan-records.ts'

/** Every device sends a query when it arrives. One answer serves all queries of this time. */
const MIN_ANSWER_GAP_MS = 250
const MIN_QUERY_GAP_MS = 1_000
/** Multicast on Wi-Fi is lossy, so a new announcement is sent twice. */
const REPEAT_MS = 1_000

export interface LanBeacon {
  /** Announces this port and tag under a new random name. Later answers contain them too. */
  announce(port: number, tag: string): void
  /** Queries for other devices. Several calls within a second send one query. */
  query(): void
  close(): Promise<void>
}

export function openLanBeacon(
  at: LanInterface,
  onSighting: (sighting: Sighting) => void,
  clock: Clock,
  log: Log,
): LanBeacon {
  return new Beacon(at, onSighting, clock, log)
}

class Beacon implements LanBeacon {
  readonly #at: LanInterface
  readonly #mdns: ReturnType<typeof createMulticastDns>
  readonly #onSighting: (sighting: Sighting) => void
  readonly #clock: Clock
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #answer: () => void
  readonly #ask: () => void
  #records: DnsRecord[] = []
  #isClosed = false

  constructor(at: LanInterface, onSighting: (sighting: Sighting) => void, clock: Clock, log: Log) {
    this.#at = at
    this.#clock = clock
    this.#onSighting = onSighting
    this.#answer = this.#spaced(
      MIN_ANSWER_GAP_MS,
      () => this.#records.length > 0 && this.#mdns.respond(this.#records),
    )
    this.#ask = this.#spaced(MIN_QUERY_GAP_MS, () => this.#mdns.query([{ name: SERVICE, type: 'PTR' }]))
    this.#mdns = createMulticastDns({ interface: at.address, bind: '0.0.0.0' })
    this.#mdns.on('error', (error) =>
      log.warn('lan-beacon-failed', { interface: at.name, reason: error.message }),
    )
    this.#mdns.on('warning', (error) =>
      log.debug('lan-beacon-warning', { interface: at.name, reason: error.message }),
    )
    this.#mdns.on('query', (packet) => this.#onQuery(packet))
    this.#mdns.on('response', (packet, from) => this.#onResponse(packet, from.address))
  }

  announce(port: number, tag: string): void {
    this.#records = recordsOf(toText(randomBytes(16)), this.#at.address, port, tag)
    this.#answer()
    this.#later(REPEAT_MS, this.#answer)
  }

  query(): void {
    this.#ask()
  }

  close(): Promise<void> {
    this.#isClosed = true
    for (const timer of this.#timers) clearTimeout(timer)
    return new Promise((resolve) => this.#mdns.destroy(resolve))
  }

  #onQuery({ questions }: DnsPacket): void {
    if (questions.some(({ name, type }) => name === SERVICE && (type === 'PTR' || type === 'ANY')))
      this.#answer()
  }

  #onResponse(packet: DnsPacket, host: string): void {
    if (this.#isClosed || !isOnLink(host, this.#at)) return
    for (const sighting of sightingsIn(packet, host)) this.#onSighting(sighting)
  }

  /**
   * Limits the rate. Runs `task` at once if the last run is at least `gapMs` ago,
   * else once after that time.
   */
  #spaced(gapMs: number, task: () => void): () => void {
    let freeAtMs = 0
    let isWaiting = false
    const run = (): void => {
      isWaiting = false
      freeAtMs = this.#clock.monotonicMs() + gapMs
      if (!this.#isClosed) task()
    }
    return () => {
      if (isWaiting) return
      const waitMs = freeAtMs - this.#clock.monotonicMs()
      if (waitMs <= 0) return run()
      isWaiting = true
      this.#later(waitMs, run)
    }
  }

  #later(ms: number, task: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      task()
    }, ms)
    this.#timers.add(timer.unref())
  }
}
