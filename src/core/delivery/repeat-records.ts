// A feed that begins anew repeats what its reader may have missed at the end of the lost one.
// notify and state once more. A reader takes each of these records twice without harm.
import {
  endedAt,
  findAudience,
  forgetKept,
  listNoticedTo,
  listNoticesSince,
  listUnarrived,
  personAudience,
  resealGrants,
  type AudienceRow,
  type DueNotice,
  type Withdrawal,
} from '../access/index.ts'
import { toHex } from '../base/index.ts'
import { latestBoxKey } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { listMarks } from './marks.ts'
import { repeatNotices, appendNotices, appendWithdrawals, type NotifyingParts } from './notify.ts'
import { tellCard } from './own-card.ts'
import type { DeliveryParts } from './parts.ts'
import { sealToBox } from '../seal/index.ts'

export type RepeatingParts = NotifyingParts & Pick<DeliveryParts, 'feeds' | 'groups' | 'inbox'>

/** The card and its picture, groups they are in, notices that were not confirmed, withdrawals of those that were, marks, arrivals, and what is kept here. */
export function repeatRecords(tx: Transaction, parts: RepeatingParts, person: Uint8Array): void {
  appendAll(tx, parts, person, [])
}

/** `lost`: notices that they had confirmed and have no more. */
function appendAll(
  tx: Transaction,
  parts: RepeatingParts,
  person: Uint8Array,
  lost: readonly DueNotice[],
): void {
  tellCard(tx, parts, person)
  for (const membership of parts.groups.listMembershipsOf(tx, person))
    parts.feeds.append(tx, person, membership)
  repeatNotices(tx, parts, person)
  appendNotices(tx, parts, lost)
  repeatWithdrawals(tx, parts, person)
  const objects = parts.inbox.resetReportedArrivals(tx, person)
  // In one transaction with the notices: a restored reader cannot know it from anywhere else.
  repeatKept(tx, parts, person, objects)
  for (const object of objects)
    for (const mark of listMarks(tx, object))
      parts.feeds.append(tx, person, { type: 'state', object, ...mark })
}

const MAX_KEPT_AT_ONCE = 100

/** Letters of theirs that were opened here by their leave: the key is in the ledger, and blocks can be fetched again. */
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

/** Their former device is lost with everything on it: tells again all that was told to them since then. */
export function repeatSince(
  tx: Transaction,
  parts: RepeatingParts & Pick<DeliveryParts, 'addressBook'>,
  person: Uint8Array,
  since: number,
): void {
  forgetKept(tx, person)
  const card = parts.addressBook.find(tx, person)?.card
  if (card !== undefined) {
    const { number, publicKey } = latestBoxKey(card)
    resealGrants(tx, person, number, (contentKey) => sealToBox(publicKey, contentKey))
  }
  const unarrived = new Set(listUnarrived(tx, person).map(({ objectId }) => toHex(objectId)))
  const lost = listNoticesSince(tx, person, since).filter(({ objectId }) => !unarrived.has(toHex(objectId)))
  appendAll(tx, parts, person, lost)
}

/**
 * Tells `person` which own letters they may not open, behind the notices: a withdrawal counts only for an
 * announced letter. A held letter is announced, so its hold follows. A letter that has ended is not announced.
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
