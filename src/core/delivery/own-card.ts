// One's own card, told to everyone who reads one of this person's feeds: another name, another picture, or none any more.
// A card changes rarely; the feeds are already ordered, sealed and replicated.
import type { PairFeeds } from '../feeds/index.ts'
import { readShownCard, type CardChange, type ShownCard } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { DeliveryParts } from './parts.ts'

/** On disk and on its way when it resolves. @throws INVALID, TOO_LARGE */
export async function changeMyself(
  { ledger, identity, audiences, clock }: Pick<DeliveryParts, 'ledger' | 'identity' | 'audiences' | 'clock'>,
  change: CardChange,
): Promise<void> {
  await ledger.write((tx) => {
    const shown = identity.reviseCard(tx, change, clock.now())
    if (shown === null) return
    for (const way of Object.values(audiences)) way.appendCard(tx, shown, change.picture !== undefined)
  })
  identity.refresh(ledger)
}

/** A feed begins: its reader has no picture yet, and may have been shown an older card. The first card has no older one. */
export function tellCard(tx: Transaction, { feeds }: Pick<DeliveryParts, 'feeds'>, person: Uint8Array): void {
  const shown = readShownCard(tx)
  appendPicture(tx, feeds, person, shown)
  if (shown.card.number > 1) appendCard(tx, feeds, person, shown)
}

/** Another card of this person, for everyone they are paired with. */
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
