// How phones of this person come to this device through a station: the station keeps routes open on
// the wire to it, and opens a link there for each phone. What a link contains, a far door reads.
import { equalBytes, parseKeyText } from '../base/index.ts'
import { HeldBytes, type FarLinks, type TakeLink } from '../contract/message-link.ts'
import { FAR_PROTOCOL, FarChannel, type Peer } from '../network/index.ts'
import { farOpenedForm, farOpenForm } from '../station-records/index.ts'
import { ask } from './ask.ts'
import type { JoinedStations } from './joined-stations.ts'
import type { KeepersParts } from './parts.ts'

/** A long answer waits here, until the phone has taken what is before it. */
const MAX_HELD_BYTES = 8 << 20
const MAX_HELD_IN_ALL = 64 << 20

export class FarLinksAtStation implements FarLinks {
  readonly #parts: Pick<KeepersParts, 'pace' | 'log'>
  readonly #joined: JoinedStations
  readonly #held = new HeldBytes(MAX_HELD_IN_ALL)
  readonly #channels = new Map<Peer, FarChannel>()
  #take: TakeLink | null = null
  #routes: readonly Uint8Array[] = []
  #station: Uint8Array | null = null
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(parts: Pick<KeepersParts, 'pace' | 'log'>, joined: JoinedStations) {
    this.#parts = parts
    this.#joined = joined
    joined.events.on('met', (peer) => this.#openAt(peer))
  }

  onLink(take: TakeLink): void {
    this.#take = take
  }

  setRoutes(routes: readonly Uint8Array[], station: string | null = null): void {
    const before = this.#findPeer()
    this.#routes = routes.map((route) => Buffer.from(route))
    this.#station = station === null ? null : parseKeyText(station)
    const now = this.#findPeer()
    if (before !== null && before !== now) this.#ask(before, [])
    if (now !== null) this.#openAt(now)
  }

  #findPeer(): Peer | null {
    return this.#station === null ? null : this.#joined.findPeer(this.#station)
  }

  /** Opens the routes again on each new wire, because they end with the old one. */
  #openAt(peer: Peer): void {
    if (this.#station === null || !equalBytes(peer.device, this.#station)) return
    peer.offerChannel(FAR_PROTOCOL, () => this.#openChannel(peer))
    this.#ask(peer, this.#routes)
  }

  #openChannel(peer: Peer): void {
    const channel = FarChannel.open(peer, {
      ...{ held: this.#held, maxHeldBytes: MAX_HELD_BYTES },
      take: (link, route, from) => {
        const isOpen = this.#routes.some((open) => equalBytes(open, route))
        if (this.#take === null || !isOpen) link.close('no such route')
        else this.#take(link, route, from)
      },
      onClose: () => {
        if (this.#channels.get(peer) === channel) this.#channels.delete(peer)
        // A message of the station was malformed, or it began anew; the wire may be there still.
        this.#askAgain()
      },
    })
    this.#channels.set(peer, channel)
  }

  #ask(peer: Peer, routes: readonly Uint8Array[]): void {
    clearTimeout(this.#timer)
    ask(peer, 'far-open', farOpenForm.encode({ routes }), farOpenedForm.decode).then(
      (answer) => {
        const taken = answer?.taken.length ?? 0
        if (answer === null || taken > 0) this.#askAgain()
        // A report may be shown to anybody, and who knows a route can keep phones out.
        if (taken > 0) this.#parts.log.warn('routes-taken', { taken })
      },
      (error: unknown) => this.#parts.log.warn('routes-not-opened', { message: String(error) }),
    )
  }

  /** The station was too busy, or a route leads to another device, which may leave it. */
  #askAgain(): void {
    clearTimeout(this.#timer)
    if (this.#isClosed) return
    this.#timer = setTimeout(() => {
      const peer = this.#findPeer()
      if (peer !== null) this.#ask(peer, this.#routes)
    }, this.#parts.pace.routesAgainMs).unref()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    for (const channel of [...this.#channels.values()]) channel.close()
  }
}

/** The links of whichever home is open; it may be opened later, and again. */
export class FarLinksOfHome implements FarLinks {
  #links: FarLinks | null = null
  #take: TakeLink | null = null
  #routes: readonly Uint8Array[] = []
  #station: string | null = null

  /** Call this for each home that is opened. */
  attach(links: FarLinks): void {
    this.#links = links
    if (this.#take !== null) links.onLink(this.#take)
    if (this.#routes.length > 0) links.setRoutes(this.#routes, this.#station)
  }

  onLink(take: TakeLink): void {
    this.#take = take
    this.#links?.onLink(take)
  }

  setRoutes(routes: readonly Uint8Array[], station: string | null = null): void {
    this.#routes = routes
    this.#station = station
    this.#links?.setRoutes(routes, station)
  }
}
