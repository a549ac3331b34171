// receive: the author of a letter reminds this person of it. The letter comes up again in its own
// row, once a day at most, unless this person has opened or answered it. A mute silences it as it
// silences an arrival.
import { equalBytes, MalformedRecord } from '../base/index.ts'
import type { FeedRecord, FeedSource } from '../feeds/index.ts'
import { latestBoxKey } from '../identity/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { isOnePerson, keyOf } from '../store/index.ts'
import { readTidy, tidyObject } from '../tidy/index.ts'
import { findMark } from './marks.ts'
import { nudgeKey } from './nudge-key.ts'
import type { DeliveryParts } from './parts.ts'
import { isReplaced } from './versions.ts'

type NudgedParts = Pick<DeliveryParts, 'inbox' | 'identity' | 'clock' | 'addressBook'>

/**
 * A letter that is not here is no error: its notice may be in another feed, or this person became a
 * member after it.
 * @throws MalformedRecord
 */
export function receiveNudge(
  tx: Transaction,
  parts: NudgedParts,
  source: FeedSource,
  { object, to, at }: Extract<FeedRecord, { type: 'nudge' }>,
): void {
  const received = parts.inbox.find(tx, object)
  if (isOnePerson(source.audience) !== (to.length === 0))
    throw new MalformedRecord('a reminder that names its readers where it must not, or names nobody')
  if (received === null) return
  if (!equalBytes(received.author, source.person))
    throw new MalformedRecord('a reminder of the letter of another author')
  if (!isWaiting(tx, parts, received) || !isFor(parts, source, received, to)) return
  if (!parts.inbox.nudge(tx, received, at)) return
  const tidy = readTidy(tx, object)
  if (tidy.isArchived || tidy.snoozedUntil !== null)
    tidyObject(tx, object, { archived: false, snoozedUntil: null })
}

/** True if its author still waits for this person, who can do what the author waits for. */
function isWaiting(rows: Rows, { clock, addressBook }: NudgedParts, received: ReceivedLetter): boolean {
  const { object, author, notice, openedAt, withdrawn } = received
  const { expiresAt, urgent } = notice
  if (withdrawn !== null || (openedAt !== null && !urgent) || findMark(rows, object) !== null) return false
  if (openedAt === null && expiresAt !== null && expiresAt <= clock.now()) return false
  if (isReplaced(rows, object) || addressBook.isBlockedPerson(rows, author)) return false
  return readTidy(rows, object).bin === null
}

/** In the feed of a group only those are meant who can open a box of the record. */
function isFor(
  { identity }: NudgedParts,
  { audience }: FeedSource,
  { notice, object }: ReceivedLetter,
  to: readonly Uint8Array[],
): boolean {
  if (isOnePerson(audience)) return true
  if (!('group' in notice.audience) || !equalBytes(keyOf(notice.audience), keyOf(audience))) return false
  const { number } = latestBoxKey(identity.card)
  return to.some((box) => identity.boxKeys.openSmall(number, nudgeKey(object), box) !== null)
}
