// Asking to be let in: a reader met a link to a letter they may not read, and asks its author in their own feed.
// What the author does with it is theirs; nothing is released by asking.
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { FeedRecord, FeedSource } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { objectId, type Ref } from '../store/index.ts'
import type { DeliveryParts } from './parts.ts'

export interface ReceivedAsk {
  object: Uint8Array
  person: Uint8Array
  via: Uint8Array | null
  text: string
  at: number
}

/**
 * @param ask `via`: the object by which this person met the link
 * @throws NOT_FOUND when its author is no contact, INVALID when there is nothing to ask for
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

/** One ask per person and object: the latest words count. @throws MalformedRecord when it is not ours to give */
export function receiveAsk(
  tx: Transaction,
  parts: Pick<DeliveryParts, 'store'>,
  source: FeedSource,
  ask: Extract<FeedRecord, { type: 'ask' }>,
): void {
  const object = objectId(ask.ref)
  if (parts.store.findOwn(tx, object) === null) throw new MalformedRecord('an ask for what is not ours')
  tx.run(
    'INSERT OR REPLACE INTO asks_in VALUES (?, ?, ?, ?, ?)',
    object,
    source.person,
    ask.via,
    ask.text,
    ask.at,
  )
}

/** Newest first. */
export function listAsks(rows: Rows): ReceivedAsk[] {
  return rows.all<ReceivedAsk & Record<string, never>>(
    'SELECT object, person, via, text, at FROM asks_in ORDER BY at DESC LIMIT 1000',
  )
}
