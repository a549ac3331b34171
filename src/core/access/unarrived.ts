// Which notices a reader has not confirmed: what must be announced again when their feed begins anew.
// Between notify and receive; nothing is announced that its author has taken back.
import type { Rows } from '../ledger/index.ts'
import { NO_EPOCH } from './audience.ts'
import { findDueNotice, type DueNotice } from './notices.ts'

const UNARRIVED = `
  SELECT object FROM access_audiences
  WHERE audience = ? AND noticed_at IS NOT NULL AND recalled_at IS NULL AND expired_at IS NULL AND arrived_at IS NULL
  ORDER BY noticed_at`

/** The notices that went out to `person` and whose arrival their feed has not told, oldest first. */
export function listUnarrived(rows: Rows, person: Uint8Array): DueNotice[] {
  const objects = rows.all<{ object: Uint8Array }>(UNARRIVED, person)
  return objects.flatMap(({ object }) => findDueNotice(rows, object, person) ?? [])
}

const NOTICES_SINCE = `
  SELECT a.object, a.audience, a.mode, a.expires_at AS expiresAt, a.is_shared AS isShared,
    coalesce(g.box_number, r.box_number) AS boxNumber, g.sealed_key AS sealedKey
  FROM access_audiences a
  LEFT JOIN access_grants g ON g.object = a.object AND g.audience = a.audience
  LEFT JOIN access_releases r ON r.object = a.object AND r.person = a.audience
  WHERE a.kind = 'person' AND a.audience = ? AND a.noticed_at >= ? AND a.recalled_at IS NULL AND a.expired_at IS NULL
    AND (g.object IS NOT NULL OR (a.mode = 'controlled' AND r.object IS NOT NULL))
  ORDER BY a.noticed_at`

interface NoticeRow {
  object: Uint8Array
  audience: Uint8Array
  mode: DueNotice['mode']
  expiresAt: number | null
  isShared: number
  boxNumber: number
  sealedKey: Uint8Array | null
}

/** Everything that went out to `person` since then, also what they had confirmed or had released: their device has lost it. */
export function listNoticesSince(rows: Rows, person: Uint8Array, since: number): DueNotice[] {
  return rows.all<NoticeRow & Record<string, never>>(NOTICES_SINCE, person, since).map((row) => ({
    objectId: row.object,
    audience: { kind: 'person', key: row.audience },
    since: NO_EPOCH,
    isShared: row.isShared === 1,
    mode: row.mode,
    expiresAt: row.expiresAt,
    boxNumber: row.boxNumber,
    grant: row.mode === 'open' ? row.sealedKey : null,
  }))
}

const NOTICED = `
  SELECT audience FROM access_audiences
  WHERE object = ? AND noticed_at IS NOT NULL AND recalled_at IS NULL AND expired_at IS NULL AND withdrawn_at IS NULL`

/** The notices of one object that are out and count, for telling its audiences of a new place. */
export function listNoticed(rows: Rows, objectId: Uint8Array): DueNotice[] {
  const audiences = rows.all<{ audience: Uint8Array }>(NOTICED, objectId)
  return audiences.flatMap(({ audience }) => findDueNotice(rows, objectId, audience) ?? [])
}

const NOTICED_TO = 'SELECT object FROM access_audiences WHERE audience = ? AND noticed_at IS NOT NULL'

/** Every object whose notice ever went to `person`. */
export function listNoticedTo(rows: Rows, person: Uint8Array): Uint8Array[] {
  return rows.all<{ object: Uint8Array }>(NOTICED_TO, person).map(({ object }) => object)
}

const NOTICED_SINCE = `
  SELECT object FROM access_audiences
  WHERE kind = 'group' AND audience = ? AND noticed_at >= ? AND recalled_at IS NULL AND expired_at IS NULL
  ORDER BY noticed_at DESC LIMIT ?`

/** The latest objects that a group was given. */
export function listLatestOf(rows: Rows, group: Uint8Array, limit: number): Uint8Array[] {
  const sql = `SELECT object FROM access_audiences WHERE kind = 'group' AND audience = ? ORDER BY noticed_at DESC LIMIT ?`
  return rows.all<{ object: Uint8Array }>(sql, group, limit).map(({ object }) => object)
}

/** The latest of what a group was told of since then, in order: what a later epoch must hear again. */
export function listNoticedSince(rows: Rows, group: Uint8Array, at: number, limit: number): Uint8Array[] {
  const latest = rows.all<{ object: Uint8Array }>(NOTICED_SINCE, group, at, limit)
  return latest.reverse().map(({ object }) => object)
}

/** When the first of my posts was announced in an era behind this one; null when none was. */
export function firstNoticedAfterEra(rows: Rows, group: Uint8Array, era: number): number | null {
  const sql = `SELECT min(noticed_at) AS at FROM access_audiences WHERE audience = ? AND kind = 'group' AND era > ?`
  return rows.get<{ at: number | null }>(sql, group, era)?.at ?? null
}
