// The records that a home has written to its feeds, and how they are passed to another home.
import { openPairGrant } from '../../../src/core/delivery/pair-grant.ts'
import { withdrawalForm, releaseTo, type ReleaseAnswer } from '../../../src/core/access/index.ts'
import type { Audience } from '../../../src/core/store/index.ts'
import { readCleared } from '../../../src/core/cores/index.ts'
import { receiveRecord } from '../../../src/core/delivery/index.ts'
import {
  openFeedRecord,
  pairSecrets,
  recordKey,
  type FeedRecord,
  type FeedSource,
  type Notice,
} from '../../../src/core/feeds/index.ts'
import type { PlainHome } from './plain-delivery.ts'
import { toldTo } from './stand-in-strategies.ts'

/**
 * Returns all records in the feed that `me` writes for this audience, in order, with those that are
 * to be cleared.
 */
export function saidTo(me: PlainHome, audience: Audience): FeedRecord[] {
  if (audience.kind !== 'person') return toldTo(me.ledger, audience)
  const found = me.parts.feeds.find(me.ledger, audience.key)
  if (found === null) return []
  const key = recordKey(pairSecrets(found.pairSecret, found.era).epochSecret, found.myCore)
  return me.ledger
    .all<{ position: number; block: Uint8Array }>(
      'SELECT position, block FROM intents WHERE core = ? ORDER BY position',
      found.myCore,
    )
    .filter(({ position, block }) => readCleared(found.myCore, position, block) === null)
    .map(({ position, block }) => openFeedRecord(key, found.myCore, position, block))
}

/** Returns the short names of these records: `notice`, `recalled`, `let-go`, `state`… */
export function wordsTo(me: PlainHome, audience: Audience): string[] {
  return saidTo(me, audience).map((record) =>
    record.type === 'withdrawal' ? withdrawalForm.decode(record.record).kind : record.type,
  )
}

export function noticesTo(me: PlainHome, audience: Audience): Notice[] {
  return saidTo(me, audience).flatMap((record) => (record.type === 'notice' ? [record.notice] : []))
}

/** Returns the source by which `reader` knows the feed that `author` writes for them. */
export function feedOf(reader: PlainHome, author: PlainHome): FeedSource {
  const { person, device } = author.identity
  const core = reader.parts.feeds.find(reader.ledger, person)!.theirCore
  return { person, device: device.publicKey, core, position: 0, audience: { kind: 'person' } }
}

/** Receives one record, as from the feed of `author`. @throws MalformedRecord */
export function receive(reader: PlainHome, author: PlainHome, record: FeedRecord): void {
  reader.ledger.transact((tx) => receiveRecord(tx, reader.parts, feedOf(reader, author), record))
}

/** The same in the feed that the author writes for a group. */
export function receiveInGroup(reader: PlainHome, author: PlainHome, record: FeedRecord): void {
  const audience = { kind: 'group', group: GROUP, era: 0, epoch: 0, generation: 0 } as const
  const source = { ...feedOf(reader, author), audience }
  reader.ledger.transact((tx) => receiveRecord(tx, reader.parts, source, record))
}

const GROUP = Buffer.alloc(32, 5)

/** Receives all records that `author` has written to them so far. @throws MalformedRecord */
export function hearAll(reader: PlainHome, author: PlainHome): void {
  for (const record of saidTo(author, reader.audience)) receive(reader, author, record)
}

/** Requests the key as the device of a reader does. */
export function askForKey(author: PlainHome, reader: PlainHome, objectId: Uint8Array): ReleaseAnswer {
  const { now } = author.parts.clockGuard.read()
  const { person, device } = reader.identity
  return author.ledger.transact((tx) =>
    releaseTo(tx, {
      ...{ objectId, person, device: device.publicKey, signer: author.identity.device, now },
      memberships: author.parts.audiences,
    }),
  )
}

/** Opens a grant of this author as its reader does. */
export function openedBy(
  reader: PlainHome,
  author: PlainHome,
  object: Uint8Array,
  { boxNumber, grant }: { boxNumber: number; grant: Uint8Array | null },
): Uint8Array | null {
  const sealed = { author: author.identity.person, boxNumber, grant: grant! }
  return openPairGrant(reader.ledger, { ...reader.parts, identity: reader.identity }, object, sealed)
}
