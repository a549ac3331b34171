// An own object goes for good: nobody who has not opened it can any more, and nothing of it stays here.
// After everything else an author can do; what readers fetched and opened is theirs, and is not touched by it.
import { destroyObjectKeys, loadAudiences, recallObject } from '../access/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { BlockRange } from '../store/index.ts'
import { forgetTidy } from '../tidy/index.ts'
import { touch } from '../views/index.ts'
import { appendWithdrawals, type NotifyingParts } from './notify.ts'
import type { DeliveryParts } from './parts.ts'
import { findReplaced } from './versions.ts'

/** Key, grants, entry and place, and those who have its notice are told. Gives where its blocks lay; acknowledge after `ledger.checkpoint()`. */
export function destroyObject(
  tx: Transaction,
  parts: NotifyingParts & Pick<DeliveryParts, 'kinds'>,
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
  const header = parts.store.findOwn(tx, object)?.header
  if (header !== undefined) parts.kinds[header.kind].forget?.(tx, object, header)
  for (const sql of ROWS) tx.run(sql, object)
  forgetTidy(tx, object)
  if (earlier !== null) touch(tx, earlier)
  touch(tx, object)
  return parts.store.removeOwn(tx, object)
}

const ROWS = [
  'DELETE FROM policies WHERE object = ?',
  'DELETE FROM versions WHERE object = ?',
  'DELETE FROM attached WHERE letter = ?',
  'DELETE FROM asks_in WHERE object = ?',
]
