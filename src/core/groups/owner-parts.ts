// The dependencies for writing records: created once by `Groups` and passed to each step.
// Only the owner's side needs them; a member who follows records needs fewer.
import type { Acquaintances } from '../contacts/index.ts'
import type { OwnCores } from '../cores/index.ts'
import type { GroupFeeds } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Rows } from '../ledger/index.ts'
import { equalBytes } from '../base/index.ts'
import type { ApplyParts } from './apply-record.ts'

export interface OwnerParts {
  ownCores: OwnCores
  acquaintances: Acquaintances
  feeds: GroupFeeds
  identity: Identity
}

export function applyParts({ acquaintances, identity }: OwnerParts, now: number): ApplyParts {
  return { acquaintances, identity, now }
}

/** Null if no card of this person is stored. */
export function findCardBytes(
  rows: Rows,
  { identity, acquaintances }: OwnerParts,
  person: Uint8Array,
): Uint8Array | null {
  if (equalBytes(person, identity.person)) return identity.cardBytes
  return acquaintances.findCardBytes(rows, person)
}
