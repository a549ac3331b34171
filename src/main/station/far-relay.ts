// Joins the front of a station with the wires of its customers: what a phone sends goes to its home,
// and what the home sends to the phone. Nothing here can be read, and nothing is kept.
import type { FarTarget, PhoneLink } from '../front/index.ts'
import type { FarRoutes } from '../../core/index.ts'

export class FarRelay implements FarTarget {
  /** Null until the station is open. */
  routes: Pick<FarRoutes, 'refusal' | 'dial'> | null = null

  refusal(route: Uint8Array): 'absent' | 'busy' | null {
    const refusal = this.routes === null ? 'busy' : this.routes.refusal(route)
    return refusal === 'spent' ? 'busy' : refusal
  }

  take(phone: PhoneLink, route: Uint8Array, from: string): void {
    const home = this.routes?.dial(route, from) ?? 'busy'
    if (typeof home === 'string') return phone.close(home)
    phone.onMessage((message) => home.send(message))
    home.onMessage((message) => phone.send(message))
    phone.onTaken((bytes) => home.took(bytes))
    phone.onClose((reason) => home.close(reason))
    home.onClose((reason) => phone.close(reason))
  }
}
