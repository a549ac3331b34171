// The ids of rows: in the order of time, so that the full-text index, which sorts by them, returns
// the newest letters first and can stop after a page.
import type { Rows } from '../ledger/index.ts'

/** Below 2^53 for all times before the year 2248. */
const IDS_PER_MS = 1024
const LAST_MS = 2 ** 53 / IDS_PER_MS - 1
/** How much later an id may be than its letter, if very many letters have the same time. */
const MAX_LATE_MS = 3_600_000

/** Returns a free id for a letter that is listed at this time. */
export function findFreeId(rows: Rows, at: number): number {
  for (let ms = toMs(at); ; ms++) {
    const [first, end] = [ms * IDS_PER_MS, (ms + 1) * IDS_PER_MS]
    const sql = `SELECT max(id) AS last FROM (
      SELECT max(id) AS id FROM letters WHERE id >= ? AND id < ?
      UNION ALL SELECT max(id) AS id FROM binned WHERE id >= ? AND id < ?)`
    const last = rows.get<{ last: number | null }>(sql, first, end, first, end)?.last ?? first - 1
    if (last < end - 1) return last + 1
  }
}

/** No letter of this time or later has a smaller id. */
export function firstIdSince(at: number): number {
  return toMs(at) * IDS_PER_MS
}

/** No letter before this time has this id or a larger one. */
export function endOfIdsBefore(at: number): number {
  return (toMs(at) + MAX_LATE_MS) * IDS_PER_MS
}

function toMs(at: number): number {
  return Math.min(Math.max(0, Math.floor(at)), LAST_MS - MAX_LATE_MS)
}
