// Doubts. After a restore this home does not know which objects the lost device released after the
// backup.
// They affect hold, recall and reference. An act is reported as successful for a reader only after
// this reader was heard.
import { toHex } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Memberships } from './memberships.ts'
import { destroyGrant, findContentKey, loadAudiences } from './facts.ts'
import { hasAnyRight } from './rights.ts'
import type { AudienceRow } from './facts.ts'
import { EXPIRED_KEY_LIFETIME_MS } from './expiry.ts'
import { isOnePerson, AUDIENCE_FACTS, type ObjectReader } from '../store/index.ts'

const NEXT_RECOVERY = `SELECT max(
  coalesce((SELECT max(restored) FROM access_doubts), 0), coalesce((SELECT max(restored) FROM access_heard), 0)) + 1 AS n`

/**
 * Objects that were recalled or expired by the time of the backup are certain. So are open objects
 * whose notice is out, because anyone has their key. An object that waited may have been sent
 * since.
 */
const DOUBTED = `
  SELECT a.object, a.audience, ? FROM access_audiences a
  WHERE a.recalled_at IS NULL AND a.expired_at IS NULL AND (a.mode = 'controlled' OR a.noticed_at IS NULL)
    AND (a.kind <> 'person' OR NOT EXISTS (SELECT 1 FROM access_releases r WHERE r.object = a.object AND r.person = a.audience))`

/**
 * Called after the ledger was restored from a backup. Everything in it that was not released yet is
 * in doubt.
 */
export function beginDoubts(tx: Transaction): void {
  const restored = tx.get<{ n: number }>(NEXT_RECOVERY)!.n
  tx.run(`INSERT OR REPLACE INTO access_doubts (object, audience, restored) ${DOUBTED}`, restored)
}

/** A reader of a letter that only the lost device knew may have got it from there. */
export function addDoubt(tx: Transaction, { objectId, person }: ObjectReader): void {
  const sql = `INSERT OR IGNORE INTO access_doubts (object, audience, restored)
    SELECT ?, ?, coalesce(max(restored), 1) FROM (
      SELECT max(restored) AS restored FROM access_doubts UNION SELECT max(restored) FROM access_heard)`
  tx.run(sql, objectId, person)
}

/**
 * Lets an object be released again, on the word of its author. Whether it was released before
 * remains in doubt.
 */
export function letGoOfDoubt(tx: Transaction, object: Uint8Array, audience: Uint8Array): void {
  tx.run('UPDATE access_doubts SET is_let_go = 1 WHERE object = ? AND audience = ?', object, audience)
}

/**
 * Returns the persons who may have this object by a release that this home does not know; in hex.
 */
export function listDoubted(
  rows: Rows,
  objectId: Uint8Array,
  memberships: Memberships,
  found: readonly AudienceRow[] = loadAudiences(rows, objectId),
): ReadonlySet<string> {
  const doubted = new Set<string>()
  for (const row of found) {
    if (!row.isUnsettled) continue
    for (const person of personsOf(rows, row, memberships))
      if (isOnePerson(row.audience) || !wasHeard(rows, objectId, row, person)) doubted.add(toHex(person))
  }
  for (const { person } of rows.all<{ person: Uint8Array }>(RELEASED, objectId)) doubted.delete(toHex(person))
  return doubted
}

const RELEASED = 'SELECT person FROM access_releases WHERE object = ?'

function personsOf(rows: Rows, { audience, since }: AudienceRow, memberships: Memberships): Uint8Array[] {
  const members = memberships[audience.kind]
  return [...members.list(rows, audience.key, since), ...members.listGone(rows, audience.key, since)]
}

function wasHeard(rows: Rows, objectId: Uint8Array, { audience }: AudienceRow, person: Uint8Array): boolean {
  const sql = `SELECT 1 FROM access_heard h JOIN access_doubts d ON h.restored >= d.restored
    WHERE h.person = ? AND d.object = ? AND d.audience = ?`
  return rows.get(sql, person, objectId, audience.key) !== undefined
}

/**
 * Returns the audience by which this person may have got the object from a lost device, whether the
 * doubt is settled or not; then the word of the person counts. Null if there is no such doubt.
 */
export function findDoubtedAudience(
  rows: Rows,
  { objectId, person }: ObjectReader,
  memberships: Memberships,
): Uint8Array | null {
  const found = rows.all<{ audience: Uint8Array }>(
    'SELECT audience FROM access_doubts WHERE object = ?',
    objectId,
  )
  if (found.length === 0) return null
  const doubted = new Set(found.map(({ audience }) => toHex(audience)))
  const route = loadAudiences(rows, objectId).find(
    (row) =>
      doubted.has(toHex(row.audience.key)) &&
      personsOf(rows, row, memberships).some((one) => toHex(one) === toHex(person)),
  )
  return route?.audience.key ?? null
}

interface Settlement {
  readonly person: Uint8Array
  readonly now: number
  readonly memberships: Memberships
  /** True if the author reads the object without an audience, and still does when no reader can. */
  readonly keepsKey: (object: Uint8Array) => boolean
}

/**
 * Settles the doubts about a person after all records of the lost device to this person, and all
 * later records of the person, were read.
 * What was recalled or expired meanwhile is then final for them, so grants are deleted now, content
 * keys in the next run of processDue(), after their words were saved.
 * @returns the objects whose situation may have changed
 */
export function endDoubts(tx: Transaction, { person, now, memberships, keepsKey }: Settlement): Uint8Array[] {
  const latest = tx.get<{ n: number | null }>('SELECT max(restored) AS n FROM access_doubts')?.n ?? null
  if (latest === null) return []
  tx.run('INSERT OR REPLACE INTO access_heard VALUES (?, ?)', person, latest)
  tx.run('UPDATE access_doubts SET is_settled = 1 WHERE audience = ?', person)
  const objects = [...listAbout(tx, person), ...endGroupDoubts(tx, person, memberships)]
  for (const object of objects) finishWithdrawn(tx, object, now, keepsKey)
  return objects
}

function listAbout(rows: Rows, person: Uint8Array): Uint8Array[] {
  const sql = 'SELECT object FROM access_doubts WHERE audience = ?'
  return rows.all<{ object: Uint8Array }>(sql, person).map(({ object }) => object)
}

const GROUPS = `
  SELECT DISTINCT d.object FROM access_doubts d JOIN access_audiences a ON a.object = d.object AND a.audience = d.audience
  WHERE a.kind = 'group' AND d.is_settled = 0`

/** The doubts about a group end when everyone who may have a release was heard. */
function endGroupDoubts(tx: Transaction, person: Uint8Array, memberships: Memberships): Uint8Array[] {
  const objects = tx.all<{ object: Uint8Array }>(GROUPS).map(({ object }) => object)
  return objects.filter((object) => {
    const rows = loadAudiences(tx, object).filter(
      ({ audience }) => AUDIENCE_FACTS[audience.kind].isSettledByMembers,
    )
    const ofPerson = rows.filter((row) =>
      personsOf(tx, row, memberships).some((one) => toHex(one) === toHex(person)),
    )
    for (const row of ofPerson)
      if (listDoubted(tx, object, memberships, [row]).size === 0)
        tx.run(
          'UPDATE access_doubts SET is_settled = 1 WHERE object = ? AND audience = ?',
          ...[object, row.audience.key],
        )
    return ofPerson.length > 0
  })
}

function finishWithdrawn(
  tx: Transaction,
  object: Uint8Array,
  now: number,
  keepsKey: (object: Uint8Array) => boolean,
): void {
  const ended = loadAudiences(tx, object).filter(
    ({ recalledAt, expiredAt }) => recalledAt !== null || expiredAt !== null,
  )
  if (ended.length === 0) return
  for (const row of ended) if (!row.isReleased) destroyGrant(tx, object, row)
  if (findContentKey(tx, object) === null || hasAnyRight(tx, object) || keepsKey(object)) return
  const isRecalled = ended.some(({ recalledAt }) => recalledAt !== null)
  const lastExpiry = Math.max(...ended.map(({ expiredAt }) => expiredAt ?? 0))
  const at = isRecalled ? now : Math.max(now, lastExpiry + EXPIRED_KEY_LIFETIME_MS)
  tx.run('UPDATE access_keys SET destroy_at = ? WHERE object = ?', at, object)
}

/** Returns how often this home was recovered since the letter was given. */
export function countRecoveries(rows: Rows, { objectId, person }: ObjectReader): number {
  const sql = 'SELECT restored FROM access_doubts WHERE object = ? AND audience = ?'
  return rows.get<{ restored: number }>(sql, objectId, person)?.restored ?? 0
}
