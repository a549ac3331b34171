// Keeps the cards that a membership record brings, in turns, before the record is applied.
import { equalBytes, MalformedRecord } from '../base/index.ts'
import type { Acquaintances } from '../contacts/index.ts'
import { decodeCard } from '../identity/index.ts'
import { writeAll, type Ledger, type Transaction } from '../ledger/index.ts'
import type { RecordedMember } from './membership-record.ts'

/**
 * Each person has signed their card, so it counts even if the record does not. A member with an
 * invalid card stays a member, and only their devices are unknown.
 * @throws NO_SPACE, DAMAGED, CANCELLED
 */
export function keepCards(
  ledger: Ledger,
  acquaintances: Acquaintances,
  members: readonly RecordedMember[],
): Promise<void> {
  return writeAll(ledger, members, (tx, member) => keepCard(tx, acquaintances, member))
}

function keepCard(tx: Transaction, acquaintances: Acquaintances, { person, card }: RecordedMember): void {
  if (acquaintances.isKnownCard(tx, person, card)) return
  try {
    const decoded = decodeCard(card)
    if (equalBytes(decoded.person, person)) acquaintances.keep(tx, decoded)
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
  }
}
