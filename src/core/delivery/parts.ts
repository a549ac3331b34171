// The parts that delivery works with. The engine builds them once; each function of delivery names
// the parts that it uses.
import type { Audiences, ClockGuard } from '../access/index.ts'
import type { Clock, Log } from '../base/index.ts'
import type { Acquaintances, AddressBook } from '../contacts/index.ts'
import type { ForeignCores } from '../cores/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { PairFeeds } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Inbox } from '../inbox/index.ts'
import type { AuthorStations } from '../keepers/index.ts'
import type { Ledger, Rows } from '../ledger/index.ts'
import type { Peers, Replicate } from '../network/index.ts'
import type { ObjectStore } from '../store/index.ts'
import type { Kinds } from './kinds.ts'
import type { FollowedAuthors, GroupRecords, TalkRecords } from './ports.ts'

export interface DeliveryParts {
  ledger: Ledger
  identity: Identity
  clock: Clock
  /** The releaser's clock. It decides when an object opens and when it expires. */
  clockGuard: ClockGuard
  store: ObjectStore
  foreignCores: ForeignCores
  feeds: PairFeeds
  audiences: Audiences
  groups: GroupRecords
  followed: FollowedAuthors
  talks: TalkRecords
  replicate: Replicate
  peers: Peers
  /** The stations of authors, which have their blocks while they are away. */
  authorStations: Pick<AuthorStations, 'open' | 'visit' | 'isSpent' | 'readFeeds' | 'isHere' | 'isNear'>
  addressBook: AddressBook
  acquaintances: Acquaintances
  kinds: Kinds
  /** The person who uses a device, if that is a contact or a fellow group member; else null. */
  whoIs: (device: Uint8Array) => Uint8Array | null
  /** True if this person uses the device now, or used it before. */
  hadDevice: (rows: Rows, person: Uint8Array, device: Uint8Array) => boolean
  inbox: Inbox
  badInput: BadInput
  log: Log
}
