// notify: appends one notice to the feed of each audience, in the transaction that makes it due.
// Withdrawals use the same feeds.
// An object for n persons is stored once and has n notices; a post to a group has one notice. A
// held or scheduled object has no notice yet.
import {
  actOnGate,
  withdrawalForm,
  findDueNotice,
  findNoticeGate,
  listLatestOf,
  listNoticed,
  listNoticedSince,
  listNoticedTo,
  listUnarrived,
  personAudience,
  signWithdrawal,
  type AudienceGrant,
  type DueNotice,
  type NoticeReaders,
  type WithdrawalKind,
} from '../access/index.ts'
import type { GivenPolicy } from '../contract/policy.ts'
import { noticeTitle, type FeedRecord, type Notice, type Words } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { recordHandingOver, type NeededCore } from '../keepers/index.ts'
import { blockCountOf } from '../seal/index.ts'
import { factsOf, linkTo, type OwnObject, type Audience, type Epoch } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { allowAttached, attachmentsOf, sumAttached } from './attachments.ts'
import { dealAgain } from './deal-gates.ts'
import type { DeliveryParts } from './parts.ts'
import { findPolicy, toNoticed } from './policy.ts'
import { removeWaitingWords } from './own-words.ts'

export type NotifyingParts = Pick<DeliveryParts, 'identity' | 'store' | 'audiences'>

/** An own object with the facts that its notices state. It is read once for all of its notices. */
export interface GivenObject extends OwnObject {
  policy: GivenPolicy
}

/** Null if the object is not an own object, or cannot be given to others. */
export function findGiven(
  rows: Rows,
  { store }: Pick<DeliveryParts, 'store'>,
  object: Uint8Array,
): GivenObject | null {
  const own = store.findOwn(rows, object)
  const policy = findPolicy(rows, object)
  return own === null || policy === null ? null : { object, ...own, policy }
}

/**
 * Appends the notices that are due. Skips an audience that reads no feed of this home any longer.
 */
export function appendNotices(tx: Transaction, parts: NotifyingParts, due: readonly DueNotice[]): void {
  for (const item of due) {
    touch(tx, item.objectId)
    const given = findGiven(tx, parts, item.objectId)
    if (given !== null) appendNotice(tx, parts, given, item)
  }
}

/**
 * Appends notices again, for those who could read the first ones. Who became a member later, and
 * may not read earlier posts, must not get them by a change of the stations.
 */
export function repeatDue(tx: Transaction, parts: NotifyingParts, due: readonly DueNotice[]): void {
  for (const item of due) {
    const { kind, key } = item.audience
    if (parts.audiences[kind].canRepeat?.(tx, key, item.since) !== true) appendNotices(tx, parts, [item])
    else repeatDueNotice(tx, parts, item)
  }
}

function repeatDueNotice(tx: Transaction, parts: NotifyingParts, due: DueNotice): void {
  touch(tx, due.objectId)
  const given = findGiven(tx, parts, due.objectId)
  if (given === null) return
  const words = removeWaitingWords(tx, due.objectId)
  appendRenewed(tx, parts, given, due, words, due.since)
}

/** Appends notices for grants that this transaction sealed and marked as noticed. */
export function announceGranted(
  tx: Transaction,
  parts: NotifyingParts,
  given: GivenObject,
  grants: readonly AudienceGrant[],
  how: Pick<DueNotice, 'mode' | 'expiresAt'> & { isShared?: boolean; words?: Words | null },
): void {
  const { mode, expiresAt, isShared = false, words = null } = how
  for (const { audience, since, boxNumber, grant } of grants) {
    const due = { objectId: given.object, audience, since, mode, expiresAt, isShared, boxNumber }
    appendRenewed(tx, parts, given, { ...due, grant: mode === 'open' ? grant : null }, words)
  }
}

function appendNotice(tx: Transaction, parts: NotifyingParts, given: GivenObject, due: DueNotice): void {
  const strategy = parts.audiences[due.audience.kind]
  // `admit` appends it when the audience is let in again.
  if (strategy.isBarred?.(tx, due.audience.key) === true) return
  const renewed = strategy.renew === undefined ? due : strategy.renew(tx, due)
  if (renewed === null) return
  if (strategy.renew !== undefined) dealAgain(tx, parts, renewed)
  appendRenewed(tx, parts, given, renewed, removeWaitingWords(tx, given.object))
}

function appendRenewed(
  tx: Transaction,
  parts: NotifyingParts,
  given: GivenObject,
  due: DueNotice,
  words: Words | null,
  since?: Epoch,
): void {
  const { kind, key } = due.audience
  const strategy = parts.audiences[kind]
  const readers = strategy.readersOf(tx, due, given.header)
  if (readers === null) return
  const notice = { ...makeNotice(tx, parts, given, { due, readers }), words }
  if (!strategy.append(tx, key, { type: 'notice', notice }, since)) return
  strategy.allowCore(tx, key, notice.ref)
  allowAttached(tx, parts, due.audience, given.header)
  if (factsOf(given.header.kind).isPost)
    recordHandingOver(tx, given.object, listNeeded(tx, parts, given, { ...due.audience, since }))
}

/** What a station must have so that this audience can read a letter while this device is off. */
function listNeeded(
  rows: Rows,
  { identity, audiences }: NotifyingParts,
  { ref, header }: GivenObject,
  { kind, key, since }: Audience & { since: Epoch | undefined },
): NeededCore[] {
  const feed = audiences[kind].feedOf?.(rows, key, since) ?? null
  const refs = [ref, ...attachmentsOf(header, identity.person).map((attached) => attached.ref)]
  const blocks = refs.map(({ core, start, chunkCount }) => ({
    core,
    length: start + blockCountOf(chunkCount),
  }))
  return feed === null ? blocks : [...blocks, feed]
}

/** Appends to a new feed every notice that its reader has not confirmed. */
export function repeatNotices(tx: Transaction, parts: NotifyingParts, person: Uint8Array): void {
  const audience = personAudience(person)
  // A contact who was removed and is paired again may still have notices of objects that they have
  // not opened.
  for (const object of listNoticedTo(tx, person)) {
    const own = parts.store.findOwn(tx, object)
    if (own === null) continue
    parts.audiences.person.allowCore(tx, person, own.ref)
    allowAttached(tx, parts, audience, own.header)
  }
  appendNotices(tx, parts, listUnarrived(tx, person))
}

/**
 * When the members of a group change, this many of its latest rows are computed again at once. The
 * other rows follow when they are read.
 */
const MAX_TOUCHED = 50
/** At most this many notices are repeated. A member who misses more asks for the history. */
const MAX_ANNOUNCED_AGAIN = 100

/**
 * Handles a change of the members of a group. The rows of its objects count the members again.
 * Notices that went out at or after `noticedSince`, before this home knew of the new epoch, are
 * repeated in the new epoch, for the members who joined. Null repeats none.
 */
export function announceToNewMembers(
  tx: Transaction,
  parts: NotifyingParts,
  group: Uint8Array,
  noticedSince: number | null,
): void {
  for (const object of listLatestOf(tx, group, MAX_TOUCHED)) touch(tx, object)
  if (noticedSince === null) return
  const again = listNoticedSince(tx, group, noticedSince, MAX_ANNOUNCED_AGAIN)
  appendNotices(
    tx,
    parts,
    again.flatMap((object) => findDueNotice(tx, object, group) ?? []),
  )
}

/** Repeats the notices of an object that moved to another core, so that its readers find it. */
export function announceMove(tx: Transaction, parts: NotifyingParts, object: Uint8Array): void {
  repeatDue(tx, parts, listNoticed(tx, object))
}

/**
 * Builds the notice of one object for one audience, without words. `readers` is what the notice
 * says about that audience.
 */
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
    // A later audience may have the object in another mode.
    ...toNoticed(policy),
    ...{ mode, expiresAt },
    reply: linkTo(header, 'reply')?.ref ?? null,
    releaser: { device: identity.device.publicKey, term: identity.card.desk.term },
    boxNumber,
    grant,
    isShared,
    replaces: linkTo(header, 'replaces')?.ref ?? null,
    attached: sumAttached(header, identity.person),
    gate: findNoticeGate(rows, due),
    words: null,
  }
}

/**
 * Appends a hold, let-go, recall or expiry to the feeds of the audiences that have the notice, and
 * signs it for the stations that can release to them. They learn of it even while this device is
 * offline.
 */
export function appendWithdrawals(
  tx: Transaction,
  { identity, audiences: table }: NotifyingParts,
  withdrawal: { objectId: Uint8Array; kind: WithdrawalKind; at: number; audiences: readonly Audience[] },
): void {
  const record: FeedRecord = {
    type: 'withdrawal',
    record: withdrawalForm.encode(signWithdrawal(withdrawal, identity.device)),
  }
  for (const audience of withdrawal.audiences) {
    table[audience.kind].append(tx, audience.key, record)
    // What the author lets go of must stay closed for a blocked person.
    const isBarred = table[audience.kind].isBarred?.(tx, audience.key) === true
    if (withdrawal.kind !== 'let-go' || !isBarred)
      actOnGate(tx, { ...withdrawal, person: audience.key }, identity.device)
  }
}
