// A new feed repeats the records that its reader may have missed at the end of the lost feed.
// This repeats notify and state. A reader can receive each of these records twice without harm.
import {
  endedAt,
  findAudience,
  forgetKept,
  listNoticedTo,
  listNoticesSince,
  listUnarrived,
  listUnkept,
  personAudience,
  type AudienceRow,
  type DueNotice,
  type Withdrawal,
} from '../access/index.ts'
import { toHex } from '../base/index.ts'
import { resetReportedArrivals } from '../inbox/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { listMarks } from './marks.ts'
import { repeatNotices, appendNotices, appendWithdrawals, type NotifyingParts } from './notify.ts'
import { appendOwnCard } from './card-changes.ts'
import { resealForPair } from './pair-grant.ts'
import type { DeliveryParts } from './parts.ts'

export type RepeatingParts = NotifyingParts & Pick<DeliveryParts, 'feeds' | 'groups' | 'inbox'>

/**
 * Repeats the card with its picture, memberships, unconfirmed notices, withdrawals of confirmed
 * ones, arrivals, kept objects, and marks.
 */
export function repeatRecords(tx: Transaction, parts: RepeatingParts, person: Uint8Array): void {
  appendAll(tx, parts, person, [])
}

/** @param lost confirmed notices that the reader has lost */
function appendAll(
  tx: Transaction,
  parts: RepeatingParts,
  person: Uint8Array,
  lost: readonly DueNotice[],
): void {
  appendOwnCard(tx, parts, person)
  for (const membership of parts.groups.listMembershipsOf(tx, person))
    parts.feeds.append(tx, person, membership)
  repeatNotices(tx, parts, person)
  appendNotices(tx, parts, lost)
  repeatWithdrawals(tx, parts, person)
  const objects = resetReportedArrivals(tx, person)
  // In the same transaction as the notices, because a restored reader cannot learn this in any
  // other way.
  repeatKept(tx, parts, person, objects)
  for (const object of objects)
    for (const mark of listMarks(tx, object))
      parts.feeds.append(tx, person, { type: 'state', object, ...mark })
}

const MAX_KEPT_AT_ONCE = 100

/**
 * Repeats which controlled letters of this person were released to this home and opened here. The
 * key is in the ledger, so the blocks can be fetched again.
 */
function repeatKept(
  tx: Transaction,
  parts: Pick<DeliveryParts, 'feeds' | 'inbox'>,
  person: Uint8Array,
  objects: Uint8Array[],
): void {
  const kept = objects.filter((object) => {
    const received = parts.inbox.find(tx, object)
    return received !== null && received.openedAt !== null && received.notice.mode === 'controlled'
  })
  for (let i = 0; i < kept.length; i += MAX_KEPT_AT_ONCE)
    parts.feeds.append(tx, person, { type: 'kept', objects: kept.slice(i, i + MAX_KEPT_AT_ONCE) })
}

/**
 * Begins a new feed with the own card, and the notices that the person has not confirmed, or whose
 * objects they have not kept.
 */
export function beginFeed(
  tx: Transaction,
  parts: RepeatingParts & Pick<DeliveryParts, 'addressBook'>,
  person: Uint8Array,
): void {
  resealForPair(tx, parts, person)
  appendOwnCard(tx, parts, person)
  repeatNotices(tx, parts, person)
  appendNotices(tx, parts, listUnkept(tx, person))
}

/**
 * Repeats everything that was sent to this person since a time, because they lost the device that
 * had received it.
 */
export function repeatSince(
  tx: Transaction,
  parts: RepeatingParts & Pick<DeliveryParts, 'addressBook'>,
  person: Uint8Array,
  since: number,
): void {
  forgetKept(tx, person)
  resealForPair(tx, parts, person)
  const unarrived = new Set(listUnarrived(tx, person).map(({ objectId }) => toHex(objectId)))
  const lost = listNoticesSince(tx, person, since).filter(({ objectId }) => !unarrived.has(toHex(objectId)))
  appendAll(tx, parts, person, lost)
}

/**
 * Repeats which own letters `person` may not open. It follows the notices, because a withdrawal
 * counts only for an announced letter.
 * A held letter is announced, so its hold follows. An ended letter is not announced.
 */
function repeatWithdrawals(tx: Transaction, parts: NotifyingParts, person: Uint8Array): void {
  for (const object of listNoticedTo(tx, person)) {
    const row = findAudience(tx, object, person)
    const told = row === null || row.isReleased ? null : withdrawalOf(row)
    if (told !== null)
      appendWithdrawals(tx, parts, { objectId: object, ...told, audiences: [personAudience(person)] })
  }
}

function withdrawalOf(row: AudienceRow): Pick<Withdrawal, 'kind' | 'at'> | null {
  const { recalledAt, expiredAt, heldAt, arrivedAt } = row
  if (arrivedAt !== null && recalledAt !== null) return { kind: 'recalled', at: recalledAt }
  if (arrivedAt !== null && expiredAt !== null) return { kind: 'expired', at: expiredAt }
  const isHeld = heldAt !== null && endedAt(row) === null && expiredAt === null
  return isHeld ? { kind: 'held', at: heldAt } : null
}
