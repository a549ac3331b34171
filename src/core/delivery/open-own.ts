// Opens an own object, or one that was opened before, with the key in this home. It makes no
// request to any device.
// This is the author's side of reference.
import { findContentKey, loadAudiences } from '../access/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { CHUNK_BYTES } from '../seal/index.ts'
import type { KeptObject, ObjectHeader, OpenedObject, Ref } from '../store/index.ts'
import type { DeliveryParts } from './parts.ts'
import { findByWords } from './find-by-words.ts'

type Parts = Pick<DeliveryParts, 'ledger' | 'store'>
type ReadingParts = Pick<DeliveryParts, 'ledger' | 'store' | 'inbox'>

/** @throws NOT_FOUND; DAMAGED, also if a lost device had the key; RECALLED, EXPIRED if it is destroyed */
export async function openOwn(parts: Parts, object: Uint8Array): Promise<OpenedObject> {
  const { ref, contentKey } = findReadableOwn(parts, object)
  const blocks = await parts.store.readBlocks(ref, 0)
  if (blocks === null) throw new EngineError('DAMAGED', 'A block of this letter is missing here.')
  return parts.store.open(ref, blocks, contentKey)
}

/**
 * How much of a text the index reads. A longer object is opened chunk by chunk, so that no letter
 * decides how much memory it takes.
 */
const MAX_READ_BYTES = 1024 * 1024

interface TextReader {
  toText: (opened: OpenedObject, ref: Ref) => string | Promise<string>
  /** True if the start of the body gives the start of the text, and that is enough. */
  canCut: (header: ObjectHeader) => boolean
}

/**
 * Returns the text of an object that is own, opened, or in words in its notice. If it can be cut, at
 * least its first mebibyte. Null if it cannot be read here.
 */
export async function readObjectText(
  parts: ReadingParts,
  object: Uint8Array,
  reader: TextReader,
): Promise<string | null> {
  try {
    const { store, ledger } = parts
    const kept = store.findKept(ledger, object)
    const announced = kept === null ? findByWords(parts, object) : null
    if (announced !== null) {
      const { ref } = parts.inbox.find(ledger, object)!.notice
      return await reader.toText(announced, ref)
    }
    const readable = kept ?? findReadableOwn(parts, object)
    const opened = await openForText(parts, readable, reader)
    return opened === null ? null : await reader.toText(opened, readable.ref)
  } catch (error) {
    if (isEngineError(error)) return null
    throw error
  }
}

type Readable = Pick<KeptObject, 'ref' | 'header' | 'contentKey'>

async function openForText(
  { store }: ReadingParts,
  { ref, header, contentKey }: Readable,
  { canCut }: TextReader,
): Promise<OpenedObject | null> {
  const isLong = ref.chunkCount * CHUNK_BYTES > MAX_READ_BYTES
  if (isLong && canCut(header)) return store.openStart(ref, contentKey, header, MAX_READ_BYTES)
  const blocks = await store.readBlocks(ref, 0)
  return blocks === null ? null : store.open(ref, blocks, contentKey)
}

/** @throws NOT_FOUND; DAMAGED, also if a lost device had the key; RECALLED, EXPIRED if it is destroyed */
function findReadableOwn(parts: Parts, object: Uint8Array): Readable {
  const own = parts.store.findOwn(parts.ledger, object)
  if (own === null) throw new EngineError('NOT_FOUND', 'There is no such letter.')
  const contentKey = findContentKey(parts.ledger, object)
  if (contentKey === null) throw destroyed(parts, object)
  return { ...own, contentKey }
}

function destroyed({ ledger }: Parts, object: Uint8Array): EngineError {
  const audiences = loadAudiences(ledger, object)
  const isExpired = audiences.some(({ expiredAt }) => expiredAt !== null)
  if (!isExpired && audiences.every(({ recalledAt }) => recalledAt === null))
    return new EngineError('DAMAGED', 'The device that had its key is lost. Its readers can still open it.')
  const code = isExpired ? 'EXPIRED' : 'RECALLED'
  return new EngineError(code, 'Its key was destroyed; the words are kept as a draft.')
}
