// ask: a reader found a link to a letter that they may not read, and asks its author for access, in
// their own feed.
// The author decides what to do. An ask alone releases nothing.
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { FeedRecord, FeedSource } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { objectId, type Ref } from '../store/index.ts'
import type { DeliveryParts } from './parts.ts'

interface ReceivedAsk {
  object: Uint8Array
  person: Uint8Array
  via: Uint8Array | null
  text: string
  at: number
}

/**
 * @param ask `via`: the object in which this person found the link
 * @throws NOT_FOUND if the author is no contact, INVALID if this person is its author or already
 * one of its readers
 */
export async function askFor(
  parts: Pick<DeliveryParts, 'ledger' | 'feeds' | 'identity' | 'clock' | 'inbox'>,
  ref: Ref,
  { text, via }: { text: string; via: Uint8Array | null },
): Promise<void> {
  const { ledger, feeds, identity, clock, inbox } = parts
  if (equalBytes(ref.person, identity.person)) throw new EngineError('INVALID', 'You are its author.')
  const object = objectId(ref)
  if (inbox.find(ledger, object) !== null) throw new EngineError('INVALID', 'You are one of its readers.')
  await ledger.write((tx) => {
    if (feeds.find(tx, ref.person) === null)
      throw new EngineError('NOT_FOUND', 'Its author is no contact of yours.')
    feeds.append(tx, ref.person, { type: 'ask', ref, via, text, at: clock.now() })
  })
}

/**
 * Keeps one ask per person and object; a later ask overwrites the earlier one.
 * @throws MalformedRecord if the object is not an own object
 */
export function receiveAsk(
  tx: Transaction,
  parts: Pick<DeliveryParts, 'store'>,
  source: FeedSource,
  ask: Extract<FeedRecord, { type: 'ask' }>,
): void {
  const object = objectId(ask.ref)
  if (parts.store.findOwn(tx, object) === null)
    throw new MalformedRecord('an ask for an object of another author')
  tx.run(
    'INSERT OR REPLACE INTO asks_in VALUES (?, ?, ?, ?, ?)',
    object,
    source.person,
    ask.via,
    ask.text,
    ask.at,
  )
}

/** Lists the asks, the newest first. */
export function listAsks(rows: Rows): ReceivedAsk[] {
  return rows.all<ReceivedAsk & Record<string, never>>(
    'SELECT object, person, via, text, at FROM asks_in ORDER BY at DESC LIMIT 1000',
  )
}
