// The rosters of a station: which members of a group may ask for the posts of a customer. A station
// knows members only by keys that differ at each station, and cannot compare customers.
import { equalBytes } from '../base/index.ts'
import {
  LONGEST_LEASE_MS,
  removalCheck,
  removalHash,
  type Removal,
  type RosterAnswer,
  type RosterPut,
} from '../station-records/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { addAccount, logDecision } from './gates-log.ts'
import type { GateParts } from './gates-parts.ts'
import { countActs, isLogFull, isOverActs } from './gates-quota.ts'
import { ALL_MEMBERS, findGate, findReader, isFenced, type GateName, type ReaderRow } from './gates-rows.ts'

/** A roster name is a secret of one group and customer, so honest ones never have the same. */
const MAX_ACCOUNTS_OF_ROSTER = 8

interface StoredKey {
  check: Uint8Array
  epoch: number
  struckAt: number | null
}

/** Takes changes of a roster from its customer. */
export function putRoster(
  tx: Transaction,
  account: Uint8Array,
  { roster, members, struck }: RosterPut,
  { readTime, limitsOf }: Pick<GateParts, 'readTime' | 'limitsOf'>,
): RosterAnswer {
  if (isFenced(tx, account)) return 'fenced'
  addAccount(tx, account)
  const name = { account, roster }
  const isNew = (key: Uint8Array): boolean => findKey(tx, name, key) === null
  const added = members.filter(({ key }) => isNew(key)).length + struck.filter(isNew).length
  // A key costs the station about as much as a gate.
  const { gates } = limitsOf(tx, account)
  const { now } = readTime()
  const isOver = isOverActs(tx, account, now, gates) || isLogFull(tx, account, gates)
  if (countKeys(tx, account) + added > gates || isOver) return 'quota'
  countActs(tx, account, now, struck.length)
  for (const member of members) keepMember(tx, name, member, now)
  for (const key of struck) strikeKey(tx, name, key, now)
  return 'kept'
}

export interface RosterOf {
  readonly account: Uint8Array
  readonly roster: Uint8Array
}

function findKey(rows: Rows, { account, roster }: RosterOf, key: Uint8Array): StoredKey | null {
  const sql = `SELECT token_check AS "check", epoch, struck_at AS struckAt FROM roster_keys
    WHERE account = ? AND roster = ? AND key = ?`
  return rows.get<StoredKey & Record<string, never>>(sql, account, roster, key) ?? null
}

function countKeys(rows: Rows, account: Uint8Array): number {
  const sql = 'SELECT roster_keys AS count FROM gate_accounts WHERE account = ?'
  return rows.get<{ count: number }>(sql, account)?.count ?? 0
}

/** A struck key returns only with another check: the member was removed, and added again. */
function keepMember(
  tx: Transaction,
  { account, roster }: RosterOf,
  { key, check, epoch }: RosterPut['members'][number],
  now: number,
): void {
  const known = findKey(tx, { account, roster }, key)
  if (known === null) insertKey(tx, { account, roster }, key, { check, epoch }, now)
  else if (!equalBytes(known.check, check)) {
    const sql = `UPDATE roster_keys SET token_check = ?, epoch = ?, struck_at = NULL
      WHERE account = ? AND roster = ? AND key = ?`
    tx.run(sql, check, epoch, account, roster, key)
  }
}

function insertKey(
  tx: Transaction,
  { account, roster }: RosterOf,
  key: Uint8Array,
  { check, epoch }: Pick<StoredKey, 'check' | 'epoch'>,
  now: number,
): void {
  const sql = `INSERT INTO roster_keys (account, roster, key, token_check, epoch, put_at)
    VALUES (?, ?, ?, ?, ?, ?)`
  tx.run(sql, account, roster, key, check, epoch, now)
  tx.run('UPDATE gate_accounts SET roster_keys = roster_keys + 1 WHERE account = ?', account)
}

/** No real check is so short. */
const NO_CHECK = Uint8Array.of(0)

function strikeKey(tx: Transaction, name: RosterOf, key: Uint8Array, at: number): void {
  const { account, roster } = name
  const known = findKey(tx, name, key)
  if (known === null) insertKey(tx, name, key, { check: NO_CHECK, epoch: 0 }, at)
  else if (known.struckAt !== null) return
  const sql = 'UPDATE roster_keys SET struck_at = ? WHERE account = ? AND roster = ? AND key = ?'
  tx.run(sql, at, account, roster, key)
  // A station that loses this decision has another log than its receipts say.
  logDecision(tx, account, { handle: roster, key, decision: 'burned', why: 'removed', seq: 0, at })
}

/**
 * Strikes the members whose removal token this is. It needs no customer and no barrier, because it
 * only takes a right away. Returns the accounts that know the token, and those where it struck somebody.
 */
export function applyRemoval(
  tx: Transaction,
  { roster, token }: Removal,
  { readTime }: Pick<GateParts, 'readTime'>,
): { accounts: Uint8Array[]; struck: Uint8Array[] } {
  const tokenHash = removalHash(token)
  const { now } = readTime()
  const named = tx.all<{ account: Uint8Array }>(ACCOUNTS_OF_ROSTER, roster, MAX_ACCOUNTS_OF_ROSTER)
  const struck: Uint8Array[] = []
  const accounts = named.flatMap(({ account }) => {
    const keys = tx.all<{ key: Uint8Array; isStruck: number }>(
      ...[KEYS_OF_CHECK, roster, removalCheck(tokenHash, account), account],
    )
    const standing = keys.filter(({ isStruck }) => isStruck === 0)
    for (const { key } of standing) strikeKey(tx, { account, roster }, key, now)
    // A customer who knows tokens must not fill the log by them.
    if (standing.length > 0) {
      countActs(tx, account, now, standing.length)
      struck.push(account)
    }
    return keys.length > 0 ? [account] : []
  })
  return { accounts, struck }
}

const ACCOUNTS_OF_ROSTER = 'SELECT DISTINCT account FROM roster_keys WHERE roster = ? LIMIT ?'

const KEYS_OF_CHECK = `
  SELECT key, struck_at IS NOT NULL AS isStruck FROM roster_keys
  WHERE roster = ? AND token_check = ? AND account = ?`

/**
 * Returns what was decided about a reader. A member of a group without a row of their own shares
 * the row of all. Null for a key that may not ask.
 */
export function findReaderOf(rows: Rows, gate: GateName, key: Uint8Array): ReaderRow | null {
  const own = findReader(rows, gate, key)
  if (own !== null) return own
  const row = findGate(rows, gate)
  if (row === null || row.roster === null) return null
  const name = { account: gate.account, roster: row.roster }
  const all = isOnRoster(rows, name, key, row.epoch) ? findReader(rows, gate, ALL_MEMBERS) : null
  return all === null ? null : { ...all, key }
}

/** True if this key may now ask for a gate of that epoch. */
function isOnRoster(rows: Rows, name: RosterOf, key: Uint8Array, epoch: number): boolean {
  const known = findKey(rows, name, key)
  return known !== null && known.struckAt === null && known.epoch <= epoch
}

/**
 * Forgets keys that are older than the longest lease, and whose roster no gate names any longer.
 * Returns how many it found.
 */
export function forgetRosters(tx: Transaction, now: number, limit: number): number {
  const idle = tx.all<RosterOf & { key: Uint8Array } & Record<string, never>>(
    IDLE_KEYS,
    ...[now - LONGEST_LEASE_MS, limit],
  )
  for (const { account, roster, key } of idle) {
    tx.run('DELETE FROM roster_keys WHERE account = ? AND roster = ? AND key = ?', account, roster, key)
    tx.run('UPDATE gate_accounts SET roster_keys = roster_keys - 1 WHERE account = ?', account)
  }
  return idle.length
}

const IDLE_KEYS = `
  SELECT account, roster, key FROM roster_keys k WHERE put_at < ?
    AND NOT EXISTS (SELECT 1 FROM kept_gates g WHERE g.account = k.account AND g.roster = k.roster) LIMIT ?`

/** Forgets all rosters of an account. */
export function dropRosters(tx: Transaction, account: Uint8Array): void {
  tx.run('DELETE FROM roster_keys WHERE account = ?', account)
  tx.run('UPDATE gate_accounts SET roster_keys = 0 WHERE account = ?', account)
}
