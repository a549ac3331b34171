// The hash tree over the chunk blocks of an object. A node has up to 1024 children
// and is stored as a block. Its root names the ciphertext permanently. One chunk of
// a film is verified with one or two nodes of 32 KiB.
import { concatBytes, equalBytes } from '../base/index.ts'
import { frameOfPart, hash, HASH_BYTES } from './hash.ts'

const ARITY = 1024
/** With two levels of nodes: 64 GiB. */
export const MAX_CHUNKS = ARITY * ARITY
export const MAX_NODE_BYTES = ARITY * HASH_BYTES

interface Level {
  /** Block number of the level's first node. */
  start: number
  nodeCount: number
  /** Total number of hashes in the nodes of this level. */
  childCount: number
}

export interface Tree {
  /**
   * Inner nodes, lowest level first. A node is the hashes of its children. The
   * nodes are the blocks after the chunks.
   */
  nodes: Uint8Array[]
  cipherRoot: Uint8Array
}

export function isChunkCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= MAX_CHUNKS
}

/** Returns the levels of nodes over `chunkCount` chunks. Empty for a single chunk. */
function levelsOf(chunkCount: number): Level[] {
  const levels: Level[] = []
  let start = chunkCount
  for (let childCount = chunkCount; childCount > 1;) {
    const nodeCount = Math.ceil(childCount / ARITY)
    levels.push({ start, nodeCount, childCount })
    start += nodeCount
    childCount = nodeCount
  }
  return levels
}

/** Returns the number of chunk blocks and node blocks together. */
export function blockCountOf(chunkCount: number): number {
  return levelsOf(chunkCount).reduce((count, level) => count + level.nodeCount, chunkCount)
}

/** Returns the block numbers of the nodes that prove one chunk, lowest level first. */
export function proofBlocksOf(chunkIndex: number, chunkCount: number): number[] {
  let position = chunkIndex
  return levelsOf(chunkCount).map((level) => level.start + (position = Math.floor(position / ARITY)))
}

const LEAF_DOMAIN = 'fumikura/leaf/1'

/** Leaf 0 covers the prefix too, because block 0 begins with the prefix. */
export function hashLeaf(block: Uint8Array): Uint8Array {
  return hash(LEAF_DOMAIN, block)
}

/** Returns the bytes that are hashed before a block of `blockBytes` to make its leaf. */
export function leafFrame(blockBytes: number): Uint8Array {
  return frameOfPart(LEAF_DOMAIN, blockBytes)
}

function hashNode(node: Uint8Array): Uint8Array {
  return hash('fumikura/node/1', node)
}

/**
 * The count fixes the depth of the tree, so no node can pass as a leaf or as the
 * top of a smaller tree.
 */
function hashRoot(chunkCount: number, top: Uint8Array): Uint8Array {
  const count = Buffer.alloc(8)
  count.writeBigUInt64LE(BigInt(chunkCount))
  return hash('fumikura/root/1', count, top)
}

/** @param leaves at least one */
export function buildTree(leaves: Uint8Array[]): Tree {
  const nodes: Uint8Array[] = []
  let level = leaves
  while (level.length > 1) {
    const parents = groupHashes(level)
    nodes.push(...parents)
    level = parents.map(hashNode)
  }
  return { nodes, cipherRoot: hashRoot(leaves.length, level[0]!) }
}

function groupHashes(hashes: Uint8Array[]): Uint8Array[] {
  const nodes: Uint8Array[] = []
  for (let i = 0; i < hashes.length; i += ARITY) nodes.push(concatBytes(...hashes.slice(i, i + ARITY)))
  return nodes
}

/**
 * True if `leaf` is chunk `chunkIndex` under `cipherRoot`. `proofNodes` are the
 * blocks that proofBlocksOf names.
 */
export function isLeafOf(
  cipherRoot: Uint8Array,
  leaf: Uint8Array,
  chunkIndex: number,
  chunkCount: number,
  proofNodes: Uint8Array[],
): boolean {
  const levels = levelsOf(chunkCount)
  if (proofNodes.length !== levels.length) return false
  let found = leaf
  let position = chunkIndex
  for (const [depth, node] of proofNodes.entries()) {
    if (!holdsChild(node, levels[depth]!, position, found)) return false
    found = hashNode(node)
    position = Math.floor(position / ARITY)
  }
  return equalBytes(hashRoot(chunkCount, found), cipherRoot)
}

/**
 * Returns the leaf of a chunk, read from the lowest node above it. Null if `node` has a
 * wrong size, or there are no nodes.
 */
export function leafIn(node: Uint8Array, chunkIndex: number, chunkCount: number): Uint8Array | null {
  const [lowest] = levelsOf(chunkCount)
  return lowest === undefined ? null : childIn(node, lowest, chunkIndex)
}

function holdsChild(node: Uint8Array, level: Level, position: number, child: Uint8Array): boolean {
  const found = childIn(node, level, position)
  return found !== null && equalBytes(found, child)
}

function childIn(node: Uint8Array, level: Level, position: number): Uint8Array | null {
  const slot = position % ARITY
  const children = Math.min(ARITY, level.childCount - (position - slot))
  if (node.byteLength !== children * HASH_BYTES) return null
  return node.subarray(slot * HASH_BYTES, (slot + 1) * HASH_BYTES)
}
