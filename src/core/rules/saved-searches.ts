// Saved searches: a name and a query, in the order that the person chose. A query is kept as typed.
import { EngineError } from '../contract/errors.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { randomBytes } from '../seal/index.ts'
import { checkOrder, isSameName } from './named.ts'

export interface SavedSearch {
  id: Uint8Array
  name: string
  query: string
}

const MAX_SEARCHES = 200
const ID_BYTES = 16

export function listSearches(rows: Rows): SavedSearch[] {
  return rows.all<SavedSearch & Record<string, never>>(
    'SELECT id, name, query FROM saved_searches ORDER BY position, id',
  )
}

export function findSearchNamed(rows: Rows, name: string): SavedSearch | null {
  return listSearches(rows).find((one) => isSameName(one.name, name)) ?? null
}

/** @throws INVALID if the name is taken, TOO_LARGE if there are too many */
export function insertSearch(tx: Transaction, { name, query }: Omit<SavedSearch, 'id'>): Uint8Array {
  const known = listSearches(tx)
  if (known.length >= MAX_SEARCHES)
    throw new EngineError('TOO_LARGE', `There are at most ${MAX_SEARCHES} saved searches.`)
  checkName(tx, null, name)
  const id = randomBytes(ID_BYTES)
  tx.run('INSERT INTO saved_searches VALUES (?, ?, ?, ?)', id, name, query, nextPosition(tx))
  return id
}

/** @throws INVALID if the name is taken */
export function changeSearch(tx: Transaction, { id, name, query }: SavedSearch): void {
  checkName(tx, id, name)
  tx.run('UPDATE saved_searches SET name = ?, query = ? WHERE id = ?', name, query, id)
}

export function removeSearch(tx: Transaction, id: Uint8Array): void {
  tx.run('DELETE FROM saved_searches WHERE id = ?', id)
}

/** @throws INVALID unless `ids` are all saved searches */
export function orderSearches(tx: Transaction, ids: readonly Uint8Array[]): void {
  checkOrder(listSearches(tx), ids)
  for (const [position, id] of ids.entries())
    tx.run('UPDATE saved_searches SET position = ? WHERE id = ?', position, id)
}

function checkName(rows: Rows, id: Uint8Array | null, name: string): void {
  const taken = findSearchNamed(rows, name)
  if (taken !== null && (id === null || Buffer.compare(taken.id, id) !== 0))
    throw new EngineError('INVALID', `There is a saved search ${taken.name} already.`)
}

function nextPosition(rows: Rows): number {
  const sql = 'SELECT coalesce(max(position), -1) + 1 AS next FROM saved_searches'
  return rows.get<{ next: number }>(sql)!.next
}
