// The correspondents whom stored mails name, and how a search finds them.
import { foldName } from '../contacts/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { MailAddress } from '../store/index.ts'
import { correspondentKey, foldDomain } from './correspondent-key.ts'

/**
 * Keeps the name of the newest mail that has one.
 * @param seenAt the time of the mail, ms since the epoch
 */
export function keepCorrespondent(tx: Transaction, one: MailAddress, seenAt: number): void {
  const { name, address } = one
  const at = address.lastIndexOf('@')
  tx.run(
    `INSERT INTO correspondents (key, name, address, domain, folded, seen_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET name = excluded.name, folded = excluded.folded, seen_at = excluded.seen_at
     WHERE excluded.name <> '' AND (name = '' OR excluded.seen_at >= seen_at)`,
    ...[correspondentKey(one), name, address, at === -1 ? '' : foldDomain(address.slice(at + 1))],
    ...[foldName(`${name} ${address}`), seenAt],
  )
}

/** Null if no stored mail names them. */
export function findCorrespondent(rows: Rows, key: Uint8Array): MailAddress | null {
  return rows.get<MailAddress>('SELECT name, address FROM correspondents WHERE key = ?', key) ?? null
}

/** A search that means more people than this is too short to mean anybody. */
const MAX_FOUND = 1000

/**
 * Returns the keys of the people that a typed text may mean: a known address, `@domain` with the
 * domains below it, or the start of a word of a name or of an address.
 */
export function findCorrespondents(rows: Rows, typed: string): Uint8Array[] {
  const text = typed.trim()
  if (text.startsWith('@')) return findOfDomain(rows, foldDomain(text.slice(1)))
  const key = correspondentKey({ name: '', address: text })
  if (text.includes('@') && findCorrespondent(rows, key) !== null) return [key]
  return suggestCorrespondents(rows, text, MAX_FOUND).map(({ key }) => key)
}

/** Returns those of whom a word of the name or address begins with the text, the last one seen first. */
export function suggestCorrespondents(
  rows: Rows,
  typed: string,
  limit: number,
): (MailAddress & { key: Uint8Array })[] {
  return rows.all<MailAddress & { key: Uint8Array }>(
    `SELECT key, name, address FROM correspondents WHERE ' ' || folded LIKE ? ESCAPE '\\'
     ORDER BY seen_at DESC LIMIT ?`,
    ...[`% ${escapeLike(foldName(typed))}%`, limit],
  )
}

function findOfDomain(rows: Rows, domain: string): Uint8Array[] {
  const sql = `SELECT key FROM correspondents WHERE domain = ? OR (domain <> '' AND domain LIKE ? ESCAPE '\\')
    ORDER BY seen_at DESC LIMIT ?`
  return domain === '' ? [] : listKeys(rows, sql, domain, `%.${escapeLike(domain)}`, MAX_FOUND)
}

function listKeys(rows: Rows, sql: string, ...params: (string | number)[]): Uint8Array[] {
  return rows.all<{ key: Uint8Array }>(sql, ...params).map(({ key }) => key)
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
