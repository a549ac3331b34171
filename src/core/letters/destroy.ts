// An own object goes for good: nobody who has not opened it can any more, and nothing of it stays here.
// After everything else an author can do; what readers fetched and opened is theirs, and is not touched by it.
import { destroyObjectKeys, loadAudiences, recallObject, withdrawPublic } from '../access/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { linkTo, objectId, type Place } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { forbidAttached } from './attachments.ts'
import { appendWithdrawals } from './notify.ts'
import type { LetterParts } from './parts.ts'
import { findReplaced } from './versions.ts'

/** Key, grants, entry and place, and those who have its notice are told. Gives where its blocks lay; acknowledge after `ledger.checkpoint()`. */
export function destroyObject(tx: Transaction, parts: LetterParts, object: Uint8Array, at: number): Place[] {
  const audiences = loadAudiences(tx, object)
  if (audiences.length > 0) {
    const { noticed } = recallObject(tx, object, at, {
      memberships: parts.groups.memberships,
      keepsKey: true,
    })
    appendWithdrawals(tx, parts, { objectId: object, kind: 'recalled', at, audiences: noticed })
  }
  if (audiences.some(({ audience, withdrawnAt }) => audience.kind === 'public' && withdrawnAt === null)) {
    withdrawPublic(tx, object, at)
    parts.publicFeed.withdraw(tx, object)
    forbidAttached(tx, parts, object)
  }
  destroyObjectKeys(tx, object)
  const earlier = findReplaced(tx, object)
  forgetAnswer(tx, parts, object)
  for (const sql of ROWS_OF_LETTER) tx.run(sql, object)
  if (earlier !== null) touch(tx, earlier)
  touch(tx, object)
  return parts.store.removeOwn(tx, object)
}

/** What it answered is unanswered again. */
function forgetAnswer(tx: Transaction, { store }: LetterParts, object: Uint8Array): void {
  const header = store.findOwn(tx, object)?.header
  const reply = header === undefined ? null : linkTo(header, 'reply')
  if (reply === null) return
  const answered = objectId(reply.ref)
  tx.run('DELETE FROM own_replies WHERE reply_object = ? AND object = ?', answered, object)
  touch(tx, answered)
}

const ROWS_OF_LETTER = [
  'DELETE FROM own_letters WHERE object = ?',
  'DELETE FROM letter_tidy WHERE object = ?',
  'DELETE FROM letter_versions WHERE object = ?',
  'DELETE FROM attached WHERE letter = ?',
  'DELETE FROM asks_in WHERE object = ?',
]
