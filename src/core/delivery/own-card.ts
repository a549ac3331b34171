// One's own card, told to every contact in the feed they read anyway: another name, another picture, or none any more.
// A card changes rarely; the pair feed is already ordered, sealed and replicated.
import { readShownCard, type CardChange, type ShownCard } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { DeliveryParts } from './parts.ts'

type Parts = Pick<DeliveryParts, 'ledger' | 'identity' | 'feeds' | 'groups' | 'publicFeed' | 'clock'>

/** On disk and on its way when it resolves. @throws INVALID, TOO_LARGE */
export async function changeMyself(parts: Parts, change: CardChange): Promise<void> {
  const { ledger, identity, feeds, groups, publicFeed, clock } = parts
  await ledger.write((tx) => {
    const shown = identity.reviseCard(tx, change, clock.now())
    if (shown === null) return
    for (const group of groups.listJoined(tx))
      groups.append(tx, group, { type: 'card', card: shown.cardBytes })
    for (const { person } of feeds.list(tx)) {
      if (change.picture !== undefined) appendPicture(tx, parts, person, shown)
      appendCard(tx, parts, person, shown)
    }
    publicFeed.changeCard(tx)
  })
  identity.refresh(ledger)
}

/** A feed begins: its reader has no picture yet, and may have been shown an older card. The first card has no older one. */
export function tellCard(tx: Transaction, parts: Parts, person: Uint8Array): void {
  const shown = readShownCard(tx)
  appendPicture(tx, parts, person, shown)
  if (shown.card.number > 1) appendCard(tx, parts, person, shown)
}

function appendPicture(tx: Transaction, { feeds }: Parts, person: Uint8Array, { picture }: ShownCard): void {
  if (picture !== null) feeds.append(tx, person, { type: 'picture', bytes: picture })
}

function appendCard(tx: Transaction, { feeds }: Parts, person: Uint8Array, { cardBytes }: ShownCard): void {
  feeds.append(tx, person, { type: 'card', card: cardBytes })
}
