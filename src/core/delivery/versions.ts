// Versions: an object never changes. A new object replaces it, and both are kept.
// Only its own author can replace an object, so all versions of a chain have one author.
import { equalBytes, toHex } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { objectId, type Ref } from '../store/index.ts'
import { touch } from '../views/index.ts'
import type { DeliveryParts } from './parts.ts'

/** The versions of one object that are listed: the latest ones. */
const MAX_LISTED = 1000
/** Limits the lookups of one call, because each lookup walks through the author's archive. */
const MAX_LOOKED_UP = 100
/** How often something that was said can be corrected. A further claim to replace it is ignored. */
export const MAX_CORRECTIONS = 100

interface Version {
  object: Uint8Array
  author: Uint8Array
  replaces: Ref | null
  /** ms since the epoch */
  at: number
}

/**
 * Records that `object` replaces an earlier version. Ignores a claim to replace an object of
 * another author, and one that connects more than `max` versions.
 * Versions can come in any order and name objects that do not exist, so nothing walks along them:
 * this finds the chain once.
 */
export function keepVersion(tx: Transaction, version: Version, max = Infinity): void {
  const { object, author, replaces } = version
  const later = findChain(tx, object)
  if (replaces !== null && equalBytes(replaces.person, author) && findReplaced(tx, object) === null)
    joinVersion(tx, version, objectId(replaces), later, max)
  // Now it is known when the latest version was first said.
  if (later !== null) touch(tx, findLatestVersion(tx, object))
}

function joinVersion(
  tx: Transaction,
  { object, author, at }: Version,
  replaces: Uint8Array,
  later: Uint8Array | null,
  max: number,
): void {
  const earlier = findChain(tx, replaces)
  const chains = [...new Map([earlier, later].flatMap((one) => (one === null ? [] : [[toHex(one), one]])))]
  const known = chains.reduce((sum, [, chain]) => sum + countIn(tx, chain, max), 0)
  if (known + 1 > max) return
  const chain = earlier === null ? (later ?? replaces) : later === null ? earlier : join(tx, earlier, later)
  tx.run(
    'INSERT INTO versions (object, replaces, author, at, chain) VALUES (?, ?, ?, ?, ?)',
    ...[object, replaces, author, timeBetween(tx, replaces, at, object), chain],
  )
  touch(tx, replaces)
}

/** Returns the chain that has this object, or a version that replaces it. */
function findChain(rows: Rows, object: Uint8Array): Uint8Array | null {
  const sql = `
    SELECT chain FROM versions WHERE object = ?
    UNION ALL SELECT chain FROM versions WHERE replaces = ? LIMIT 1`
  return rows.get<{ chain: Uint8Array }>(sql, object, object)?.chain ?? null
}

/** Two devices of an author can have clocks that differ, but versions are listed by time. */
function timeBetween(rows: Rows, replaces: Uint8Array, at: number, object: Uint8Array): number {
  const find = (sql: string, one: Uint8Array): number | null =>
    rows.get<{ at: number | null }>(sql, one)?.at ?? null
  const before = find('SELECT at FROM versions WHERE object = ?', replaces) ?? -Infinity
  const after = find('SELECT min(at) AS at FROM versions WHERE replaces = ?', object) ?? Infinity
  return Math.min(Math.max(at, before + 1), after - 1)
}

/** Moves the smaller chain into the larger one, so n versions move at most n log n times. */
function join(tx: Transaction, one: Uint8Array, other: Uint8Array): Uint8Array {
  if (equalBytes(one, other)) return one
  const [smaller, larger] = isSmaller(tx, one, other) ? [one, other] : [other, one]
  tx.run('UPDATE versions SET chain = ? WHERE chain = ?', larger, smaller)
  return larger
}

/** Counts no further than twice the smaller chain, because the larger one may be very long. */
function isSmaller(rows: Rows, one: Uint8Array, other: Uint8Array): boolean {
  for (let limit = 8; ; limit *= 2) {
    if (countIn(rows, one, limit) < limit) return true
    if (countIn(rows, other, limit) < limit) return false
  }
}

/** Counts at most `limit` versions. */
function countIn(rows: Rows, chain: Uint8Array, limit: number): number {
  if (limit === Infinity) return 0
  const sql = 'SELECT count(*) AS count FROM (SELECT 1 FROM versions WHERE chain = ? LIMIT ?)'
  return rows.get<{ count: number }>(sql, chain, limit)!.count
}

/** True if what was said cannot be corrected once more. */
export function isCorrectedOut(rows: Rows, object: Uint8Array): boolean {
  const chain = findChain(rows, object)
  return chain !== null && countIn(rows, chain, MAX_CORRECTIONS) === MAX_CORRECTIONS
}

/** Returns the latest known version of an object; the object itself if nothing replaced it. */
export function findLatestVersion(rows: Rows, object: Uint8Array): Uint8Array {
  const chain = findChain(rows, object)
  return chain === null ? object : findLatestIn(rows, chain)
}

function findLatestIn(rows: Rows, chain: Uint8Array): Uint8Array {
  const sql = 'SELECT object FROM versions WHERE chain = ? ORDER BY at DESC, object DESC LIMIT 1'
  return rows.get<{ object: Uint8Array }>(sql, chain)!.object
}

/** Returns the latest known versions of an object, the latest first. */
export function listVersions(rows: Rows, object: Uint8Array): Uint8Array[] {
  const sql = 'SELECT object, replaces FROM versions WHERE chain = ? ORDER BY at DESC, object DESC LIMIT ?'
  const chain = findChain(rows, object)
  const found =
    chain === null ? [] : rows.all<{ object: Uint8Array; replaces: Uint8Array }>(sql, chain, MAX_LISTED)
  const earliest = found.at(-1)?.replaces ?? object
  return [...new Map([...found.map((one) => one.object), earliest].map((one) => [toHex(one), one])).values()]
}

/**
 * Returns what may be the first known version of an object: what its earliest version replaces, and
 * that version.
 */
export function findFirstVersions(rows: Rows, object: Uint8Array): Uint8Array[] {
  const chain = findChain(rows, object)
  const sql = 'SELECT object, replaces FROM versions WHERE chain = ? ORDER BY at, object LIMIT 1'
  const first =
    chain === null ? undefined : rows.get<{ object: Uint8Array; replaces: Uint8Array }>(sql, chain)
  return first === undefined ? [] : [first.replaces, first.object]
}

type LookingParts = Pick<DeliveryParts, 'ledger' | 'clock' | 'followed' | 'store' | 'inbox'>

/**
 * Like listVersions(), but first looks in the archive of the author for earlier versions of a
 * public post that no feed announced, one after the other.
 * Leaves out versions that no device supplies within `waitMs`.
 */
export async function lookUpVersions(
  parts: LookingParts,
  object: Uint8Array,
  waitMs: number,
): Promise<Uint8Array[]> {
  const { ledger, clock, followed } = parts
  const deadline = clock.monotonicMs() + waitMs
  for (let i = 0; i < MAX_LOOKED_UP; i++) {
    const missing = findMissing(parts, listVersions(ledger, object))
    const leftMs = deadline - clock.monotonicMs()
    if (missing === null || leftMs <= 0) break
    const isFound = await followed.fileListed(missing, leftMs).catch(ignoreRefusal)
    if (!isFound) break
  }
  return listVersions(ledger, object)
}

/**
 * Returns the ref of the earliest version, if only the version after it names it. Null if that
 * version is known here.
 */
function findMissing({ ledger, store, inbox }: LookingParts, versions: Uint8Array[]): Ref | null {
  const [next, earliest] = versions.slice(-2)
  if (next === undefined || earliest === undefined) return null
  const isHere = store.findOwn(ledger, earliest) !== null || inbox.find(ledger, earliest) !== null
  return isHere ? null : (inbox.find(ledger, next)?.notice.replaces ?? null)
}

function ignoreRefusal(error: unknown): false {
  if (!isEngineError(error)) throw error
  return false
}

export function isReplaced(rows: Rows, object: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM versions WHERE replaces = ? LIMIT 1', object) !== undefined
}

/** Returns the earlier version that this object replaces. */
export function findReplaced(rows: Rows, object: Uint8Array): Uint8Array | null {
  return (
    rows.get<{ replaces: Uint8Array }>('SELECT replaces FROM versions WHERE object = ?', object)?.replaces ??
    null
  )
}

/** Returns the earlier versions that these objects replace. */
export function listReplaced(rows: Rows, objects: readonly Uint8Array[]): Uint8Array[] {
  const sql = 'SELECT replaces FROM versions WHERE object IN (SELECT unhex(value) FROM json_each(?))'
  const found = rows.all<{ replaces: Uint8Array }>(sql, JSON.stringify(objects.map(toHex)))
  return found.map(({ replaces }) => replaces)
}
