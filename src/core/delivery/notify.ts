// notify: one notice into the feed of each audience, in the transaction that makes it due. Withdrawals go the same way.
// An object for n persons is one object and n notices, a group post one object and one. A held or scheduled one has none yet.
import {
  encodeWithdrawal,
  findDueNotice,
  listLatestOf,
  listNoticed,
  listNoticedSince,
  listNoticedTo,
  listUnarrived,
  personAudience,
  signWithdrawal,
  type Audience,
  type AudienceGrant,
  type DueNotice,
  type NoticeReaders,
  type WithdrawalKind,
} from '../access/index.ts'
import { noticeTitle, type FeedRecord, type Notice } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { linkTo, type OwnObject } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { allowAttached, sumAttached } from './attachments.ts'
import type { DeliveryParts } from './parts.ts'
import { findPolicy, type KeptPolicy } from './policy.ts'

export type NotifyingParts = Pick<DeliveryParts, 'identity' | 'store' | 'audiences'>

/** An own object as its notices tell of it: read once, however many they are. */
export interface GivenObject extends OwnObject {
  policy: KeptPolicy
}

/** Null if the object is not an own one that can be given. */
export function findGiven(
  rows: Rows,
  { store }: Pick<DeliveryParts, 'store'>,
  object: Uint8Array,
): GivenObject | null {
  const own = store.findOwn(rows, object)
  const policy = findPolicy(rows, object)
  return own === null || policy === null ? null : { object, ...own, policy }
}

/** Appends what is due. Skips an audience that cannot be told any more: it reads no feed of this home. */
export function appendNotices(tx: Transaction, parts: NotifyingParts, due: readonly DueNotice[]): void {
  for (const item of due) {
    touch(tx, item.objectId)
    const given = findGiven(tx, parts, item.objectId)
    if (given !== null) appendNotice(tx, parts, given, item)
  }
}

/** Tells audiences of an object whose grants were sealed, and marked as noticed, in this transaction. */
export function announceGranted(
  tx: Transaction,
  parts: NotifyingParts,
  given: GivenObject,
  grants: readonly AudienceGrant[],
  how: Pick<DueNotice, 'mode' | 'expiresAt'> & { isShared?: boolean },
): void {
  const { mode, expiresAt, isShared = false } = how
  for (const { audience, since, boxNumber, grant } of grants)
    appendRenewed(tx, parts, given, {
      ...{ objectId: given.object, audience, since, mode, expiresAt, isShared, boxNumber },
      grant: mode === 'open' ? grant : null,
    })
}

function appendNotice(tx: Transaction, parts: NotifyingParts, given: GivenObject, due: DueNotice): void {
  const way = parts.audiences[due.audience.kind]
  const renewed = way.renew === undefined ? due : way.renew(tx, due)
  if (renewed !== null) appendRenewed(tx, parts, given, renewed)
}

function appendRenewed(tx: Transaction, parts: NotifyingParts, given: GivenObject, due: DueNotice): void {
  const { kind, key } = due.audience
  const way = parts.audiences[kind]
  const readers = way.readersOf(tx, due, given.header)
  if (readers === null) return
  const notice = makeNotice(tx, parts, given, { due, readers })
  if (!way.append(tx, key, { type: 'notice', notice })) return
  way.allowCore(tx, key, notice.ref)
  allowAttached(tx, parts, due.audience, given.header)
}

/** A feed begins anew: announces again what its reader has not confirmed. */
export function repeatNotices(tx: Transaction, parts: NotifyingParts, person: Uint8Array): void {
  const audience = personAudience(person)
  // Somebody who was forgotten and is met again may still have notices of objects that they have not opened.
  for (const object of listNoticedTo(tx, person)) {
    const own = parts.store.findOwn(tx, object)
    if (own === null) continue
    parts.audiences.person.allowCore(tx, person, own.ref)
    allowAttached(tx, parts, audience, own.header)
  }
  appendNotices(tx, parts, listUnarrived(tx, person))
}

/** Rows of the latest objects of a group that are renewed at once when its members change; the rest when somebody looks. */
const MAX_TOUCHED = 50
/** At most so many of them are told again: those who miss more ask for the history. */
const MAX_ANNOUNCED_AGAIN = 100

/**
 * A group has other members: what was given to it counts them anew. What its author announced there before
 * knowing of the new epoch is announced again in it, for those who came.
 */
export function announceToNewMembers(
  tx: Transaction,
  parts: NotifyingParts,
  group: Uint8Array,
  toldSince: number | null,
): void {
  for (const object of listLatestOf(tx, group, MAX_TOUCHED)) touch(tx, object)
  if (toldSince === null) return
  const again = listNoticedSince(tx, group, toldSince, MAX_ANNOUNCED_AGAIN)
  appendNotices(
    tx,
    parts,
    again.flatMap((object) => findDueNotice(tx, object, group) ?? []),
  )
}

/** An object has another place: tells it to everyone who has its notice. */
export function announceMove(tx: Transaction, parts: NotifyingParts, object: Uint8Array): void {
  appendNotices(tx, parts, listNoticed(tx, object))
}

/** The notice of one object for one audience. `readers`: what it says of that audience. */
export function makeNotice(
  rows: Rows,
  { identity, audiences }: Pick<NotifyingParts, 'identity' | 'audiences'>,
  { ref, header, bytes, policy }: GivenObject,
  { due, readers }: { due: DueNotice; readers: NoticeReaders },
): Notice {
  const { audience, mode, expiresAt, boxNumber, grant, isShared } = due
  return {
    ref: audiences[audience.kind].refFor(rows, ref) ?? ref,
    title: noticeTitle(header.title),
    ...readers,
    kind: header.kind,
    size: bytes,
    at: header.at,
    urgent: policy.urgent,
    mode,
    expiresAt,
    reply: linkTo(header, 'reply')?.ref ?? null,
    releaser: { device: identity.device.publicKey, term: identity.card.desk.term },
    boxNumber,
    grant,
    isShared,
    replaces: linkTo(header, 'replaces')?.ref ?? null,
    attached: sumAttached(header, identity.person),
  }
}

/** Tells audiences who have the notice that it is held, let go, recalled or expired, so that they learn it while we are away. */
export function appendWithdrawals(
  tx: Transaction,
  { identity, audiences: table }: NotifyingParts,
  withdrawal: { objectId: Uint8Array; kind: WithdrawalKind; at: number; audiences: readonly Audience[] },
): void {
  const record: FeedRecord = {
    type: 'withdrawal',
    record: encodeWithdrawal(signWithdrawal(withdrawal, identity.device)),
  }
  for (const { kind, key } of withdrawal.audiences) table[kind].append(tx, key, record)
}
