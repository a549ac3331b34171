// The newest card of each known person: contacts, group members, followed authors; and the KEM key
// that it names. A card is signed, so the newest one counts. Its source does not matter.
import { equalBytes } from '../base/index.ts'
import { decodeStoredCard, encodeCard, listKeepers, type Card } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { hashKemKey } from '../seal/index.ts'

export function findKnownCard(rows: Rows, person: Uint8Array): Card | null {
  const card = findCardBytes(rows, person)
  return card === null ? null : decodeStoredCard(card)
}

/** Returns the encoded card. */
export function findCardBytes(rows: Rows, person: Uint8Array): Uint8Array | null {
  const row = rows.get<{ card: Uint8Array }>('SELECT card FROM cards WHERE person = ?', person)
  return row?.card ?? null
}

export function putKnownCard(tx: Transaction, card: Card): void {
  const hasStations = listKeepers(card.keepers).length > 0
  const sql = 'INSERT OR REPLACE INTO cards VALUES (?, ?, ?)'
  tx.run(sql, card.person, encodeCard(card), Number(hasStations))
}

/** Returns everybody whose card names a station, without decoding the cards of all others. */
export function listWithStations(rows: Rows): Uint8Array[] {
  const found = rows.all<{ person: Uint8Array }>('SELECT person FROM cards WHERE has_stations = 1')
  return found.map(({ person }) => person)
}

export function forgetKnownCard(tx: Transaction, person: Uint8Array): void {
  tx.run('DELETE FROM cards WHERE person = ?', person)
  tx.run('DELETE FROM kem_keys WHERE person = ?', person)
}

/** Returns the KEM key that the newest card of this person names. Null if it has not arrived. */
export function findKemKey(rows: Rows, person: Uint8Array): Uint8Array | null {
  const sql = 'SELECT hash, bytes FROM kem_keys WHERE person = ?'
  const key = rows.get<{ hash: Uint8Array; bytes: Uint8Array }>(sql, person)
  const card = key === undefined ? null : findKnownCard(rows, person)
  return card !== null && equalBytes(card.kemKey, key!.hash) ? key!.bytes : null
}

/** Returns false if the newest card of this person does not name the key. */
export function putKemKey(tx: Transaction, person: Uint8Array, kemKey: Uint8Array): boolean {
  const hash = hashKemKey(kemKey)
  const card = findKnownCard(tx, person)
  if (card === null || !equalBytes(card.kemKey, hash)) return false
  tx.run('INSERT OR REPLACE INTO kem_keys VALUES (?, ?, ?)', person, hash, kemKey)
  return true
}
