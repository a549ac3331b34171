// The phones of a home that has a front of its own: their links come straight from the socket.
import type { FarLinks, MessageLink, TakeLink } from '../../core/contract/message-link.ts'
import type { FarTarget } from './far-sockets.ts'

export class OwnFarLinks implements FarLinks, FarTarget {
  #receiver: TakeLink | null = null
  #routes: ReadonlySet<string> = new Set()

  onLink(take: TakeLink): void {
    this.#receiver = take
  }

  setRoutes(routes: readonly Uint8Array[]): void {
    this.#routes = new Set(routes.map(nameOf))
  }

  refusal(route: Uint8Array): 'absent' | null {
    return this.#receiver !== null && this.#routes.has(nameOf(route)) ? null : 'absent'
  }

  take(link: MessageLink, route: Uint8Array, from: string): void {
    if (this.#receiver === null || this.refusal(route) !== null) link.close('no such route')
    else this.#receiver(link, route, from)
  }
}

const nameOf = (route: Uint8Array): string => Buffer.from(route).toString('hex')
