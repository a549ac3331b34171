// About whom this home does not know whether they have an object: a device that was lost may have released it after the backup.
// Stands beside reference. Until somebody was heard no act says of them that it came in time.
import { toHex } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Memberships } from './audience.ts'
import { destroyGrant, findContentKey, hasAnyRight, loadAudiences } from './facts.ts'
import type { AudienceRow, ObjectReader } from './facts.ts'
import { EXPIRED_KEY_LIFETIME_MS } from './expiry.ts'

const NEXT_RECOVERY = `SELECT max(
  coalesce((SELECT max(restored) FROM access_doubts), 0), coalesce((SELECT max(restored) FROM access_heard), 0)) + 1 AS n`

/**
 * What was recalled or has expired by the backup stays so. An open object whose notice is out is anyone's anyway; one that waited may
 * have gone out since.
 */
const DOUBTED = `
  SELECT a.object, a.audience, ? FROM access_audiences a
  WHERE a.recalled_at IS NULL AND a.expired_at IS NULL AND (a.mode = 'controlled' OR a.noticed_at IS NULL)
    AND (a.kind <> 'person' OR NOT EXISTS (SELECT 1 FROM access_releases r WHERE r.object = a.object AND r.person = a.audience))`

/** A ledger comes back from a backup: of everything in it that was not released yet nothing is known since. */
export function beginDoubts(tx: Transaction): void {
  const restored = tx.get<{ n: number }>(NEXT_RECOVERY)!.n
  tx.run(`INSERT OR REPLACE INTO access_doubts (object, audience, restored) ${DOUBTED}`, restored)
}

/** The author's own word: it may be given from now on. Whether it was given before is as doubtful as it was. */
export function letGoOfDoubt(tx: Transaction, object: Uint8Array, audience: Uint8Array): void {
  tx.run('UPDATE access_doubts SET is_let_go = 1 WHERE object = ? AND audience = ?', object, audience)
}

/** Persons who may have this object by a release that is not known here, in hex. */
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
      if (row.audience.kind === 'person' || !wasHeard(rows, objectId, row, person)) doubted.add(toHex(person))
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

/** Whether there was a doubt by which this person may have come to the object, settled or not: then their own word counts. */
export function wasDoubted(
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
  /** Its author reads it without any audience, and still does when nobody else can. */
  readonly keepsKey: (object: Uint8Array) => boolean
}

/**
 * All that a lost device said to this person was read, and all that they said since. What was taken back meanwhile is final for them: grants
 * go now, content keys at the next turn, once their words are saved. @returns the objects that may stand otherwise
 */
export function settlePerson(
  tx: Transaction,
  { person, now, memberships, keepsKey }: Settlement,
): Uint8Array[] {
  const latest = tx.get<{ n: number | null }>('SELECT max(restored) AS n FROM access_doubts')?.n ?? null
  if (latest === null) return []
  tx.run('INSERT OR REPLACE INTO access_heard VALUES (?, ?)', person, latest)
  tx.run('UPDATE access_doubts SET is_settled = 1 WHERE audience = ?', person)
  const objects = [...listAbout(tx, person), ...settleGroups(tx, person, memberships)]
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

/** A group is settled when everybody was heard who may have been given it. */
function settleGroups(tx: Transaction, person: Uint8Array, memberships: Memberships): Uint8Array[] {
  const objects = tx.all<{ object: Uint8Array }>(GROUPS).map(({ object }) => object)
  return objects.filter((object) => {
    const rows = loadAudiences(tx, object).filter(({ audience }) => audience.kind === 'group')
    const mine = rows.filter((row) =>
      personsOf(tx, row, memberships).some((one) => toHex(one) === toHex(person)),
    )
    for (const row of mine)
      if (listDoubted(tx, object, memberships, [row]).size === 0)
        tx.run(
          'UPDATE access_doubts SET is_settled = 1 WHERE object = ? AND audience = ?',
          ...[object, row.audience.key],
        )
    return mine.length > 0
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
