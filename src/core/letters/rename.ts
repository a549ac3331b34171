// A new name on one's card, told to every contact in the feed they read anyway.
// A card changes rarely; the pair feed is already ordered, sealed and replicated.
import { encodeCard } from '../identity/index.ts'
import type { LetterParts } from './parts.ts'

/** On disk and on its way when it resolves. @throws INVALID */
export async function renameMyself(parts: LetterParts, name: string): Promise<void> {
  const { ledger, identity, feeds, clock } = parts
  await ledger.write((tx) => {
    const card = encodeCard(identity.reviseCard(tx, { name }, clock.now()))
    for (const { person } of feeds.list(tx)) feeds.append(tx, person, { type: 'card', card })
  })
  identity.refresh(ledger)
}
