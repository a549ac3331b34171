// Which mails to many were asked to stop, when, and by which way. A mail of them that the account's
// server receives ten days later is spam.
// Beside receive: stop-mails.ts of the handlers asks → a row here → accounts files what comes later.
import { correspondentKey } from '../correspondents/index.ts'
import { equalBytes } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { readTidy, setBin } from '../tidy/index.ts'

/** Senders may take so long. */
const GRACE_MS = 10 * 24 * 60 * 60 * 1000

export interface MailStop {
  /** `request`: its server accepted the request. `mail`: a server took the mail that asks for it. */
  way: 'request' | 'mail'
  /** The host of that server, or the address of the mail. */
  whom: string
  /** ms since the epoch. */
  askedAt: number
}

/** Returns how such mails were asked to stop. Null if they were not. */
export function findStop(rows: Rows, object: Uint8Array): MailStop | null {
  const sql = `SELECT s.way, s.whom, s.asked_at AS askedAt FROM mail_stops s JOIN mails m ON m.stop_key = s.key
    WHERE m.object = ? AND s.asked_at IS NOT NULL`
  return rows.get<MailStop & Record<string, never>>(sql, object) ?? null
}

/** Keeps that such mails were asked to stop. */
export function keepStop(tx: Transaction, object: Uint8Array, { way, whom, askedAt }: MailStop): void {
  put(tx, object, [way, whom, '', askedAt])
}

/** The mail that asks for it. */
interface AskingMail {
  address: string
  subject: string
}

/**
 * Keeps that a mail is to ask for it. Of several stops that wait for the same mail the last counts,
 * because the mail does not tell them apart.
 */
export function awaitMail(tx: Transaction, object: Uint8Array, { address, subject }: AskingMail): void {
  tx.run('DELETE FROM mail_stops WHERE asked_at IS NULL AND whom = ? AND subject = ?', address, subject)
  put(tx, object, ['mail', address, subject, null])
}

function put(tx: Transaction, object: Uint8Array, columns: (string | number | null)[]): void {
  const sql = `INSERT OR REPLACE INTO mail_stops
    SELECT stop_key, ?, ?, ?, ? FROM mails WHERE object = ? AND stop_key IS NOT NULL`
  tx.run(sql, ...columns, object)
}

/** A bound of one transaction. */
const MAX_TOUCHED = 1000

/**
 * A server took over an own mail. If a stop waits for it, it was asked now.
 * @param person the correspondent whom the mail is to
 * @returns the mails that say so from now on
 */
export function markAsked(
  tx: Transaction,
  { person, subject, at }: { person: Uint8Array; subject: string; at: number },
): Uint8Array[] {
  const waiting = tx.all<{ key: Uint8Array; whom: string }>(
    'SELECT key, whom FROM mail_stops WHERE asked_at IS NULL AND subject = ?',
    subject,
  )
  return waiting
    .filter(({ whom }) => equalBytes(correspondentKey({ name: '', address: whom }), person))
    .flatMap(({ key }) => {
      tx.run('UPDATE mail_stops SET asked_at = ? WHERE key = ?', at, key)
      const sql = 'SELECT object FROM mails WHERE stop_key = ? LIMIT ?'
      return tx.all<{ object: Uint8Array }>(sql, key, MAX_TOUCHED).map(({ object }) => object)
    })
}

/** @param receivedAt when the server of the account received the mail; ms since the epoch */
export function isAfterStop(rows: Rows, object: Uint8Array, receivedAt: number): boolean {
  const stop = findStop(rows, object)
  return stop !== null && receivedAt > stop.askedAt + GRACE_MS
}

/** Files a mail that came although its sender was asked to stop. */
export function binStopped(tx: Transaction, object: Uint8Array): void {
  tx.run('UPDATE mails SET was_binned = 1 WHERE object = ?', object)
  setBin(tx, object, 'spam')
}

/** Its person takes a mail back that `binStopped` filed, and so wants such mails again. */
export function noteTakenBack(tx: Transaction, object: Uint8Array): void {
  tx.run(
    'DELETE FROM mail_stops WHERE key IN (SELECT stop_key FROM mails WHERE object = ? AND was_binned = 1)',
    object,
  )
}

/**
 * Forgets that such mails were asked to stop. The mail comes back if it is in the spam, and so do those
 * that `binStopped` filed.
 */
export function takeAgain(tx: Transaction, object: Uint8Array): void {
  tx.run('DELETE FROM mail_stops WHERE key IN (SELECT stop_key FROM mails WHERE object = ?)', object)
  const such = tx.all<{ object: Uint8Array }>(
    `SELECT object FROM mails WHERE object = ?
       OR (was_binned = 1 AND stop_key = (SELECT stop_key FROM mails WHERE object = ?))`,
    ...[object, object],
  )
  for (const one of such) if (readTidy(tx, one.object).bin === 'spam') setBin(tx, one.object, null)
}
