// destroy: removes an own object permanently. Readers who have not opened it cannot open it any
// longer, and nothing of it remains here.
// This is the last act of an author. Copies that readers have opened belong to them and remain.
import { destroyObjectKeys, forgetNotes, loadAudiences, recallObject } from '../access/index.ts'
import { dropAtStations, forgetHandingOver } from '../keepers/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { BlockRange } from '../store/index.ts'
import { forgetTidy } from '../tidy/index.ts'
import { touch } from '../views/index.ts'
import { recordDeletion } from './deletions.ts'
import { appendWithdrawals, type NotifyingParts } from './notify.ts'
import type { DeliveryParts } from './parts.ts'
import { findReplaced } from './versions.ts'

/**
 * Deletes the key, the grants, the rows and the stored position, and appends recalls for those who
 * have the notice. Returns the ranges of its blocks. Acknowledge only after `ledger.checkpoint()`.
 */
export function destroyObject(
  tx: Transaction,
  parts: NotifyingParts & Pick<DeliveryParts, 'kinds' | 'talks' | 'feeds'>,
  object: Uint8Array,
  at: number,
): BlockRange[] {
  const audiences = loadAudiences(tx, object)
  if (audiences.length > 0) {
    const { noticed } = recallObject(tx, object, at, { memberships: parts.audiences, keepsKey: true })
    appendWithdrawals(tx, parts, { objectId: object, kind: 'recalled', at, audiences: noticed })
  }
  for (const { audience, withdrawnAt } of audiences)
    if (withdrawnAt === null) parts.audiences[audience.kind].withdraw?.(tx, object, at)
  destroyObjectKeys(tx, object)
  const earlier = findReplaced(tx, object)
  const own = parts.store.findOwn(tx, object)
  const header = own?.header
  if (own !== null) recordDeletion(tx, { object, ...own }, at, parts.audiences)
  if (header !== undefined) parts.kinds[header.kind].forget?.(tx, object, header)
  for (const sql of ROWS) tx.run(sql, object)
  forgetNotes(tx, object)
  parts.talks.forgetObject(tx, object)
  forgetTidy(tx, object)
  if (earlier !== null) touch(tx, earlier)
  touch(tx, object)
  forgetHandingOver(tx, object)
  const ranges = [...parts.store.removeOwn(tx, object), ...parts.feeds.clearWords(tx, object)]
  dropAtStations(tx, ranges)
  return ranges
}

const ROWS = [
  'DELETE FROM policies WHERE object = ?',
  'DELETE FROM versions WHERE object = ?',
  'DELETE FROM attached WHERE letter = ?',
  'DELETE FROM asks_in WHERE object = ?',
  'DELETE FROM nudges WHERE object = ?',
  'DELETE FROM own_words WHERE object = ?',
]
