// A feed that begins anew says again what its reader may have missed at the end of the lost one.
// notify and state once more; every record here is one that its reader takes twice without harm.
import {
  forgetKept,
  listToldSince,
  listUnarrived,
  personAudience,
  resealGrants,
  statusOf,
} from '../access/index.ts'
import { equalBytes, toHex } from '../base/index.ts'
import { latestBoxKey } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { listMarks } from './marks.ts'
import { sealToBox } from '../seal/index.ts'
import { announceAgain, appendNotices, appendWithdrawals } from './notify.ts'
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

/** They have lost what their device before had, and what was safely there: all that was told to them since then is told again. */
export function tellSince(tx: Transaction, parts: LetterParts, person: Uint8Array, since: number): void {
  forgetKept(tx, person)
  const card = parts.addressBook.find(tx, person)?.card
  if (card !== undefined) {
    const { number, publicKey } = latestBoxKey(card)
    resealGrants(tx, person, number, (contentKey) => sealToBox(publicKey, contentKey))
  }
  tellAgain(tx, parts, person)
  const untold = new Set(listUnarrived(tx, person).map(({ objectId }) => toHex(objectId)))
  const told = listToldSince(tx, person, since).filter(({ objectId }) => !untold.has(toHex(objectId)))
  appendNotices(tx, parts, told)
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
