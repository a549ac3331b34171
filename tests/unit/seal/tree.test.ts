import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../src/core/base/index.ts'
import {
  blockCountOf,
  hash,
  MAX_CHUNKS,
  MAX_NODE_BYTES,
  proofBlocksOf,
} from '../../../src/core/seal/index.ts'
import { buildTree, hashLeaf, isLeafOf } from '../../../src/core/seal/tree.ts'
import { flipBit, replaceAt } from './sample-object.ts'

const leavesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => hashLeaf(utf8(`chunk ${i}`)))

/** Returns the nodes that a reader fetches to verify one chunk. */
function proofOf(nodes: Uint8Array[], chunkIndex: number, chunkCount: number): Uint8Array[] {
  return proofBlocksOf(chunkIndex, chunkCount).map((block) => nodes[block - chunkCount]!)
}

describe('the tree', () => {
  it('has the stated number of blocks, none longer than 32 KiB', () => {
    const counts = [1, 2, 1023, 1024, 1025, 2048, 2049]
    const trees = counts.map((count) => buildTree(leavesOf(count)))
    expect(trees.map(({ nodes }, i) => counts[i]! + nodes.length)).toEqual(counts.map(blockCountOf))
    expect(trees.map(({ nodes }) => nodes.map((node) => node.byteLength))).toEqual([
      [],
      [64],
      [32_736],
      [MAX_NODE_BYTES],
      [MAX_NODE_BYTES, 32, 64],
      [MAX_NODE_BYTES, MAX_NODE_BYTES, 64],
      [MAX_NODE_BYTES, MAX_NODE_BYTES, 32, 96],
    ])
  })

  it('gives the nodes above a chunk, lowest level first', () => {
    const places = [
      proofBlocksOf(0, 1),
      proofBlocksOf(1, 2),
      proofBlocksOf(1023, 1025),
      proofBlocksOf(1024, 1025),
      proofBlocksOf(MAX_CHUNKS - 1, MAX_CHUNKS),
    ]
    expect(places).toEqual([[], [2], [1025, 1027], [1026, 1027], [MAX_CHUNKS + 1023, MAX_CHUNKS + 1024]])
    expect(blockCountOf(MAX_CHUNKS)).toBe(MAX_CHUNKS + 1025)
  })

  it('proves each chunk at its own index and at no other', () => {
    const count = 1027
    const leaves = leavesOf(count)
    const { nodes, cipherRoot } = buildTree(leaves)
    const isAt = (leaf: number, place: number): boolean =>
      isLeafOf(cipherRoot, leaves[leaf]!, place, count, proofOf(nodes, place, count))
    const places = [0, 1, 511, 1022, 1023, 1024, 1025, 1026]
    const found = places.map((place) => places.filter((leaf) => isAt(leaf, place)))
    expect(found).toEqual(places.map((place) => [place]))
  })

  it('refuses nodes that were changed, cut, left out, added or moved', () => {
    const count = 1027
    const leaves = leavesOf(count)
    const { nodes, cipherRoot } = buildTree(leaves)
    const proof = proofOf(nodes, 3, count)
    const isProven = (proofNodes: Uint8Array[], chunkCount = count): boolean =>
      isLeafOf(cipherRoot, leaves[3]!, 3, chunkCount, proofNodes)
    const refused = [
      ...[0, 96, 127, 32_767].map((at) => replaceAt(proof, 0, flipBit(proof[0]!, at))),
      ...[0, 31, 63].map((at) => replaceAt(proof, 1, flipBit(proof[1]!, at))),
      replaceAt(proof, 0, proof[0]!.subarray(0, 128)),
      replaceAt(proof, 0, Buffer.concat([proof[0]!, new Uint8Array(32)])),
      proof.slice(0, 1),
      proof.slice(1),
      [...proof, proof[1]!],
      proof.toReversed(),
      [],
      proofOf(nodes, 1025, count),
    ]
    expect(refused.filter((proofNodes) => isProven(proofNodes))).toEqual([])
    expect([isProven(proof), isProven(proof, 1026), isProven(proof, 1028)]).toEqual([true, false, false])
  })

  it('has a different root for every chunk count, even if a node could pass for a leaf', () => {
    const two = buildTree(leavesOf(2))
    const nodeAsLeaf = buildTree([hash('fumikura/node/1', two.nodes[0]!)])
    const nodeAsBlock = buildTree([hashLeaf(two.nodes[0]!)])
    const roots = [two, nodeAsLeaf, nodeAsBlock, buildTree(leavesOf(1)), buildTree(leavesOf(3))]
    expect(new Set(roots.map(({ cipherRoot }) => Buffer.from(cipherRoot).toString('hex'))).size).toBe(
      roots.length,
    )
  })
})
