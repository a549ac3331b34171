// Appends this person's own card to every feed that others read: after a change of the name or the
// picture, and to a new feed.
// Cards use the feeds because these are already ordered, sealed and replicated, and a card changes
// rarely.
import type { PairFeeds } from '../feeds/index.ts'
import { readShownCard, type CardChange, type ShownCard } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { DeliveryParts } from './parts.ts'

type ChangingParts = Pick<DeliveryParts, 'ledger' | 'identity' | 'audiences' | 'clock'>

/** Resolves when the new card is on disk and in the feeds. @throws INVALID, TOO_LARGE */
export function changeMyself(parts: ChangingParts, change: CardChange): Promise<void> {
  return changeMyselfBy(parts, () => change)
}

/**
 * Like `changeMyself`. `choose` runs in the same transaction, and may write rows that belong to the
 * change.
 */
export async function changeMyselfBy(
  { ledger, identity, audiences, clock }: ChangingParts,
  choose: (tx: Transaction) => CardChange,
): Promise<void> {
  await ledger.write((tx) => {
    const change = choose(tx)
    const shown = identity.reviseCard(tx, change, clock.now())
    if (shown === null) return
    for (const strategy of Object.values(audiences))
      strategy.appendCard(tx, shown, change.picture !== undefined)
  })
  identity.refresh(ledger)
}

/**
 * Appends the card and its picture to a new feed, because its reader has no picture yet and may
 * have an older card. A first card is not appended, because no reader can have an older one.
 */
export function appendOwnCard(
  tx: Transaction,
  { feeds }: Pick<DeliveryParts, 'feeds'>,
  person: Uint8Array,
): void {
  const shown = readShownCard(tx)
  appendPicture(tx, feeds, person, shown)
  if (shown.card.number > 1) appendCard(tx, feeds, person, shown)
}

/** Appends a changed card to the feed of every pair. */
export function appendCardToPairs(
  tx: Transaction,
  feeds: PairFeeds,
  shown: ShownCard,
  withPicture: boolean,
): void {
  for (const { person } of feeds.list(tx)) {
    if (withPicture) appendPicture(tx, feeds, person, shown)
    appendCard(tx, feeds, person, shown)
  }
}

function appendPicture(tx: Transaction, feeds: PairFeeds, person: Uint8Array, { picture }: ShownCard): void {
  if (picture !== null) feeds.append(tx, person, { type: 'picture', bytes: picture })
}

function appendCard(tx: Transaction, feeds: PairFeeds, person: Uint8Array, { cardBytes }: ShownCard): void {
  feeds.append(tx, person, { type: 'card', card: cardBytes })
}
