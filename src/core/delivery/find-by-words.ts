// Finds an object that can be read from the words in its notice, whether it was opened or not.
// receive has checked these words; they are sealed again whenever the block is needed, so no second
// copy is stored.
import { hasWords, resealWords, type ObjectFromWords } from '../feeds/index.ts'
import type { DeliveryParts } from './parts.ts'

export function findByWords(
  { ledger, inbox, store }: Pick<DeliveryParts, 'ledger' | 'inbox' | 'store'>,
  object: Uint8Array,
): ObjectFromWords | null {
  const notice = inbox.find(ledger, object)?.notice
  if (notice === undefined || !hasWords(notice)) return null
  const contentKey = store.findKept(ledger, object)?.contentKey ?? inbox.openGrant(ledger, notice)
  return contentKey === null ? null : resealWords(notice, contentKey)
}
