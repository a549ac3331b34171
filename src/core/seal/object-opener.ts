// Opens an object, or one chunk of it: first both commitments, only then is anything decrypted or decoded.
// This is the check at "reference"; it runs again whenever someone verifies a letter that was kept.
import { concatBytes, equalBytes, KEY_BYTES, MalformedRecord, toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { carriedBytes, type ChunkPlace, isChunkSized, unsealChunk } from './chunk.ts'
import { padme, unframe } from './frame.ts'
import { commitKey } from './key-commitment.ts'
import { encodePrefix, type ObjectPrefix, PREFIX_BYTES, readPrefix } from './prefix.ts'
import { blockCountOf, buildTree, hashLeaf, isChunkCount, isLeafOf, leafIn } from './tree.ts'

/**
 * Which check failed.
 * shape: number or size of blocks. cipher-root: the blocks are not those of the ref (whoever carried them may have changed them).
 * key-commitment: the key is not the one of the ref. The others only the author can cause, since both commitments hold:
 * prefix, chunk-seal (a chunk does not open under its own key at its place), frame (length or padding).
 */
export type Alteration = 'shape' | 'cipher-root' | 'key-commitment' | 'prefix' | 'chunk-seal' | 'frame'

/** A key with the two commitments of the ref it came with. */
interface Committed {
  cipherRoot: Uint8Array
  keyCommit: Uint8Array
  contentKey: Uint8Array
}

export interface SealedParts extends Committed {
  /** As sealObject returned them: chunks, then nodes. */
  blocks: Uint8Array[]
  chunkCount: number
}

export interface SealedChunk extends Committed, ChunkPlace {
  block: Uint8Array
  /** The blocks that proofBlocksOf names, in its order. */
  proofNodes: Uint8Array[]
  /** From block 0. No chunk opens behind a false one, but only opening chunk 0 shows that it is false. */
  prefix: ObjectPrefix
}

/** The plaintext, proven to be the one its ref names. @throws EngineError ALTERED with details.evidence: Alteration */
export function openObject(sealed: SealedParts): Uint8Array {
  const { blocks, chunkCount, contentKey } = sealed
  checkShape(blocks, chunkCount)
  const chunks = blocks.slice(0, chunkCount)
  checkTree(chunks, blocks.slice(chunkCount), sealed.cipherRoot)
  checkKey(sealed)
  const prefix = orAltered('prefix', () => readPrefix(chunks[0]!))
  const opened = chunks.map((block, chunkIndex) =>
    unsealOrAltered(contentKey, prefix, { chunkIndex, chunkCount }, block),
  )
  const padded = opened.length === 1 ? opened[0]! : concatBytes(...opened)
  return orAltered('frame', () => unframe(padded, chunkCount))
}

/**
 * One chunk's padded plaintext, verified without the others: for seeking in what is still remote.
 * readFrame of chunk 0 says where in it the plaintext begins and ends.
 * @throws EngineError ALTERED with details.evidence: Alteration
 */
export function openChunk(sealed: SealedChunk): Uint8Array {
  return new ChunkOpener(sealed).open(sealed.chunkIndex, sealed.block, sealed.proofNodes)
}

/** Opens one chunk after the other of one object. A node that was proven once is not hashed again for the chunks beside it. */
export class ChunkOpener {
  readonly #object: Omit<SealedChunk, 'chunkIndex' | 'block' | 'proofNodes'>
  #provenNode: Uint8Array | null = null
  #isKeyProven = false

  constructor(object: Omit<SealedChunk, 'chunkIndex' | 'block' | 'proofNodes'>) {
    this.#object = object
  }

  get contentKey(): Uint8Array {
    return this.#object.contentKey
  }

  get prefix(): ObjectPrefix {
    return this.#object.prefix
  }

  /** As `openChunk`; give the same `proofNodes` for neighbours. @throws EngineError ALTERED with details.evidence: Alteration */
  open(chunkIndex: number, block: Uint8Array, proofNodes: Uint8Array[]): Uint8Array {
    const { contentKey, prefix, chunkCount } = this.#object
    const place = { chunkIndex, chunkCount }
    if (!isPlace(place) || !isChunkSized(place, block)) throw altered('shape', place)
    this.#checkLeaf(place, block, proofNodes)
    this.#checkKey()
    if (chunkIndex === 0 && !beginsWithPrefix(block, prefix)) throw altered('prefix')
    return unsealOrAltered(contentKey, prefix, place, block)
  }

  /**
   * For whoever hashes and opens chunks elsewhere, behind the first, which `open` has opened: what this block must hash to. Null where `open`
   * would refuse before it hashes.
   */
  leafOf(chunkIndex: number, block: Uint8Array, proofNodes: Uint8Array[]): Uint8Array | null {
    const place = { chunkIndex, chunkCount: this.#object.chunkCount }
    if (!this.#isKeyProven || !isPlace(place) || !isChunkSized(place, block)) return null
    return this.#provenLeaf(place, proofNodes)
  }

  #checkKey(): void {
    if (!this.#isKeyProven) checkKey(this.#object)
    this.#isKeyProven = true
  }

  #checkLeaf(place: ChunkPlace, block: Uint8Array, proofNodes: Uint8Array[]): void {
    const leaf = hashLeaf(block)
    const isIn =
      proofNodes.length === 0
        ? isLeafOf(this.#object.cipherRoot, leaf, place.chunkIndex, place.chunkCount, proofNodes)
        : equalBytes(this.#provenLeaf(place, proofNodes) ?? NO_LEAF, leaf)
    if (!isIn) throw altered('cipher-root', { chunkIndex: place.chunkIndex })
  }

  #provenLeaf({ chunkIndex, chunkCount }: ChunkPlace, proofNodes: Uint8Array[]): Uint8Array | null {
    const [node] = proofNodes
    const leaf = node === undefined ? null : leafIn(node, chunkIndex, chunkCount)
    if (node === undefined || leaf === null) return null
    const { cipherRoot } = this.#object
    if (node !== this.#provenNode && !isLeafOf(cipherRoot, leaf, chunkIndex, chunkCount, proofNodes))
      return null
    this.#provenNode = node
    return leaf
  }
}

const NO_LEAF = new Uint8Array(0)

function isPlace({ chunkIndex, chunkCount }: ChunkPlace): boolean {
  return (
    isChunkCount(chunkCount) && Number.isInteger(chunkIndex) && chunkIndex >= 0 && chunkIndex < chunkCount
  )
}

function beginsWithPrefix(block0: Uint8Array, prefix: ObjectPrefix): boolean {
  return equalBytes(block0.subarray(0, PREFIX_BYTES), encodePrefix(prefix))
}

/** Counts and sizes only: nothing is hashed or copied that has not the size of an object. */
function checkShape(blocks: Uint8Array[], chunkCount: number): void {
  if (!isChunkCount(chunkCount)) throw altered('shape', { chunkCount })
  const blockCount = blocks.length
  if (blockCount !== blockCountOf(chunkCount)) throw altered('shape', { chunkCount, blockCount })
  let paddedBytes = 0
  for (let chunkIndex = 0; chunkIndex < chunkCount; chunkIndex++) {
    const block = blocks[chunkIndex]!
    if (!isChunkSized({ chunkIndex, chunkCount }, block)) throw altered('shape', { chunkIndex })
    paddedBytes += carriedBytes({ chunkIndex, chunkCount }, block)
  }
  if (padme(paddedBytes) !== paddedBytes) throw altered('shape', { paddedBytes })
}

/** The nodes are recomputed from the chunks; those that were sent must be the same. */
function checkTree(chunks: Uint8Array[], nodes: Uint8Array[], cipherRoot: Uint8Array): void {
  const tree = buildTree(chunks.map(hashLeaf))
  if (!equalBytes(tree.cipherRoot, cipherRoot)) {
    throw altered('cipher-root', { expected: toHex(cipherRoot), found: toHex(tree.cipherRoot) })
  }
  const node = tree.nodes.findIndex((expected, i) => !equalBytes(expected, nodes[i]!))
  if (node !== -1) throw altered('cipher-root', { node })
}

function checkKey({ contentKey, cipherRoot, keyCommit }: Committed): void {
  const found = commitKey(contentKey, cipherRoot)
  if (contentKey.byteLength === KEY_BYTES && equalBytes(found, keyCommit)) return
  throw altered('key-commitment', { expected: toHex(keyCommit), found: toHex(found) })
}

function unsealOrAltered(
  contentKey: Uint8Array,
  prefix: ObjectPrefix,
  place: ChunkPlace,
  block: Uint8Array,
): Uint8Array {
  const plaintext = unsealChunk(contentKey, prefix, place, block)
  if (plaintext === null) throw altered('chunk-seal', { chunkIndex: place.chunkIndex })
  return plaintext
}

function orAltered<T>(evidence: Alteration, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof MalformedRecord) throw altered(evidence, {}, cause)
    throw cause
  }
}

function altered(evidence: Alteration, facts: Record<string, unknown> = {}, cause?: unknown): EngineError {
  const details = { evidence, ...facts }
  return new EngineError('ALTERED', 'this is not what the author stored', { details, cause })
}
