// The log of a station's decisions, one chain per account, and the receipts for its head.
// Every function runs in the transaction of the decision.
import { equalBytes } from '../base/index.ts'
import {
  ANSWERED_HEAD,
  emptyLog,
  logEntryForm,
  extendLog,
  signReceipt,
  type LogEntry,
  type LogHead,
} from '../station-records/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'

/** Returns true if the account is new here. */
export function addAccount(tx: Transaction, account: Uint8Array): boolean {
  const sql = 'INSERT INTO gate_accounts (account, head) VALUES (?, ?) ON CONFLICT DO NOTHING'
  return tx.run(sql, account, emptyLog(account).head).changes > 0
}

export function headOf(rows: Rows, account: Uint8Array): LogHead {
  const sql = 'SELECT n, head FROM gate_accounts WHERE account = ?'
  return rows.get<LogHead & Record<string, never>>(sql, account) ?? emptyLog(account)
}

/** Null if the log is shorter. */
export function headAt(rows: Rows, account: Uint8Array, n: number): LogHead | null {
  if (n === 0) return emptyLog(account)
  const sql = 'SELECT n, head FROM gate_log WHERE account = ? AND n = ?'
  return rows.get<LogHead & Record<string, never>>(sql, account, n) ?? null
}

/** True if the log had this head once. */
export function isInLog(rows: Rows, account: Uint8Array, { n, head }: LogHead): boolean {
  const own = headAt(rows, account, n)
  return own !== null && equalBytes(own.head, head)
}

export function logDecision(tx: Transaction, account: Uint8Array, decided: Omit<LogEntry, 'n'>): void {
  const before = headOf(tx, account)
  const entry = logEntryForm.encode({ ...decided, n: before.n + 1 })
  const { n, head } = extendLog(before, entry)
  tx.run('INSERT INTO gate_log (account, n, entry, head) VALUES (?, ?, ?, ?)', account, n, entry, head)
  tx.run('UPDATE gate_accounts SET n = ?, head = ? WHERE account = ?', n, head, account)
}

/** Returns the entries after number `since`, the oldest first. */
export function listEntries(rows: Rows, account: Uint8Array, since: number, limit: number): Uint8Array[] {
  const sql = 'SELECT entry FROM gate_log WHERE account = ? AND n > ? ORDER BY n LIMIT ?'
  return rows.all<{ entry: Uint8Array }>(sql, account, since, limit).map(({ entry }) => entry)
}

/** Signs the head that the log has now, with what was answered. */
export function receiptNow(
  rows: Rows,
  account: Uint8Array,
  station: KeyPair,
  answered: Uint8Array = ANSWERED_HEAD,
): Uint8Array {
  return signReceipt({ account, answered, ...headOf(rows, account) }, station)
}
