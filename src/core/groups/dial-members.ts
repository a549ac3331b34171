// Which fellow members are dialled: everyone where they are few, in a large group those who stand next to me in the order of keys.
// What they have comes from member to member. Who is in no group of mine any more is dialled no more.
import { toHex } from '../base/index.ts'
import type { AddressBook } from '../contacts/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Peers } from '../network/index.ts'
import { findMember, listGroups, type GroupRow } from './group-row.ts'

/** In a larger group only some are dialled. */
const MAX_DIALLED_OF_SMALL = 24
const RING_NEIGHBOURS = 6
/** Of all groups together, owners apart. */
const MAX_DIALLED = 128
const SETTLE_MS = 20

interface Options {
  ledger: Ledger
  peers: Peers
  addressBook: AddressBook
  person: Uint8Array
  device: Uint8Array
}

export class MemberDialler {
  readonly #options: Options
  /** Those whom nobody else than this dials. */
  readonly #dialled = new Map<string, Uint8Array>()
  #timer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(options: Options) {
    this.#options = options
  }

  /** Looks again soon: many records that come at once are one look. */
  lookSoon(): void {
    if (this.#isClosed) return
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.look()
    }, SETTLE_MS)
  }

  look(): void {
    const { peers, addressBook } = this.#options
    const wanted = this.#listWanted()
    for (const [id, device] of this.#dialled) {
      if (wanted.has(id)) continue
      this.#dialled.delete(id)
      // A contact is dialled for other reasons too.
      if (addressBook.whoIs(device) === null) peers.undial(device)
    }
    for (const [id, device] of wanted) {
      if (this.#dialled.has(id)) continue
      this.#dialled.set(id, device)
      peers.dial(device)
    }
  }

  #listWanted(): Map<string, Uint8Array> {
    const { ledger, device, person } = this.#options
    const own = toHex(device)
    const wanted = new Map<string, Uint8Array>()
    const groups = listGroups(ledger)
    // Also of a group that was left, until its owner has heard of it.
    for (const { owner_device, membership, group_id } of groups)
      if (membership === 'member' || membership === 'joining' || isStillIn(membership, group_id))
        wanted.set(toHex(owner_device), owner_device)
    const owners = wanted.size
    for (const row of groups) {
      if (row.membership !== 'member') continue
      for (const near of this.#listNear(row)) {
        if (wanted.size - owners >= MAX_DIALLED) break
        wanted.set(toHex(near), near)
      }
    }
    wanted.delete(own)
    return wanted

    function isStillIn(membership: GroupRow['membership'], group: Uint8Array): boolean {
      return membership === 'left' && findMember(ledger, group, person) !== null
    }
  }

  #listNear({ group_id }: GroupRow): Uint8Array[] {
    const { ledger, device } = this.#options
    const rows = ledger.all<{ device: Uint8Array }>(DEVICES, group_id, device)
    const ring = rows.map((row) => row.device)
    if (ring.length <= MAX_DIALLED_OF_SMALL) return ring
    const own = toHex(device)
    const at = ring.findIndex((one) => toHex(one) > own)
    return neighbours(ring, at === -1 ? 0 : at)
  }

  close(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}

const DEVICES = `
  SELECT d.device FROM group_members m JOIN acquaintance_devices d ON d.person = m.person
  WHERE m.group_id = ? AND d.device <> ? ORDER BY d.device`

/** Some on both sides, and one across, so that what is told goes round quickly. I would stand before place `at`. */
function neighbours(ring: Uint8Array[], at: number): Uint8Array[] {
  const after = Array.from({ length: RING_NEIGHBOURS }, (_, i) => i)
  const before = Array.from({ length: RING_NEIGHBOURS }, (_, i) => -1 - i)
  const places = [...after, ...before, Math.floor(ring.length / 2)]
  return places.map((step) => ring[(at + step + ring.length) % ring.length]!)
}
