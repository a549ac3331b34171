// A feed that begins anew says again what its reader may have missed at the end of the lost one.
// notify and state once more; every record here is one that its reader takes twice without harm.
import { personAudience, statusOf } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { listMarks } from './marks.ts'
import { announceAgain, appendWithdrawals } from './notify.ts'
import { tellCard } from './own-card.ts'
import type { LetterParts } from './parts.ts'

/** The card and its picture, groups they are in, notices that were not confirmed, withdrawals of those that were, marks, arrivals, and what is kept here. */
export function tellAgain(tx: Transaction, parts: LetterParts, person: Uint8Array): void {
  tellCard(tx, parts, person)
  for (const membership of parts.groups.listMembershipsOf(tx, person))
    parts.feeds.append(tx, person, membership)
  announceAgain(tx, parts, person)
  withdrawAgain(tx, parts, person)
  for (const object of parts.inbox.forgetTold(tx, person)) {
    parts.store.forgetDurable(tx, object)
    for (const mark of listMarks(tx, object))
      parts.feeds.append(tx, person, { type: 'state', object, ...mark })
  }
}

/** Own letters that `person` has the notice of and may not open any more. */
function withdrawAgain(tx: Transaction, parts: LetterParts, person: Uint8Array): void {
  const { now } = parts.clockGuard.read()
  for (const { object } of tx.all<{ object: Uint8Array }>('SELECT object FROM own_letters')) {
    const reader = statusOf(tx, object, now).find((status) => equalBytes(status.person, person))
    if (reader === undefined || reader.arrivedAt === null) continue
    const { state, at } = reader
    if (state !== 'recalled' && state !== 'expired' && state !== 'held') continue
    appendWithdrawals(tx, parts, { objectId: object, kind: state, at, audiences: [personAudience(person)] })
  }
}
