// receive and state: every record of a foreign feed passes here, once and in order, in the
// transaction that advances the reader of the feed.
// Each type of record is handed to the noun that owns it. A malformed record is counted and
// skipped.
import {
  restoreGateReport,
  restoreReport,
  isReleasedTo,
  listRoutes,
  markArrived,
  markKept,
  recordState,
  strategyOf,
} from '../access/index.ts'
import { assertNever, equalBytes, MalformedRecord, orderedAt } from '../base/index.ts'
import { type FeedRecord, type FeedSource, type Notice } from '../feeds/index.ts'
import { decodeCard } from '../identity/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { endReminder, findReminder } from '../reminders/index.ts'
import { factsOf, isOnePerson, keyOf, objectId, type Ref, type ObjectReader } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { receiveAsk } from './asks.ts'
import { allowOthers } from './attachments.ts'
import { isNoticeOf } from './check-notice.ts'
import { isDeleted } from './deletions.ts'
import type { DeliveryParts } from './parts.ts'
import { receiveNudge } from './receive-nudge.ts'
import { keepVersion, MAX_CORRECTIONS } from './versions.ts'

type FilingParts = Pick<DeliveryParts, 'audiences' | 'store' | 'inbox' | 'kinds' | 'clock'>
type IntroducedParts = Pick<DeliveryParts, 'addressBook' | 'acquaintances' | 'badInput'>
type ReceivingParts = FilingParts &
  IntroducedParts &
  Pick<DeliveryParts, 'identity' | 'groups' | 'followed' | 'talks'>

export function receiveRecord(
  tx: Transaction,
  parts: ReceivingParts,
  source: FeedSource,
  told: FeedRecord,
): void {
  const record = datedHere(told, parts.clock.now())
  switch (record.type) {
    case 'notice':
      return fileNotice(tx, parts, source, record.notice)
    case 'withdrawal':
      return parts.inbox.receiveWithdrawal(tx, source, record.record)
    case 'arrived':
      return receiveArrivals(tx, source, record)
    case 'kept':
      return receiveKept(tx, parts, source, record)
    case 'state':
      return receiveState(tx, parts, source, record)
    case 'ask':
      return receiveAsk(tx, parts, source, record)
    case 'card':
      return receiveCard(tx, parts, source, record)
    case 'picture':
      return receivePicture(tx, parts, source, record)
    case 'addressed':
      return receiveAddressed(tx, parts, source, record)
    case 'membership':
      return parts.groups.receiveMembership(tx, source, record)
    case 'leave':
      return parts.groups.receiveLeave(tx, source)
    case 'archive':
      return parts.followed.receiveArchive(tx, source, record)
    case 'reaction':
      return parts.talks.receiveReaction(tx, source, record)
    case 'seen':
      return parts.talks.receiveSeen(tx, source, record)
    case 'nudge':
      return receiveNudge(tx, parts, source, record)
    case 'released':
      // Sealed to its author, for a restored home of that author. This home ignores it.
      return
    default:
      assertNever(record)
  }
}

/**
 * No time that another device wrote is later than its arrival, because lists and marks are sorted by
 * it. A state keeps its own, by which it is recognised when it comes again.
 */
function datedHere(record: FeedRecord, now: number): FeedRecord {
  return 'at' in record && record.type !== 'state' ? { ...record, at: orderedAt(record.at, now) } : record
}

/** The object can be here before its notice, by an import. */
export function fileNotice(tx: Transaction, parts: FilingParts, source: FeedSource, notice: Notice): void {
  const { ref } = notice
  const strategy = strategyOf(parts.audiences, notice)
  const object = objectId(ref)
  const filed = parts.inbox.find(tx, object)
  strategy.checkPost?.(tx, source, notice, filed !== null && isRepeated(filed, source, notice))
  const kept = parts.store.findKept(tx, object)
  if (kept !== null && !isNoticeOf(notice, kept.header))
    throw new MalformedRecord('a notice of something else than was opened')
  parts.kinds[notice.kind].checkNotice?.(tx, notice)
  parts.inbox.receiveNotice(tx, source, notice)
  if (filed === null) strategy.onFiled?.(tx, source, notice)
  parts.kinds[notice.kind].receive?.(tx, notice)
  if (notice.reply !== null) fileAnswer(tx, parts, source.person, notice.reply)
  const isSaid = factsOf(notice.kind).mayHaveWords && !notice.isShared && !strategy.hasVersions
  const at = orderedAt(notice.at, parts.clock.now())
  const version = { object, author: source.person, replaces: notice.replaces, at }
  keepVersion(tx, version, isSaid ? MAX_CORRECTIONS : Infinity)
  if (kept === null) return
  parts.inbox.markOpened(tx, object, kept.at, null)
  allowOthers(tx, parts, notice, kept.header, [ref])
}

function fileAnswer(tx: Transaction, parts: FilingParts, person: Uint8Array, reply: Ref): void {
  const answered = objectId(reply)
  if (findReminder(tx, answered) !== null && isReader(tx, parts, { objectId: answered, person }))
    endReminder(tx, answered)
}

/** Somebody else may know the id of a letter, and is not the answer that its author waits for. */
function isReader(tx: Transaction, { audiences }: FilingParts, reader: ObjectReader): boolean {
  if (isReleasedTo(tx, reader)) return true
  return listRoutes(tx, reader, audiences).some(({ noticedAt }) => noticedAt !== null)
}

/** An object that was taken back is not repeated but given again. */
function isRepeated(
  { author, withdrawn, notice }: ReceivedLetter,
  source: FeedSource,
  again: Notice,
): boolean {
  const isToSame =
    notice.audience.kind === again.audience.kind && equalBytes(keyOf(notice.audience), keyOf(again.audience))
  return isToSame && withdrawn === null && equalBytes(author, source.person)
}

function receiveArrivals(
  tx: Transaction,
  source: FeedSource,
  record: Extract<FeedRecord, { type: 'arrived' }>,
): void {
  for (const object of record.objects) {
    if (markArrived(tx, object, source.person, record.at)) touch(tx, object)
  }
}

function receiveKept(
  tx: Transaction,
  parts: Pick<DeliveryParts, 'clock' | 'audiences'>,
  source: FeedSource,
  record: Extract<FeedRecord, { type: 'kept' }>,
): void {
  const now = parts.clock.now()
  const { person } = source
  for (const object of record.objects) {
    if (markKept(tx, object, person, now)) continue
    // Stations or a lost device may have released the object, so the word of the reader counts as
    // the release.
    const reader = { objectId: object, person }
    const isRestored = restoreGateReport(tx, reader, now) || restoreReport(tx, reader, now, parts.audiences)
    if (isRestored) touch(tx, object)
  }
}

function receiveState(
  tx: Transaction,
  parts: Pick<DeliveryParts, 'audiences' | 'store' | 'talks' | 'clock'>,
  source: FeedSource,
  record: Extract<FeedRecord, { type: 'state' }>,
): void {
  const isOwn = parts.store.findOwn(tx, record.object) !== null || isDeleted(tx, parts, record.object)
  const isOfFellow = 'group' in source.audience && !isOwn
  if (isOfFellow) {
    const at = orderedAt(record.at, parts.clock.now())
    return parts.talks.receiveFellowState(tx, source, { ...record, at })
  }
  const { object, n, value, at, note } = record
  const { person, device } = source
  // Of a deleted letter only the state counts.
  const isNoted = note !== '' && !isDeleted(tx, parts, object)
  const said = { objectId: object, person, device, n, value, at, note: isNoted ? note : null }
  const verdict = recordState(tx, said, parts.audiences)
  if (verdict.accepted) endReminder(tx, object)
  if (!verdict.accepted && verdict.reason !== 'known')
    throw new MalformedRecord(`a state that is ${verdict.reason}`)
  touch(tx, object)
}

/**
 * Receives the inner record if it is addressed to this person. Only records from a reader to an
 * author are sent this way.
 */
function receiveAddressed(
  tx: Transaction,
  parts: ReceivingParts,
  source: FeedSource,
  { to, boxNumber, sealed }: Extract<FeedRecord, { type: 'addressed' }>,
): void {
  if (!equalBytes(to, parts.identity.person) || !('group' in source.audience)) return
  const { group } = source.audience
  const record = parts.groups.openAddressed(group, source.person, boxNumber, sealed)
  if (record?.type !== 'state' && record?.type !== 'ask')
    throw new MalformedRecord('nothing that is said to one alone')
  receiveRecord(tx, parts, source, record)
}

function receiveCard(
  tx: Transaction,
  parts: IntroducedParts,
  source: FeedSource,
  record: Extract<FeedRecord, { type: 'card' }>,
): void {
  const card = decodeCard(record.card)
  if (!equalBytes(card.person, source.person)) throw new MalformedRecord('another’s card')
  // A card in the feed of a pair belongs to a contact. A card in any other feed belongs to an
  // acquaintance.
  if (!isOnePerson(source.audience)) return void parts.acquaintances.keep(tx, card)
  const comparison = parts.addressBook.keep(tx, card)
  if (comparison === 'rewritten') parts.badInput.count('card-rewritten', source.device)
  else countUnnamed(parts, source, parts.addressBook.updatePictures(tx, card))
}

function receivePicture(
  tx: Transaction,
  parts: IntroducedParts,
  source: FeedSource,
  record: Extract<FeedRecord, { type: 'picture' }>,
): void {
  if (!isOnePerson(source.audience)) return parts.acquaintances.offerPicture(tx, source.person, record.bytes)
  countUnnamed(parts, source, parts.addressBook.offerPicture(tx, source.person, record.bytes))
}

/** Counts a picture that no card names. This is known only when a later card or picture arrives. */
function countUnnamed(
  { badInput }: Pick<IntroducedParts, 'badInput'>,
  source: FeedSource,
  wasNamed: boolean,
): void {
  if (!wasNamed) badInput.count('picture-unnamed', source.device)
}
