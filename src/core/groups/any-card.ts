// Finds the card of any group member, including this person's own card.
// The card names the person's desk; both sides check it whenever they believe or write a record.
import { equalBytes } from '../base/index.ts'
import type { Acquaintances } from '../contacts/index.ts'
import type { Card, Identity } from '../identity/index.ts'
import type { Rows } from '../ledger/index.ts'

export interface DeskParts {
  acquaintances: Acquaintances
  identity: Identity
}

/** Null if no card of this person is stored. */
export function findAnyCard(
  rows: Rows,
  { acquaintances, identity }: DeskParts,
  person: Uint8Array,
): Card | null {
  return equalBytes(person, identity.person) ? identity.card : acquaintances.findCard(rows, person)
}
