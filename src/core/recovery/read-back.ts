// Reads back what the lost device wrote to a contact after the backup: the end of its feed, which the
// contact still has.
// Recalls and releases are applied again. Only then can older objects be released to this contact.
import {
  actOnGate,
  restoreNotice,
  restoreRelease,
  restoreWithdrawal,
  withdrawalForm,
  isWithdrawalGenuine,
  personAudience,
  endDoubts,
  type WithdrawalRecord,
} from '../access/index.ts'
import { numberSet } from '../gates/index.ts'
import { MalformedRecord } from '../base/index.ts'
import { decodeCard } from '../identity/index.ts'
import { ClearedSearch } from '../cores/index.ts'
import { openFeedRecord, pairSecrets, recordKey, type FeedRecord } from '../feeds/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { openOwnReleases, type DeliveryParts } from '../delivery/index.ts'
import { restoreLostNotice } from './lost-letters.ts'
import { isForSelf, objectId } from '../store/index.ts'
import { touch } from '../views/index.ts'

/** A feed of the former device, and the secrets that open it. */
export interface FormerFeed {
  person: Uint8Array
  formerDevice: Uint8Array
  pairSecret: Uint8Array
  era: number
  core: Uint8Array
}

type RestoringParts = Pick<DeliveryParts, 'store' | 'identity' | 'audiences' | 'clock' | 'clockGuard'>

/** Returns the record in this block. Null if the lost device did not write a valid record there. */
export function openFormerRecord(feed: FormerFeed, position: number, block: Uint8Array): FeedRecord | null {
  const { epochSecret } = pairSecrets(feed.pairSecret, feed.era)
  try {
    return openFeedRecord(recordKey(epochSecret, feed.core), feed.core, position, block)
  } catch (error) {
    if (error instanceof MalformedRecord) return null
    throw error
  }
}

const BLOCK_MS = 5_000

/**
 * Reads the former feed up to `end` from this peer, record by record, with all consequences. False if
 * a block did not come.
 */
export async function readFormerFeed(
  parts: RestoringParts & Pick<DeliveryParts, 'ledger' | 'foreignCores'>,
  peer: Peer,
  feed: FormerFeed & { position: number },
  end: number,
): Promise<boolean> {
  const { ledger, foreignCores } = parts
  if (feed.position < end) peer.attach(await foreignCores.openCore(feed.core))
  for (let position = feed.position; position < end; position++) {
    const block = await foreignCores.fetch(feed.core, position, BLOCK_MS)
    if (block === null) {
      const search = new ClearedSearch(feed.core, position)
      const stays = await search.find(end, { fetch: (at) => foreignCores.fetch(feed.core, at, BLOCK_MS) })
      if (stays === null) return false
      position = stays - 1
      continue
    }
    const record = openFormerRecord(feed, position, block)
    await ledger.write((tx) => {
      // A contact and a station may give it at the same time.
      const sql = 'UPDATE contacts_to_notify SET position = max(position, ?) WHERE person = ?'
      tx.run(sql, position + 1, feed.person)
      if (record !== null) restoreRecord(tx, parts, feed, record)
    })
  }
  return true
}

export function restoreRecord(
  tx: Transaction,
  parts: RestoringParts,
  feed: FormerFeed,
  record: FeedRecord,
): void {
  const audience = personAudience(feed.person)
  switch (record.type) {
    case 'notice': {
      const object = objectId(record.notice.ref)
      restoreNotice(tx, object, feed.person, parts.clock.now())
      restoreLostNotice(tx, parts, feed, record.notice)
      return touch(tx, object)
    }
    case 'card':
      return numberSets(tx, record.card)
    case 'withdrawal': {
      const withdrawal = withdrawalForm.decode(record.record)
      if (!isWithdrawalGenuine(withdrawal, feed.formerDevice)) return
      burnAgain(tx, parts, feed, withdrawal)
      const keepsKey = isNote(tx, parts, withdrawal.objectId)
      restoreWithdrawal(tx, withdrawal, audience, { keepsKey, now: parts.clockGuard.read().now })
      return touch(tx, withdrawal.objectId)
    }
    case 'released':
      return restoreReleases(tx, parts, feed, record)
    default:
      return
  }
}

/** The lost device may have taken the letter back without reaching every station. */
function burnAgain(
  tx: Transaction,
  { identity }: Pick<RestoringParts, 'identity'>,
  { person }: FormerFeed,
  { objectId, kind, at }: WithdrawalRecord,
): void {
  if (kind !== 'recalled' && kind !== 'expired') return
  actOnGate(tx, { objectId, person, kind, at }, identity.device)
}

/** Later gates may be at these sets. */
function numberSets(tx: Transaction, bytes: Uint8Array): void {
  try {
    for (const set of decodeCard(bytes).keepers.sets) numberSet(tx, set)
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
  }
}

function isNote(tx: Transaction, { store }: Pick<RestoringParts, 'store'>, object: Uint8Array): boolean {
  const own = store.findOwn(tx, object)
  return own !== null && isForSelf(own.header.madeFor)
}

function restoreReleases(
  tx: Transaction,
  { identity }: Pick<RestoringParts, 'identity'>,
  feed: FormerFeed,
  told: Extract<FeedRecord, { type: 'released' }>,
): void {
  const releases = openOwnReleases(identity, feed.person, told)
  if (releases === null) return
  const from = { audience: personAudience(feed.person), device: feed.formerDevice }
  for (const record of releases) {
    const object = restoreRelease(tx, record, from)
    if (object !== null) touch(tx, object)
  }
}

/**
 * Ends all doubts about a contact. Call it when the feed to them and their answers were read
 * completely.
 */
export function finishFeed(
  tx: Transaction,
  parts: Pick<RestoringParts, 'store' | 'audiences' | 'clockGuard'>,
  { person }: FormerFeed,
): void {
  const objects = endDoubts(tx, {
    person,
    now: parts.clockGuard.read().now,
    memberships: parts.audiences,
    keepsKey: (object) => isNote(tx, parts, object),
  })
  for (const object of objects) touch(tx, object)
}
