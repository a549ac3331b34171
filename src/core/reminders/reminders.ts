// The reminders of own letters that nobody has answered.
import type { Rows, Schema, Transaction } from '../ledger/index.ts'
import { touch } from '../views/index.ts'

// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
export const remindersSchema: Schema = {
  noun: 'reminders',
  steps: [
    `CREATE TABLE reminders (
       object BLOB PRIMARY KEY, due_at INTEGER NOT NULL, raised_at INTEGER
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX reminders_by_time ON reminders (due_at) WHERE raised_at IS NULL;`,
  ],
}

/** Times in ms since the epoch. */
interface Reminder {
  dueAt: number
  /** When this person was reminded; null before. */
  raisedAt: number | null
}

export function findReminder(rows: Rows, object: Uint8Array): Reminder | null {
  const sql = 'SELECT due_at AS dueAt, raised_at AS raisedAt FROM reminders WHERE object = ?'
  return rows.get<Reminder & Record<string, never>>(sql, object) ?? null
}

/** True if the time came and nobody answered. */
export function isReminderDue(reminder: Reminder | null): boolean {
  return reminder !== null && reminder.raisedAt !== null
}

/** Sets the reminder of an own letter, in place of an earlier one. */
export function setReminder(tx: Transaction, object: Uint8Array, dueAt: number): void {
  tx.run('INSERT OR REPLACE INTO reminders VALUES (?, ?, NULL)', object, dueAt)
  touch(tx, object)
}

/** Ends the reminder: somebody answered, its author needs it no longer, or the letter is gone. */
export function endReminder(tx: Transaction, object: Uint8Array): void {
  if (tx.run('DELETE FROM reminders WHERE object = ?', object).changes > 0) touch(tx, object)
}

export function findNextReminder(rows: Rows): number | null {
  const sql = 'SELECT min(due_at) AS dueAt FROM reminders WHERE raised_at IS NULL'
  return rows.get<{ dueAt: number | null }>(sql)?.dueAt ?? null
}

/** Soonest first; those whose time came are included. */
export function listReminders(rows: Rows, limit: number): Uint8Array[] {
  const sql = 'SELECT object FROM reminders ORDER BY due_at, object LIMIT ?'
  return rows.all<{ object: Uint8Array }>(sql, limit).map(({ object }) => object)
}

export function listDueReminders(rows: Rows, now: number, limit: number): Uint8Array[] {
  const sql =
    'SELECT object FROM reminders WHERE raised_at IS NULL AND due_at <= ? ORDER BY due_at, object LIMIT ?'
  return rows.all<{ object: Uint8Array }>(sql, now, limit).map(({ object }) => object)
}

export function raiseReminder(tx: Transaction, object: Uint8Array, now: number): void {
  tx.run('UPDATE reminders SET raised_at = ? WHERE object = ?', now, object)
  touch(tx, object)
}

export function postponeReminder(tx: Transaction, object: Uint8Array, dueAt: number): void {
  tx.run('UPDATE reminders SET due_at = ? WHERE object = ?', dueAt, object)
  touch(tx, object)
}
