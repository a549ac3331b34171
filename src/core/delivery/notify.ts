// notify: one notice into the feed of each audience, in the transaction that makes it due. Withdrawals go the same way.
// A letter to n persons is one object and n notices, a group post one object and one; what is held or scheduled has none yet.
import {
  encodeWithdrawal,
  findContentKey,
  findDueNotice,
  listLatestOf,
  listNoticed,
  listNoticedSince,
  listNoticedTo,
  listUnarrived,
  personAudience,
  regrantGroup,
  signWithdrawal,
  type Audience,
  type DueNotice,
  type WithdrawalKind,
} from '../access/index.ts'
import { assertNever } from '../base/index.ts'
import { nameReaders, noticeTitle, type FeedRecord, type GroupPlace, type Notice } from '../feeds/index.ts'
import type { Reader, Transaction } from '../ledger/index.ts'
import { linkTo, type ObjectHeader, type Ref } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { allowAttached, sumAttached } from './attachments.ts'
import type { DeliveryParts } from './parts.ts'
import { findPolicy } from './policy.ts'

export type NotifyingParts = Pick<
  DeliveryParts,
  'identity' | 'store' | 'feeds' | 'groups' | 'publicFeed' | 'replicate'
>

/** Appends what is due. An audience that cannot be told any more is passed over: there is no feed that it reads. */
export function appendNotices(tx: Transaction, parts: NotifyingParts, due: readonly DueNotice[]): void {
  for (const item of due) {
    touch(tx, item.objectId)
    const notice = makeDueNotice(tx, parts, item)
    if (notice === null || !appendTo(tx, parts, item.audience, { type: 'notice', notice })) continue
    allowCore(tx, parts, item.audience, notice.ref)
    allowAttached(tx, parts, item.audience, item.objectId)
  }
}

/** A group may have come to another epoch since its grant was sealed: its notice is of the epoch in which it goes out. */
function makeDueNotice(tx: Transaction, parts: NotifyingParts, due: DueNotice): Notice | null {
  if (due.audience.kind !== 'group') return makeNotice(tx, parts, due, null)
  const contentKey = findContentKey(tx, due.objectId)
  const place = findPlace(tx, parts, due.audience.key)
  if (contentKey === null || place === null) return null
  const grant = parts.groups.sealKey(tx, place.group, place, due.objectId, contentKey)
  regrantGroup(tx, due.objectId, { group: place.group, since: place, grant })
  return makeNotice(tx, parts, { ...due, grant: due.mode === 'open' ? grant : null }, place)
}

/** Null when this person may not post there any more: what was to be told is not told. */
function findPlace(reader: Reader, { groups }: NotifyingParts, group: Uint8Array): GroupPlace | null {
  try {
    return groups.getPlaceToPost(reader, group)
  } catch {
    return null
  }
}

function allowCore(tx: Transaction, parts: NotifyingParts, { kind, key }: Audience, ref: Ref): void {
  if (kind === 'person') parts.replicate.allowOwn(tx, ref.core, key)
  else if (kind === 'group') parts.groups.allowCore(tx, key, ref.core, true)
  else parts.publicFeed.allowCore(tx, ref)
}

/** Into the feed that this audience reads; false when a person reads none any more. */
export function appendTo(
  tx: Transaction,
  parts: NotifyingParts,
  { kind, key }: Audience,
  record: FeedRecord,
): boolean {
  switch (kind) {
    case 'person':
      return parts.feeds.appendIfPaired(tx, key, record)
    case 'group':
      parts.groups.append(tx, key, record)
      return true
    case 'public':
      parts.publicFeed.append(tx, record)
      return true
    default:
      assertNever(kind)
  }
}

/** A feed begins anew: what its reader has not confirmed is announced in it again. */
export function announceAgain(tx: Transaction, parts: NotifyingParts, person: Uint8Array): void {
  // Who was forgotten and is met again may still have notices of letters they have not opened.
  for (const object of listNoticedTo(tx, person)) {
    const own = parts.store.findOwn(tx, object)
    if (own !== null) parts.replicate.allowOwn(tx, own.ref.core, person)
    allowAttached(tx, parts, personAudience(person), object)
  }
  appendNotices(tx, parts, listUnarrived(tx, person))
}

/** How many of the latest letters to a group look otherwise at once when somebody comes or goes; the rest when they are looked at. */
const MAX_TOUCHED = 50
/** So many of them at most are told again: whoever misses more asks for the history. */
const MAX_TOLD_AGAIN = 100

/**
 * A group has other members: what was given to it counts them anew. What its author announced there before knowing of the new epoch is
 * announced again in it, for those who came.
 */
export function tellNewMembers(
  tx: Transaction,
  parts: NotifyingParts,
  group: Uint8Array,
  toldSince: number | null,
): void {
  for (const object of listLatestOf(tx, group, MAX_TOUCHED)) touch(tx, object)
  if (toldSince === null) return
  const again = listNoticedSince(tx, group, toldSince, MAX_TOLD_AGAIN)
  appendNotices(
    tx,
    parts,
    again.flatMap((object) => findDueNotice(tx, object, group) ?? []),
  )
}

/** An object has another place: everyone who has its notice is told anew where it lies. */
export function announceMove(tx: Transaction, parts: NotifyingParts, object: Uint8Array): void {
  appendNotices(tx, parts, listNoticed(tx, object))
}

/** The notice of one object for one audience; null if the object is not one that can be given. */
export function makeNotice(
  reader: Reader,
  parts: Pick<NotifyingParts, 'identity' | 'store'>,
  due: DueNotice,
  place: GroupPlace | null,
): Notice | null {
  const own = parts.store.findOwn(reader, due.objectId)
  const policy = findPolicy(reader, due.objectId)
  if (own === null || policy === null) return null
  const { ref, header, bytes } = own
  return {
    ref: due.audience.kind === 'public' ? (parts.store.findPublicRef(reader, due.objectId) ?? ref) : ref,
    title: noticeTitle(header.title),
    ...personsOf(header, due),
    kind: header.kind,
    size: bytes,
    at: header.at,
    urgent: policy.urgent,
    mode: due.mode,
    expiresAt: due.audience.kind === 'public' ? null : policy.expiresAt,
    reply: linkTo(header, 'reply')?.ref ?? null,
    releaser: { device: parts.identity.device.publicKey, term: parts.identity.card.desk.term },
    boxNumber: due.boxNumber,
    grant: due.grant,
    audience: audienceOf(due, place),
    isShared: due.isShared,
    replaces: linkTo(header, 'replaces')?.ref ?? null,
    attached: sumAttached(header, parts.identity.person),
  }
}

function personsOf(header: ObjectHeader, { audience, isShared }: DueNotice): Pick<Notice, 'to' | 'initials'> {
  if (audience.kind !== 'person') return { to: [], initials: null }
  return nameReaders(isShared ? [audience.key] : header.to)
}

function audienceOf({ audience }: DueNotice, place: GroupPlace | null): Notice['audience'] {
  if (audience.kind === 'public') return { kind: 'public' }
  return place === null ? { kind: 'persons' } : { kind: 'group', ...place }
}

/** Tells audiences who have the notice that it is held, let go, recalled or expired, so that they learn it while we are away. */
export function appendWithdrawals(
  tx: Transaction,
  parts: NotifyingParts,
  withdrawal: { objectId: Uint8Array; kind: WithdrawalKind; at: number; audiences: readonly Audience[] },
): void {
  const record = encodeWithdrawal(signWithdrawal(withdrawal, parts.identity.device))
  for (const audience of withdrawal.audiences) appendTo(tx, parts, audience, { type: 'withdrawal', record })
}
