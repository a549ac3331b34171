// The next time at which there is work, which is when a notice falls due, an object expires, or a
// key must be destroyed. The engine sleeps until then.
import type { Rows } from '../ledger/index.ts'

/**
 * Returns the earliest time at which `markDueNoticed` or `expireDue` has work; null if there is
 * none. A time in the past means that there is work now.
 */
export function findNextDueTime(rows: Rows): number | null {
  const times = DUE_TIMES.map((sql) => rows.get<{ at: number | null }>(sql)?.at ?? null).filter(
    (at) => at !== null,
  )
  return times.length === 0 ? null : Math.min(...times)
}

/** Each query reads only the start of a partial index. */
export const DUE_TIMES = [
  `SELECT min(not_before) AS at FROM access_audiences
   WHERE noticed_at IS NULL AND held_at IS NULL AND recalled_at IS NULL AND expired_at IS NULL`,
  `SELECT min(expires_at) AS at FROM access_audiences
   WHERE expires_at IS NOT NULL AND recalled_at IS NULL AND expired_at IS NULL`,
  'SELECT min(expired_at) AS at FROM access_audiences WHERE is_expiry_pending = 1',
  `SELECT min(destroy_at) AS at FROM access_keys WHERE destroy_at IS NOT NULL AND content_key IS NOT NULL`,
]
