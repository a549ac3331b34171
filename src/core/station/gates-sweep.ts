// What ends without a request: leases and expiries that are past, and memories that are old enough.
import { LONGEST_LEASE_MS } from '../station-records/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { findGate, forgetShare, lapseIfDue, type GateName } from './gates-rows.ts'

const DUE = `
  SELECT account, handle FROM kept_gates g
  WHERE share IS NOT NULL AND min(until, coalesce(expires_at, until)) <= ?
    AND EXISTS (SELECT 1 FROM gate_readers r WHERE r.account = g.account AND r.handle = g.handle AND r.state = 'free')
    AND NOT EXISTS (SELECT 1 FROM gate_accounts a WHERE a.account = g.account AND a.is_fenced = 1)
  LIMIT ?`

/** Burns what is past its end. Returns how many gates it found; call again until it returns none. */
export function lapseDue(tx: Transaction, now: number, limit: number): number {
  const due = tx.all<GateName & Record<string, never>>(DUE, now, limit)
  for (const gate of due) lapseIfDue(tx, gate, findGate(tx, gate)!, now)
  return due.length
}

/**
 * Forgets burns without a gate, and gates that ended long ago. An act that comes later finds nothing
 * and is kept anew.
 */
export function forgetOld(tx: Transaction, now: number, limit: number): number {
  const before = now - LONGEST_LEASE_MS
  const buried = tx.all<GateName & Record<string, never>>(
    'SELECT account, handle FROM gate_tombstones WHERE at < ? LIMIT ?',
    ...[before, limit],
  )
  for (const { account, handle } of buried) {
    const sql = 'DELETE FROM gate_tombstones WHERE account = ? AND handle = ? AND at < ?'
    const { changes } = tx.run(sql, account, handle, before)
    tx.run('UPDATE gate_accounts SET tombstones = tombstones - ? WHERE account = ?', changes, account)
  }
  const ended = tx.all<GateName & Record<string, never>>(
    `SELECT account, handle FROM gate_readers g WHERE state <> 'free' AND at < ?
     AND NOT EXISTS (SELECT 1 FROM gate_readers f WHERE f.account = g.account AND f.handle = g.handle AND f.state = 'free')
     LIMIT ?`,
    ...[before, limit],
  )
  for (const gate of ended) {
    forgetShare(tx, gate)
    // A gate of a group is found once for each member who was decided about.
    const readers = 'DELETE FROM gate_readers WHERE account = ? AND handle = ?'
    if (tx.run(readers, gate.account, gate.handle).changes > 0)
      tx.run('UPDATE gate_accounts SET remembered = remembered - 1 WHERE account = ?', gate.account)
    tx.run('DELETE FROM kept_gates WHERE account = ? AND handle = ?', gate.account, gate.handle)
  }
  return buried.length + ended.length
}
