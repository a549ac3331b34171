// What delivery stands on; made once by the engine. A function of delivery takes the parts that it uses.
import type { Audiences, ClockGuard } from '../access/index.ts'
import type { Clock, Log } from '../base/index.ts'
import type { Acquaintances, AddressBook } from '../contacts/index.ts'
import type { ForeignCores } from '../cores/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { PairFeeds } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Inbox } from '../inbox/index.ts'
import type { Ledger, Rows } from '../ledger/index.ts'
import type { Peers, Replicate } from '../network/index.ts'
import type { ObjectStore } from '../store/index.ts'
import type { Kinds } from './kinds.ts'
import type { FollowedAuthors, GroupRecords } from './ports.ts'

export interface DeliveryParts {
  ledger: Ledger
  identity: Identity
  clock: Clock
  /** The releaser's own time: everything that opens or expires is decided by it. */
  clockGuard: ClockGuard
  store: ObjectStore
  foreignCores: ForeignCores
  feeds: PairFeeds
  audiences: Audiences
  groups: GroupRecords
  followed: FollowedAuthors
  replicate: Replicate
  peers: Peers
  addressBook: AddressBook
  acquaintances: Acquaintances
  kinds: Kinds
  /** The person of a device: a contact, or a fellow member. */
  whoIs: (device: Uint8Array) => Uint8Array | null
  /** True if this person writes with the device, or did before. */
  hadDevice: (rows: Rows, person: Uint8Array, device: Uint8Array) => boolean
  inbox: Inbox
  badInput: BadInput
  log: Log
}
