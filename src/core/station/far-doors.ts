// The request by which a customer's device opens its routes for phones, on its own proven wire.
import { farOpenedForm, farOpenForm } from '../station-records/index.ts'
import { forCustomers, type DoorParts } from './customer-doors.ts'
import type { FarRoutes } from './far-routes.ts'

/** Each phone that is added or removed opens the routes anew. */
const LIMITS = { atOncePerAsker: 1, waiting: 4, burst: 20, perSecond: 1 }

/** Registers the request of this file. */
export function openFarDoors(parts: DoorParts, routes: FarRoutes): void {
  parts.peers.respond({
    ...forCustomers(parts, 'far-open', async (peer, account, bytes) => {
      const taken = routes.open(peer, account, farOpenForm.decode(bytes).routes)
      if (taken.length > 0) parts.badInput.count('request-far-open', peer.device)
      return farOpenedForm.encode({ taken })
    }),
    limits: LIMITS,
  })
}
