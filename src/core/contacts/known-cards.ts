// The newest card of each known person: contacts, group members, followed authors.
// A card is signed, so the newest one counts. Its source does not matter.
import { decodeStoredCard, encodeCard, type Card } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

export function findKnownCard(rows: Rows, person: Uint8Array): Card | null {
  const row = rows.get<{ card: Uint8Array }>('SELECT card FROM cards WHERE person = ?', person)
  return row === undefined ? null : decodeStoredCard(row.card)
}

export function putKnownCard(tx: Transaction, card: Card): void {
  tx.run('INSERT OR REPLACE INTO cards VALUES (?, ?)', card.person, encodeCard(card))
}
