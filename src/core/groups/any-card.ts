// The card of anybody in a group, one's own included: it says which device is their desk.
// Asked wherever a record is believed or written.
import { equalBytes } from '../base/index.ts'
import type { Acquaintances } from '../contacts/index.ts'
import type { Card, Identity } from '../identity/index.ts'
import type { Rows } from '../ledger/index.ts'

export interface DeskParts {
  acquaintances: Acquaintances
  identity: Identity
}

/** Null when nothing is known of this person. */
export function findAnyCard(
  rows: Rows,
  { acquaintances, identity }: DeskParts,
  person: Uint8Array,
): Card | null {
  return equalBytes(person, identity.person) ? identity.card : acquaintances.findCard(rows, person)
}
