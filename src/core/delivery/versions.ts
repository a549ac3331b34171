// Versions: an object never changes. A new object replaces it, and both are kept.
// Only its own author can replace an object, so all versions of a chain have one author.
import { equalBytes, toHex } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { objectId, type Ref } from '../store/index.ts'
import { touch } from '../views/index.ts'
import type { DeliveryParts } from './parts.ts'

/** Limits the walk along a hostile chain of versions. */
const MAX_VERSIONS = 1000
/** Limits the lookups of one call, because each lookup walks through the author's archive. */
const MAX_LOOKED_UP = 100

/**
 * Records that `object` replaces an earlier version. Ignores a claim to replace an object of
 * another author.
 */
export function keepVersion(
  tx: Transaction,
  version: { object: Uint8Array; author: Uint8Array; replaces: Ref | null; at: number },
): void {
  const { object, author, replaces, at } = version
  if (replaces === null || !equalBytes(replaces.person, author)) return
  const earlier = objectId(replaces)
  tx.run('INSERT OR IGNORE INTO versions VALUES (?, ?, ?, ?)', object, earlier, author, at)
  touch(tx, earlier)
}

/** Returns the latest known version of an object; the object itself if nothing replaced it. */
export function findLatestVersion(rows: Rows, object: Uint8Array): Uint8Array {
  let latest = object
  for (let i = 0; i < MAX_VERSIONS; i++) {
    const next = rows.get<{ object: Uint8Array }>(
      'SELECT object FROM versions WHERE replaces = ? ORDER BY at DESC, object LIMIT 1',
      latest,
    )?.object
    if (next === undefined) return latest
    latest = next
  }
  return latest
}

/** Returns all known versions of an object, the latest first. */
export function listVersions(rows: Rows, object: Uint8Array): Uint8Array[] {
  const latest = findLatestVersion(rows, object)
  return [latest, ...listEarlierVersions(rows, latest)]
}

/** Returns the known versions before an object, the latest of them first. */
export function listEarlierVersions(rows: Rows, object: Uint8Array): Uint8Array[] {
  const versions: Uint8Array[] = [object]
  for (let i = 0; i < MAX_VERSIONS; i++) {
    const earlier = findReplaced(rows, versions.at(-1)!)
    if (earlier === null || versions.some((known) => equalBytes(known, earlier))) break
    versions.push(earlier)
  }
  return versions.slice(1)
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
