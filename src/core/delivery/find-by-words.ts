// Finds an object that can be read from the words in its notice, whether it was opened or not.
// receive has checked these words; they are sealed again whenever the block is needed, so no second
// copy is stored.
import { hasWords, headerFromWords, resealWords, type ObjectFromWords } from '../feeds/index.ts'
import type { Rows } from '../ledger/index.ts'
import type { ToldObject } from '../store/index.ts'
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

/** Returns what the notice says of such an object, without sealing it again. */
export function findTold(
  { inbox }: Pick<DeliveryParts, 'inbox'>,
  rows: Rows,
  object: Uint8Array,
): ToldObject | null {
  const notice = inbox.find(rows, object)?.notice
  return notice === undefined || !hasWords(notice)
    ? null
    : { ref: notice.ref, header: headerFromWords(notice) }
}
