// Types, limits and constants that both sides of a knock share.
import type { Clock, Log } from '../base/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Peers } from '../network/index.ts'
import type { News } from '../news/index.ts'
import type { AddressBook } from './address-book.ts'
import type { NewPair } from './new-pair.ts'

export interface KnockParts {
  ledger: Ledger
  identity: Identity
  clock: Clock
  peers: Peers
  addressBook: AddressBook
  newPair: NewPair
  news: News
  badInput: BadInput
  log: Log
}

export const KNOCK_DAY_MS = 86_400_000
export const KNOCK_TIMEOUT_MS = 10_000
/** The one answer to every knock. It reveals only that bytes were received. */
export const NOTHING_SAID = Uint8Array.of(0)
