// Queries on notices: those that a reader has not confirmed, and those that must be repeated in a
// new feed or epoch.
// They are used between notify and receive. A notice is not repeated if its author took the object
// back.
import type { Rows } from '../ledger/index.ts'
import { NO_EPOCH } from '../store/index.ts'
import { findDueNotice, type DueNotice } from './notices.ts'

const UNARRIVED = `
  SELECT object FROM access_audiences
  WHERE audience = ? AND noticed_at IS NOT NULL AND recalled_at IS NULL AND expired_at IS NULL AND arrived_at IS NULL
  ORDER BY noticed_at`

/** Returns the notices to `person` whose arrival their feed has not reported, the oldest first. */
export function listUnarrived(rows: Rows, person: Uint8Array): DueNotice[] {
  const objects = rows.all<{ object: Uint8Array }>(UNARRIVED, person)
  return objects.flatMap(({ object }) => findDueNotice(rows, object, person) ?? [])
}

const NOTICES = `
  SELECT a.object, a.audience, a.mode, a.expires_at AS expiresAt, a.is_shared AS isShared,
    coalesce(g.box_number, r.box_number) AS boxNumber, g.sealed_key AS sealedKey
  FROM access_audiences a
  LEFT JOIN access_grants g ON g.object = a.object AND g.audience = a.audience
  LEFT JOIN access_releases r ON r.object = a.object AND r.person = a.audience
  WHERE a.kind = 'person' AND a.audience = ? AND a.recalled_at IS NULL AND a.expired_at IS NULL`

const SINCE = `${NOTICES} AND a.noticed_at >= ?
  AND (g.object IS NOT NULL OR (a.mode = 'controlled' AND r.object IS NOT NULL)) ORDER BY a.noticed_at`

const UNKEPT = `${NOTICES} AND a.mode = 'controlled' AND r.object IS NOT NULL AND r.kept_at IS NULL ORDER BY a.noticed_at`

interface NoticeRow {
  object: Uint8Array
  audience: Uint8Array
  mode: DueNotice['mode']
  expiresAt: number | null
  isShared: number
  boxNumber: number
  sealedKey: Uint8Array | null
}

/**
 * Returns all notices to `person` since that time, including those that they confirmed or whose
 * object was released to them: their device has lost them.
 */
export function listNoticesSince(rows: Rows, person: Uint8Array, since: number): DueNotice[] {
  return rows.all<NoticeRow & Record<string, never>>(SINCE, person, since).map(toDueNotice)
}

/**
 * Returns the notices of what was released to `person`, but which they have not kept, as far as is
 * known: a device that was lost may have had the key.
 */
export function listUnkept(rows: Rows, person: Uint8Array): DueNotice[] {
  return rows.all<NoticeRow & Record<string, never>>(UNKEPT, person).map(toDueNotice)
}

function toDueNotice(row: NoticeRow): DueNotice {
  return {
    objectId: row.object,
    audience: { kind: 'person', key: row.audience },
    since: NO_EPOCH,
    isShared: row.isShared === 1,
    mode: row.mode,
    expiresAt: row.expiresAt,
    boxNumber: row.boxNumber,
    grant: row.mode === 'open' ? row.sealedKey : null,
  }
}

const NOTICED = `
  SELECT audience FROM access_audiences
  WHERE object = ? AND noticed_at IS NOT NULL AND recalled_at IS NULL AND expired_at IS NULL AND withdrawn_at IS NULL`

/**
 * Returns the valid notices of one object, to be repeated after the object moved to another core.
 */
export function listNoticed(rows: Rows, objectId: Uint8Array): DueNotice[] {
  const audiences = rows.all<{ audience: Uint8Array }>(NOTICED, objectId)
  return audiences.flatMap(({ audience }) => findDueNotice(rows, objectId, audience) ?? [])
}

const NOTICED_TO = 'SELECT object FROM access_audiences WHERE audience = ? AND noticed_at IS NOT NULL'

/** Returns every object with a notice to `person`, including those that were taken back. */
export function listNoticedTo(rows: Rows, person: Uint8Array): Uint8Array[] {
  return rows.all<{ object: Uint8Array }>(NOTICED_TO, person).map(({ object }) => object)
}

const NOTICED_SINCE = `
  SELECT object FROM access_audiences
  WHERE kind = 'group' AND audience = ? AND noticed_at >= ? AND recalled_at IS NULL AND expired_at IS NULL
  ORDER BY noticed_at DESC LIMIT ?`

/** Returns the latest objects for a group. */
export function listLatestOf(rows: Rows, group: Uint8Array, limit: number): Uint8Array[] {
  const sql = `SELECT object FROM access_audiences WHERE kind = 'group' AND audience = ? ORDER BY noticed_at DESC LIMIT ?`
  return rows.all<{ object: Uint8Array }>(sql, group, limit).map(({ object }) => object)
}

/**
 * Returns the latest notices to a group since that time, the oldest first; a later epoch needs them
 * again.
 */
export function listNoticedSince(rows: Rows, group: Uint8Array, at: number, limit: number): Uint8Array[] {
  const latest = rows.all<{ object: Uint8Array }>(NOTICED_SINCE, group, at, limit)
  return latest.reverse().map(({ object }) => object)
}

/**
 * Returns when this person first announced a post in an era after this one; null if there is none.
 */
export function firstNoticedAfterEra(rows: Rows, group: Uint8Array, era: number): number | null {
  const sql = `SELECT min(noticed_at) AS at FROM access_audiences WHERE audience = ? AND kind = 'group' AND era > ?`
  return rows.get<{ at: number | null }>(sql, group, era)?.at ?? null
}
