// The rows of filed notices, and the letters that they are read as.
import { equalBytes, toHex } from '../base/index.ts'
import { noticeForm, type FeedSource, type Notice } from '../feeds/index.ts'
import type { Rows, Stored } from '../ledger/index.ts'
import { keyOf } from '../store/index.ts'

/** The latest withdrawal in the feed of the author. */
export type Withdrawn = 'recalled' | 'expired' | 'held'

export interface ReceivedLetter {
  object: Uint8Array
  author: Uint8Array
  notice: Notice
  arrivedAt: number
  withdrawn: Withdrawn | null
  withdrawnAt: number | null
  openedAt: number | null
  /** True if the text in its notice is not indexed until it is opened. */
  isTextBeyond: boolean
  /** When its author last reminded this person of it. Null before. */
  nudgedAt: number | null
}

export interface ReceivedRow extends Omit<Stored<ReceivedLetter>, 'notice'> {
  audience: Notice['audience']['kind']
  audienceKey: Uint8Array
  notice: Uint8Array
}

export const RECEIVED = `
  object, audience, audience_key AS audienceKey, author, notice, arrived_at AS arrivedAt,
  withdrawn, withdrawn_at AS withdrawnAt, opened_at AS openedAt, is_text_beyond AS isTextBeyond,
  nudged_at AS nudgedAt`

/** What became of an object since its notice was filed. */
export type ReceivedState = Pick<ReceivedLetter, 'arrivedAt' | 'withdrawn' | 'openedAt'>

/** Returns the states of those of these objects whose notice was filed, by object in hex. */
export function listReceivedStates(
  rows: Rows,
  objects: readonly Uint8Array[],
): ReadonlyMap<string, ReceivedState> {
  const sql = `
    SELECT object, arrived_at AS arrivedAt, withdrawn, opened_at AS openedAt
    FROM received WHERE object IN (SELECT unhex(value) FROM json_each(?))`
  type Row = ReceivedState & { object: Uint8Array }
  const found = rows.all<Row & Record<string, never>>(sql, JSON.stringify(objects.map(toHex)))
  return new Map(found.map(({ object, ...state }) => [toHex(object), state]))
}

/** True if its author took it back, so that nobody opens it any more. */
export function isGone({ withdrawn }: Pick<ReceivedLetter, 'withdrawn'>): boolean {
  return withdrawn === 'recalled' || withdrawn === 'expired'
}

export function findRow(rows: Rows, object: Uint8Array): ReceivedRow | undefined {
  return rows.get<ReceivedRow>(`SELECT ${RECEIVED} FROM received WHERE object = ?`, object)
}

/** True if the letter was not opened, and can no longer be opened through this audience. */
export function isClosed({ openedAt, withdrawn }: ReceivedRow): boolean {
  return openedAt === null && isGone({ withdrawn })
}

/** True if a notice, or the feed of a record, has the audience by which this object is filed. */
export function isOfSameAudience(
  known: ReceivedRow,
  { audience }: Pick<Notice, 'audience'> | Pick<FeedSource, 'audience'>,
): boolean {
  return known.audience === audience.kind && equalBytes(known.audienceKey, keyOf(audience))
}

export function decodeNotice(bytes: Uint8Array): Notice {
  return noticeForm.decode(bytes)
}

export function toReceived(row: ReceivedRow): ReceivedLetter {
  return {
    object: row.object,
    author: row.author,
    notice: decodeNotice(row.notice),
    arrivedAt: row.arrivedAt,
    withdrawn: row.withdrawn,
    withdrawnAt: row.withdrawnAt,
    openedAt: row.openedAt,
    isTextBeyond: row.isTextBeyond === 1,
    nudgedAt: row.nudgedAt,
  }
}

/** Returns every object of another person whose notice was filed. */
export function listReceived(rows: Rows): Uint8Array[] {
  return rows.all<{ object: Uint8Array }>('SELECT object FROM received').map(({ object }) => object)
}

export function hasReceived(rows: Rows): boolean {
  return rows.get('SELECT 1 FROM received LIMIT 1') !== undefined
}

/** Reads all rows. */
export function countReceived(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM received')!.count
}
