// Decides which fellow members to dial: all of them in a small group, only neighbours in the order
// of keys in a large group.
// Records and feeds spread from member to member, so members of a large group visit its owner only
// now and then.
// A device that shares no group with this person any more is no longer dialled.
import type { DeliveryParts } from '../delivery/index.ts'
import { equalBytes, Pump, toHex } from '../base/index.ts'
import { findMember, listGroups, listMemberKeys, type GroupRow } from './group-row.ts'

/** In a larger group only some members are dialled. */
const MAX_DIALLED_OF_SMALL = 24
const NEAR_STEPS = [1, 2, 3]
/** Further steps, as fractions of the whole ring. */
const FAR_SHARES = [2, 4, 8, 16]
/** The limit for all groups together, not counting owners. */
const MAX_DIALLED = 128
const SETTLE_MS = 20
/** Only the owner's device can tell members of a large group that they were removed or let in. */
const VISIT_EVERY_MS = 5 * 60_000

interface Options extends Pick<DeliveryParts, 'ledger' | 'peers' | 'log' | 'addressBook'> {
  person: Uint8Array
  device: Uint8Array
}

export class MemberDialler {
  readonly #options: Options
  /** Devices that only this class dials. */
  readonly #dialled = new Map<string, Uint8Array>()
  readonly #visited = new Set<string>()
  readonly #visiting: NodeJS.Timeout
  readonly #pump: Pump

  constructor(options: Options) {
    this.#options = options
    this.#pump = new Pump(() => this.look(), { log: options.log, failed: 'members-not-dialled' })
    this.#visiting = setInterval(() => {
      this.#visited.clear()
      this.look()
    }, VISIT_EVERY_MS).unref()
  }

  /** Looks again soon; several records that arrive together cause one look. */
  lookSoon(): void {
    this.#pump.wake(SETTLE_MS)
  }

  look(): void {
    const { peers, addressBook } = this.#options
    const wanted = this.#listWanted()
    for (const [id, device] of this.#dialled) {
      if (wanted.has(id)) continue
      this.#dialled.delete(id)
      // A contact is also dialled for other reasons.
      if (addressBook.whoIs(device) === null) peers.undial(device)
    }
    for (const [id, device] of wanted) {
      if (this.#dialled.has(id)) continue
      this.#dialled.set(id, device)
      peers.dial(device)
    }
    this.#visitOwners()
  }

  #visitOwners(): void {
    const { ledger, peers, device } = this.#options
    for (const { ownerDevice, membership } of listGroups(ledger)) {
      const id = toHex(ownerDevice)
      const isToVisit = membership === 'member' || membership === 'asked'
      if (!isToVisit || id === toHex(device) || this.#dialled.has(id) || this.#visited.has(id)) continue
      this.#visited.add(id)
      peers.visit(ownerDevice)
    }
  }

  #listWanted(): Map<string, Uint8Array> {
    const { ledger, device } = this.#options
    const own = toHex(device)
    const wanted = new Map<string, Uint8Array>()
    // A ring of a thousand devices takes a while to list.
    const groups = listGroups(ledger).map((row) => ({ row, ring: this.#listRing(row) }))
    for (const { row, ring } of groups)
      if (this.#needsOwner(row, ring)) wanted.set(toHex(row.ownerDevice), row.ownerDevice)
    const owners = wanted.size
    for (const { ring } of groups) {
      for (const near of listNear(ring, device)) {
        if (wanted.size - owners >= MAX_DIALLED) break
        wanted.set(toHex(near), near)
      }
    }
    wanted.delete(own)
    return wanted
  }

  /** Only the owner's device can let this person in or remove them. */
  #needsOwner({ membership, groupId }: GroupRow, ring: readonly Uint8Array[]): boolean {
    const { ledger, person } = this.#options
    if (membership === 'joining') return true
    // After leaving, dial the owner until the owner has removed this person.
    if (membership === 'left') return findMember(ledger, groupId, person) !== null
    return membership === 'member' && ring.length <= MAX_DIALLED_OF_SMALL
  }

  /** The other devices of a group. Empty unless this person is a member. */
  #listRing({ groupId, membership }: GroupRow): Uint8Array[] {
    const { ledger, addressBook, device } = this.#options
    if (membership !== 'member') return []
    const devices = addressBook.devices.listUnblocked(ledger, listMemberKeys(ledger, groupId))
    return devices.filter((one) => !equalBytes(one, device))
  }

  close(): Promise<void> {
    clearInterval(this.#visiting)
    return this.#pump.close()
  }
}

/**
 * Returns all devices if they are few. Else some neighbours on both sides and some distant ones, so
 * that news reaches everyone in few steps. Dialling is symmetric, so each selected device selects
 * this one too.
 */
function listNear(ring: readonly Uint8Array[], device: Uint8Array): Uint8Array[] {
  if (ring.length <= MAX_DIALLED_OF_SMALL) return [...ring]
  const own = toHex(device)
  const next = ring.findIndex((one) => toHex(one) > own)
  const at = next === -1 ? ring.length : next
  const all = [...ring.slice(0, at), device, ...ring.slice(at)]
  const steps = [...NEAR_STEPS, ...FAR_SHARES.map((share) => Math.floor(all.length / share))]
  const indexes = new Set(steps.flatMap((step) => [at + step, at - step + all.length]))
  return [...indexes].map((index) => all[index % all.length]!)
}
