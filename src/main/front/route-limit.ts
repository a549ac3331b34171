// Limits what happens on one route, and the share of one network in it. Who learns a route can so
// use up the share of their network, and a phone in another network still reaches its home.
import { RateLimit } from './rate-limit.ts'

const MINUTE_MS = 60_000

/** How many of a route may come from one network, and how many in all. */
export interface RouteShare {
  network: number
  all: number
}

/** New links, or handshakes, within a minute. */
export class RouteDials {
  readonly #ofNetwork: RateLimit
  readonly #all: RateLimit

  constructor({ network, all }: RouteShare, now: () => number) {
    this.#ofNetwork = new RateLimit(network, MINUTE_MS, now)
    this.#all = new RateLimit(all, MINUTE_MS, now)
  }

  /**
   * Counts one more, unless that is above a limit: then false. What one network has too many does
   * not count for the route.
   * @param network the class of an address
   */
  allows(route: string, network: string): boolean {
    return this.#ofNetwork.allows(`${route} ${network}`) && this.#all.allows(route)
  }
}

/** Links that are open. */
export class RouteLinks {
  readonly #share: RouteShare
  /** By route, and by route and network. */
  readonly #counts = new Map<string, number>()

  constructor(share: RouteShare) {
    this.#share = share
  }

  hasRoom(route: string, network: string): boolean {
    const { network: most, all } = this.#share
    return this.#count(`${route} ${network}`) < most && this.#count(route) < all
  }

  /** Returns what to call once, when the link closes. */
  begin(route: string, network: string): () => void {
    const names = [route, `${route} ${network}`]
    for (const name of names) this.#counts.set(name, this.#count(name) + 1)
    return () => {
      for (const name of names) {
        const left = this.#count(name) - 1
        if (left === 0) this.#counts.delete(name)
        else this.#counts.set(name, left)
      }
    }
  }

  #count(name: string): number {
    return this.#counts.get(name) ?? 0
  }
}
