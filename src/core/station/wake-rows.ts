// The rows of what wakes phones. A message is taken in the transaction that counts it, so that none is
// posted twice, also after a crash.
import { equalBytes } from '../base/index.ts'
import { wakeForm } from '../station-records/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

/** What a push service gets. */
export interface WakePost {
  endpoint: string
  authorization: string
  body: Uint8Array
}

export interface KeptWake {
  left: number
  /** ms since the epoch; 0 without a token. */
  until: number
  isGone: boolean
}

interface Row {
  wake: Uint8Array
  used: number
  isGone: number
}

/** The device of a customer, of whose phones a row is. */
export interface WakeOwner {
  account: Uint8Array
  device: Uint8Array
}

/** A token that ends sooner may be refused when it arrives. */
const TOKEN_MARGIN_MS = 60_000

export function keepWake(
  tx: Transaction,
  { account, device }: WakeOwner,
  name: Uint8Array,
  wake: Uint8Array,
): void {
  tx.run(
    'INSERT OR REPLACE INTO wakes (account, device, name, wake, used, is_gone) VALUES (?, ?, ?, ?, 0, 0)',
    ...[account, device, name, wake],
  )
}

/** Phones that are not named are removed. */
export function keepOnly(tx: Transaction, owner: WakeOwner, names: readonly Uint8Array[]): void {
  for (const name of listNames(tx, owner))
    if (!names.some((kept) => equalBytes(kept, name)))
      tx.run('DELETE FROM wakes WHERE device = ? AND name = ?', owner.device, name)
}

export function findWake(rows: Rows, { device }: WakeOwner, name: Uint8Array): KeptWake {
  const row = findRow(rows, device, name)
  if (row === null) return { left: 0, until: 0, isGone: false }
  const { tokens, messages } = wakeForm.decode(row.wake)
  return {
    left: Math.max(0, messages.length - row.used),
    until: Math.max(0, ...tokens.map(({ until }) => until)),
    isGone: row.isGone === 1,
  }
}

export function listNames(rows: Rows, { device }: Pick<WakeOwner, 'device'>): Uint8Array[] {
  const sql = 'SELECT name FROM wakes WHERE device = ? ORDER BY name'
  return rows.all<{ name: Uint8Array }>(sql, device).map(({ name }) => name)
}

/** The devices of an account that have left something here. */
export function listWakeDevices(rows: Rows, account: Uint8Array): Uint8Array[] {
  const sql = 'SELECT DISTINCT device FROM wakes WHERE account = ? AND is_gone = 0'
  return rows.all<{ device: Uint8Array }>(sql, account).map(({ device }) => device)
}

/** The next message for a phone. Null if none is left, or no token is valid now. */
export function takeMessage(
  tx: Transaction,
  { device }: WakeOwner,
  name: Uint8Array,
  now: number,
): WakePost | null {
  const row = findRow(tx, device, name)
  if (row === null || row.isGone === 1) return null
  const { endpoint, tokens, messages } = wakeForm.decode(row.wake)
  const body = messages[row.used]
  const token = tokens.find(({ until }) => until > now + TOKEN_MARGIN_MS)
  if (body === undefined || token === undefined) return null
  tx.run('UPDATE wakes SET used = used + 1 WHERE device = ? AND name = ?', device, name)
  return { endpoint, authorization: token.authorization, body }
}

/** What is left of it is removed with the next word of the device. */
export function markGone(tx: Transaction, { device }: WakeOwner, name: Uint8Array): void {
  tx.run('UPDATE wakes SET is_gone = 1 WHERE device = ? AND name = ?', device, name)
}

export function forgetWakes(tx: Transaction, account: Uint8Array): void {
  tx.run('DELETE FROM wakes WHERE account = ?', account)
}

export function forgetWakesOfDevice(tx: Transaction, device: Uint8Array): void {
  tx.run('DELETE FROM wakes WHERE device = ?', device)
}

export function countWakes(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM wakes WHERE is_gone = 0')!.count
}

function findRow(rows: Rows, device: Uint8Array, name: Uint8Array): Row | null {
  const sql = 'SELECT wake, used, is_gone AS isGone FROM wakes WHERE device = ? AND name = ?'
  return rows.get<Row & Record<string, never>>(sql, device, name) ?? null
}
