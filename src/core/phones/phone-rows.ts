// The rows of phones.
import type { PushLanguage, PushWords } from '../contract/choices.ts'
import type { PhoneRights, PushSubscriptionKeys } from '../contract/phones.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Passkey } from './passkey.ts'
import type { Pin } from './pin.ts'

/** Persisted as JSON. */
export type PhoneLock = Passkey | Pin

/** Where messages for a phone are posted, and what they show. Persisted as JSON. */
export interface PhonePush {
  subscription: PushSubscriptionKeys
  words: PushWords
  language: PushLanguage
}

/** Times in ms since the epoch. */
export interface PhoneRow {
  id: Uint8Array
  key: Uint8Array
  name: string
  browser: string
  rights: PhoneRights
  madeAt: number
  /** Null if it never came since it was paired. */
  seenAt: number | null
  seenFrom: string | null
  push: PhonePush | null
  lock: PhoneLock | null
  /** Wrong PINs in a row. */
  lockTries: number
  /** Until then the phone may make its first lock. */
  lockableUntil: number
  revokedAt: number | null
}

const SELECT = `
  SELECT id, key, name, browser, rights, made_at AS madeAt, seen_at AS seenAt, seen_from AS seenFrom, push,
    lock, lock_tries AS lockTries, lockable_until AS lockableUntil, revoked_at AS revokedAt
  FROM phones`

interface Row extends Omit<PhoneRow, 'push' | 'lock'> {
  push: string | null
  lock: string | null
}
type Found = Row & Record<string, never>

const toPhone = ({ push, lock, ...phone }: Row): PhoneRow => ({
  ...phone,
  push: push === null ? null : (JSON.parse(push) as PhonePush),
  lock: lock === null ? null : (JSON.parse(lock) as PhoneLock),
})

export function findPhoneByKey(rows: Rows, key: Uint8Array): PhoneRow | null {
  const row = rows.get<Found>(`${SELECT} WHERE key = ?`, key)
  return row === undefined ? null : toPhone(row)
}

/** Also one that was revoked. */
export function findPhone(rows: Rows, id: Uint8Array): PhoneRow | null {
  const row = rows.get<Found>(`${SELECT} WHERE id = ?`, id)
  return row === undefined ? null : toPhone(row)
}

/** Those that were not revoked, the most recently seen first. */
export function listPhones(rows: Rows): PhoneRow[] {
  return rows
    .all<Found>(`${SELECT} WHERE revoked_at IS NULL ORDER BY coalesce(seen_at, made_at) DESC, id`)
    .map(toPhone)
}

export function countPhones(rows: Rows): number {
  return rows.get<{ n: number }>('SELECT count(*) AS n FROM phones WHERE revoked_at IS NULL')!.n
}

export function addPhone(
  tx: Transaction,
  phone: Omit<PhoneRow, 'push' | 'lock' | 'lockTries' | 'revokedAt'>,
): void {
  const { id, key, name, browser, rights, madeAt, seenAt, seenFrom, lockableUntil } = phone
  tx.run(
    `INSERT INTO phones
      (id, key, name, browser, rights, made_at, seen_at, seen_from, lock_tries, lockable_until)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`,
    ...[id, key, name, browser, rights, madeAt, seenAt, seenFrom, lockableUntil],
  )
}

/** False if there is no such phone. */
export function renamePhone(tx: Transaction, id: Uint8Array, name: string): boolean {
  return tx.run('UPDATE phones SET name = ? WHERE id = ? AND revoked_at IS NULL', name, id).changes > 0
}

/** A browser has one subscription, so an earlier phone of the same browser loses it. */
export function setPush(tx: Transaction, id: Uint8Array, push: PhonePush | null): void {
  const text = push === null ? null : JSON.stringify(push)
  const sql = "UPDATE phones SET push = NULL WHERE push ->> '$.subscription.endpoint' = ?"
  if (push !== null) tx.run(sql, push.subscription.endpoint)
  tx.run('UPDATE phones SET push = ? WHERE id = ? AND revoked_at IS NULL', text, id)
}

/** Of a lock that is new, or was opened. */
export function keepLock(
  tx: Transaction,
  id: Uint8Array,
  { lock, lockableUntil }: Pick<PhoneRow, 'lock' | 'lockableUntil'>,
): void {
  const sql =
    'UPDATE phones SET lock = ?, lock_tries = 0, lockable_until = ? WHERE id = ? AND revoked_at IS NULL'
  tx.run(sql, lock === null ? null : JSON.stringify(lock), lockableUntil, id)
}

export function keepTries(tx: Transaction, id: Uint8Array, tries: number): void {
  tx.run('UPDATE phones SET lock_tries = ? WHERE id = ?', tries, id)
}

export function markSeen(tx: Transaction, id: Uint8Array, now: number, from: string): void {
  tx.run('UPDATE phones SET seen_at = ?, seen_from = ? WHERE id = ?', now, from, id)
}

/** False if there is no such phone. */
export function markRevoked(tx: Transaction, id: Uint8Array, now: number): boolean {
  const sql = 'UPDATE phones SET revoked_at = ?, push = NULL WHERE id = ? AND revoked_at IS NULL'
  return tx.run(sql, now, id).changes > 0
}
