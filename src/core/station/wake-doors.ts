// The request by which a customer's device leaves what wakes its phones, on its own proven wire.
import { wakePutForm, wakesKeptForm } from '../station-records/index.ts'
import { forCustomers, type DoorParts } from './customer-doors.ts'
import type { Wakes } from './wakes.ts'

/** A home says at each meeting which phones it has, and renews what was used. */
const LIMITS = { atOncePerAsker: 1, waiting: 16, burst: 40, perSecond: 1 }
const MAX_REQUEST_BYTES = 100 * 1024

/** Registers the request of this file, unless the station cannot post. */
export function openWakeDoors(parts: DoorParts, wakes: Wakes): void {
  if (!wakes.isAble) return
  parts.peers.respond({
    ...forCustomers(parts, 'wake-put', async ({ device }, { account }, bytes) =>
      wakesKeptForm.encode({ wakes: await wakes.put({ account, device }, wakePutForm.decode(bytes)) }),
    ),
    maxRequestBytes: MAX_REQUEST_BYTES,
    limits: LIMITS,
  })
}
