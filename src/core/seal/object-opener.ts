// Opens an object, or one chunk of it. Checks both commitments before it decrypts
// or decodes anything. This is the check at "reference". It runs again when a
// person verifies a letter that was kept.
import { equalBytes, KEY_BYTES, MalformedRecord, toHex, turn } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { carriedBytes, type ChunkPosition, isChunkSized, unsealChunk } from './chunk.ts'
import { padme, unframe } from './plaintext-frame.ts'
import { commitKey } from './key-commitment.ts'
import { encodePrefix, type ObjectPrefix, PREFIX_BYTES, readPrefix } from './prefix.ts'
import { blockCountOf, buildTree, hashLeaf, isChunkCount, isLeafOf, leafIn } from './tree.ts'

/**
 * The check that failed.
 * shape: the number or the size of blocks. cipher-root: the blocks are not the ones of the
 * ref (a carrier may have changed them). key-commitment: the key is not the one of the
 * ref. If both commitments hold, only the author can cause the others: prefix, chunk-seal
 * (a chunk does not open under its own key at its index), frame (length or padding).
 */
type Alteration = 'shape' | 'cipher-root' | 'key-commitment' | 'prefix' | 'chunk-seal' | 'frame'

/** A key, with the two commitments of the ref that it belongs to. */
interface Committed {
  cipherRoot: Uint8Array
  keyCommit: Uint8Array
  contentKey: Uint8Array
}

export interface SealedParts extends Committed {
  /** In the order of sealObject: chunks, then nodes. */
  blocks: Uint8Array[]
  chunkCount: number
}

export interface SealedChunk extends Committed, ChunkPosition {
  block: Uint8Array
  /** The blocks that proofBlocksOf names, in the same order. */
  proofNodes: Uint8Array[]
  /**
   * From block 0. With a false prefix no chunk opens, but only opening chunk 0
   * shows that the prefix is the cause.
   */
  prefix: ObjectPrefix
}

/**
 * Returns the plaintext and proves that the ref names it. A large object is opened in turns.
 * @throws EngineError ALTERED with details.evidence: Alteration
 */
export function openObject(sealed: SealedParts): Promise<Uint8Array> {
  return turn.run(openingSteps(sealed))
}

/** Yields after each chunk that it hashes or opens. */
export function* openingSteps(sealed: SealedParts): Generator<void, Uint8Array> {
  const { blocks, chunkCount, contentKey } = sealed
  const paddedBytes = checkShape(blocks, chunkCount)
  const chunks = blocks.slice(0, chunkCount)
  const leaves: Uint8Array[] = []
  for (const block of chunks) yield void leaves.push(hashLeaf(block))
  checkTree(leaves, blocks.slice(chunkCount), sealed.cipherRoot)
  checkKey(sealed)
  const prefix = orAltered('prefix', () => readPrefix(chunks[0]!))
  const padded = Buffer.allocUnsafeSlow(paddedBytes)
  let at = 0
  for (const [chunkIndex, block] of chunks.entries()) {
    yield
    const opened = unsealOrAltered(contentKey, prefix, { chunkIndex, chunkCount }, block)
    padded.set(opened, at)
    at += opened.byteLength
  }
  return orAltered('frame', () => unframe(padded, chunkCount))
}

/**
 * Opens the chunks of one object one after the other. A node is hashed once for
 * neighbouring chunks.
 */
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

  /**
   * The padded plaintext of one chunk, verified without the other chunks, for seeking in an object
   * that is not local yet. readFrame of chunk 0 gives the offsets of the plaintext. Pass the same
   * `proofNodes` array elements for neighbours.
   * @throws EngineError ALTERED with details.evidence: Alteration
   */
  open(chunkIndex: number, block: Uint8Array, proofNodes: Uint8Array[]): Uint8Array {
    const { contentKey, prefix, chunkCount } = this.#object
    const position = { chunkIndex, chunkCount }
    if (!isPosition(position) || !isChunkSized(position, block)) throw altered('shape', position)
    this.#checkLeaf(position, block, proofNodes)
    this.#checkKey()
    if (chunkIndex === 0 && !beginsWithPrefix(block, prefix)) throw altered('prefix')
    return unsealOrAltered(contentKey, prefix, position, block)
  }

  /**
   * Returns the leaf that this block must hash to, for code that hashes and opens elsewhere. `open`
   * must have opened the first chunk before. Null if `open` would refuse the block before it
   * hashes.
   */
  leafOf(chunkIndex: number, block: Uint8Array, proofNodes: Uint8Array[]): Uint8Array | null {
    const position = { chunkIndex, chunkCount: this.#object.chunkCount }
    if (!this.#isKeyProven || !isPosition(position) || !isChunkSized(position, block)) return null
    return this.#provenLeaf(position, proofNodes)
  }

  #checkKey(): void {
    if (!this.#isKeyProven) checkKey(this.#object)
    this.#isKeyProven = true
  }

  #checkLeaf(position: ChunkPosition, block: Uint8Array, proofNodes: Uint8Array[]): void {
    const leaf = hashLeaf(block)
    const isIn =
      proofNodes.length === 0
        ? isLeafOf(this.#object.cipherRoot, leaf, position.chunkIndex, position.chunkCount, proofNodes)
        : equalBytes(this.#provenLeaf(position, proofNodes) ?? NO_LEAF, leaf)
    if (!isIn) throw altered('cipher-root', { chunkIndex: position.chunkIndex })
  }

  #provenLeaf({ chunkIndex, chunkCount }: ChunkPosition, proofNodes: Uint8Array[]): Uint8Array | null {
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

function isPosition({ chunkIndex, chunkCount }: ChunkPosition): boolean {
  return (
    isChunkCount(chunkCount) && Number.isInteger(chunkIndex) && chunkIndex >= 0 && chunkIndex < chunkCount
  )
}

function beginsWithPrefix(block0: Uint8Array, prefix: ObjectPrefix): boolean {
  return equalBytes(block0.subarray(0, PREFIX_BYTES), encodePrefix(prefix))
}

/**
 * Checks counts and sizes first, so that nothing is hashed or copied that cannot be an object.
 * Returns the size of the padded plaintext.
 */
function checkShape(blocks: Uint8Array[], chunkCount: number): number {
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
  return paddedBytes
}

/** Recomputes the nodes from the leaves. The nodes that arrived must be equal to them. */
function checkTree(leaves: Uint8Array[], nodes: Uint8Array[], cipherRoot: Uint8Array): void {
  const tree = buildTree(leaves)
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
  position: ChunkPosition,
  block: Uint8Array,
): Uint8Array {
  const plaintext = unsealChunk(contentKey, prefix, position, block)
  if (plaintext === null) throw altered('chunk-seal', { chunkIndex: position.chunkIndex })
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
  return new EngineError('ALTERED', 'the object differs from the one that its author stored', {
    details,
    cause,
  })
}
