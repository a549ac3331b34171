// Opens an own object, or one that was opened before, with the key in this home. It makes no
// request to any device.
// This is the author's side of reference.
import { findContentKey, loadAudiences } from '../access/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { OpenedObject } from '../store/index.ts'
import type { DeliveryParts } from './parts.ts'
import { findByWords } from './find-by-words.ts'

type Parts = Pick<DeliveryParts, 'ledger' | 'store'>
type ReadingParts = Pick<DeliveryParts, 'ledger' | 'store' | 'inbox'>

/** @throws NOT_FOUND; DAMAGED, also if a lost device had the key; RECALLED, EXPIRED if it is destroyed */
export async function openOwn(parts: Parts, object: Uint8Array): Promise<OpenedObject> {
  const own = parts.store.findOwn(parts.ledger, object)
  if (own === null) throw new EngineError('NOT_FOUND', 'There is no such letter.')
  const contentKey = findContentKey(parts.ledger, object)
  if (contentKey === null) throw destroyed(parts, object)
  const blocks = await parts.store.readBlocks(own.ref, 0)
  if (blocks === null) throw new EngineError('DAMAGED', 'A block of this letter is missing here.')
  return parts.store.open(own.ref, blocks, contentKey)
}

/**
 * Returns the text of an object that is own, opened, or in words in its notice, for the index. Null
 * if it cannot be read here.
 */
export async function readObjectText(
  parts: ReadingParts,
  object: Uint8Array,
  toText: (opened: OpenedObject) => string | Promise<string>,
): Promise<string | null> {
  try {
    const { store, ledger } = parts
    const kept = store.findKept(ledger, object)
    const announced = kept === null ? findByWords(parts, object) : null
    if (announced !== null) return await toText(announced)
    if (kept === null) return await toText(await openOwn(parts, object))
    const blocks = await store.readBlocks(kept.ref, 0)
    return blocks === null ? null : await toText(store.open(kept.ref, blocks, kept.contentKey))
  } catch (error) {
    if (isEngineError(error)) return null
    throw error
  }
}

function destroyed({ ledger }: Parts, object: Uint8Array): EngineError {
  const audiences = loadAudiences(ledger, object)
  const isExpired = audiences.some(({ expiredAt }) => expiredAt !== null)
  if (!isExpired && audiences.every(({ recalledAt }) => recalledAt === null))
    return new EngineError('DAMAGED', 'The device that had its key is lost. Its readers can still open it.')
  const code = isExpired ? 'EXPIRED' : 'RECALLED'
  return new EngineError(code, 'Its key was destroyed; the words are kept as a draft.')
}
