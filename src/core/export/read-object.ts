// Reads an object for an export: opened and verified, with its key and its proof; or the reason why
// it cannot be exported.
// An export releases no keys and fetches nothing.
import { findContentKey, loadAudiences } from '../access/index.ts'
import { isEngineError } from '../contract/errors.ts'
import type { LetterParts } from '../letters/index.ts'
import { concatBytes, uintForm } from '../base/index.ts'
import { readPrefix } from '../seal/index.ts'
import type { OpenedObject, Ref } from '../store/index.ts'
import type { Proof } from './proof-line.ts'

/** Why an object is not in an export. Persisted: add only. */
export type Withheld =
  | 'RECALLED'
  | 'EXPIRED'
  | 'HELD'
  | 'SEALED'
  | 'ALTERED'
  | 'DAMAGED'
  /** Some blocks of the object were never fetched. */
  | 'ABSENT'
  /**
   * The blocks of the object are here, but the signature of the author's device over them is not:
   * its words came in its notice. The text of such a letter is exported without a proof.
   */
  | 'UNPROVEN'

export interface Readable {
  ref: Ref
  contentKey: Uint8Array
}

/** `proof` is null if the object can be read, and its signed block is not here. */
export type ReadObject =
  { opened: OpenedObject; proof: Proof | null; readable: Readable } | { withheld: Withheld }

/** Returns the ref and the key of an object, or the reason why there is no key. */
export function findReadable(parts: LetterParts, object: Uint8Array): Readable | Withheld {
  const { store, ledger } = parts
  const own = store.findOwn(ledger, object)
  if (own !== null) {
    const contentKey = findContentKey(ledger, object)
    if (contentKey !== null) return { ref: own.ref, contentKey }
    const isExpired = loadAudiences(ledger, object).some(({ expiredAt }) => expiredAt !== null)
    return isExpired ? 'EXPIRED' : 'RECALLED'
  }
  return store.findKept(ledger, object) ?? withheldOf(parts, object)
}

const WITHDRAWN = { recalled: 'RECALLED', expired: 'EXPIRED', held: 'HELD' } as const

function withheldOf({ inbox, ledger }: LetterParts, object: Uint8Array): Withheld {
  const received = inbox.find(ledger, object)
  if (received === null || received.openedAt !== null) return 'DAMAGED'
  return received.withdrawn === null ? 'SEALED' : WITHDRAWN[received.withdrawn]
}

/** For an object that fits into memory: a letter or a small file. */
export async function readObject(parts: LetterParts, object: Uint8Array): Promise<ReadObject> {
  const readable = findReadable(parts, object)
  if (typeof readable === 'string') return { withheld: readable }
  return readKnown(parts, readable)
}

/** Returns the reason, and does not throw, if one object is altered or damaged. */
export async function readKnown(parts: LetterParts, readable: Readable): Promise<ReadObject> {
  try {
    return readable.ref.chunkCount === 1 ? await readSmall(parts, readable) : await readLarge(parts, readable)
  } catch (error) {
    if (isEngineError(error, 'ALTERED')) return { withheld: 'ALTERED' }
    if (isEngineError(error, 'DAMAGED')) return { withheld: 'DAMAGED' }
    throw error
  }
}

async function readSmall({ store }: LetterParts, readable: Readable): Promise<ReadObject> {
  const { ref, contentKey } = readable
  const proven = await store.prove(ref)
  const blocks = proven === null ? await store.readBlocks(ref, 0) : [proven.block]
  if (blocks === null) return { withheld: 'ABSENT' }
  return { opened: await store.open(ref, blocks, contentKey), proof: proven, readable }
}

async function readLarge({ store }: LetterParts, readable: Readable): Promise<ReadObject> {
  const { ref, contentKey } = readable
  const blocks = (await store.isWhole(ref)) ? await store.readBlocks(ref, 0) : null
  if (blocks === null) return { withheld: 'ABSENT' }
  const signed = await store.readSigned(ref)
  if (signed?.length !== blocks.length) return { withheld: 'UNPROVEN' }
  const opened = await store.open(ref, blocks, contentKey)
  const { plaintext } = opened
  const size = opened.body.byteLength
  // The bytes before the body: the total length, and the header exactly as its author wrote it.
  const head = plaintext.subarray(0, plaintext.byteLength - size)
  const lead = concatBytes(uintForm.encode(plaintext.byteLength), head)
  return { opened, proof: { ...signed, salt: readPrefix(blocks[0]!).salt, lead, size }, readable }
}
