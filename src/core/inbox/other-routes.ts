// Notices of an object that is filed already, for other audiences of this person. One of them is filed
// when the audience of the first is closed.
import { noticeForm, type Notice } from '../feeds/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { keyOf } from '../store/index.ts'

/** Keeps a notice by which this person can read the object through another audience. */
export function keepOtherRoute(tx: Transaction, object: Uint8Array, notice: Notice): void {
  tx.run(
    'INSERT OR REPLACE INTO received_other_routes VALUES (?, ?, ?, ?)',
    ...[object, notice.audience.kind, keyOf(notice.audience), noticeForm.encode(notice)],
  )
}

export function forgetOtherRoute(
  tx: Transaction,
  object: Uint8Array,
  audience: { kind: string; group?: Uint8Array },
): void {
  tx.run(
    'DELETE FROM received_other_routes WHERE object = ? AND audience = ? AND audience_key = ?',
    ...[object, audience.kind, keyOf(audience)],
  )
}

/** Returns one of the notices, and forgets it. Null if there is none. */
export function removeOtherRoute(tx: Transaction, object: Uint8Array): Notice | null {
  const row = tx.get<{ notice: Uint8Array }>(
    'SELECT notice FROM received_other_routes WHERE object = ? LIMIT 1',
    object,
  )
  if (row === undefined) return null
  const notice = noticeForm.decode(row.notice)
  forgetOtherRoute(tx, object, notice.audience)
  return notice
}

export function forgetRoutesOfGroup(tx: Transaction, group: Uint8Array): void {
  tx.run("DELETE FROM received_other_routes WHERE audience = 'group' AND audience_key = ?", group)
}
