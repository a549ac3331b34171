// A person who may not open what they have not opened: blocked, until they are let in again, or
// forgotten for good. The address book calls this in the transaction of the block.
// At the author's own device they are refused from then on. Stations are asked, and may have
// released a letter before they are reached.
import {
  admitPerson,
  barPerson,
  findDueNotice,
  listNoticesSince,
  listRegated,
  withdrawFromPerson,
} from '../access/index.ts'
import { strikeFromRosters } from '../gates/index.ts'
import { toHex } from '../base/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { touch } from '../views/index.ts'
import { appendNotices, type NotifyingParts } from './notify.ts'
import type { DeliveryParts } from './parts.ts'

type Parts = NotifyingParts & Pick<DeliveryParts, 'clockGuard'>

/** Stations hold the person's letters, and do not know them as a member of any group. */
export function barBlocked(tx: Transaction, { identity, clockGuard }: Parts, person: Uint8Array): void {
  strikeFromRosters(tx, person)
  for (const object of barPerson(tx, person, identity.device, clockGuard.read().now)) touch(tx, object)
}

/**
 * Lets go of what the block held, and appends the notices that it kept back.
 * @param since when the person was blocked. ms since the epoch
 */
export function admitUnblocked(tx: Transaction, parts: Parts, person: Uint8Array, since: number): void {
  const { identity, clockGuard } = parts
  for (const object of admitPerson(tx, person, identity.device, clockGuard.read().now)) touch(tx, object)
  const regated = listRegated(tx, person).flatMap((object) => findDueNotice(tx, object, person) ?? [])
  const due = [...listNoticesSince(tx, person, since), ...regated]
  appendNotices(tx, parts, [...new Map(due.map((one) => [toHex(one.objectId), one])).values()])
}

/** Takes back every letter that the person has not opened. Its author keeps it. */
export function withdrawFromForgotten(
  tx: Transaction,
  { identity, clockGuard }: Parts,
  person: Uint8Array,
): void {
  for (const object of withdrawFromPerson(tx, person, identity.device, clockGuard.read().now))
    touch(tx, object)
}
