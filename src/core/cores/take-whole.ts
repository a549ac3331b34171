// Proofs for a whole core of another device whose blocks arrived without proofs. They are
// computed from all leaves, and valid only under the signature. Used for a large object
// that was sealed again from a file. The blocks are read twice, and none is kept in memory.
import * as hypercoreCrypto from 'hypercore-crypto'
import type { ProofNode, ProvenBlock, SignedCore } from './block-proof.ts'

type Level = ProofNode[]

/**
 * Yields the proofs of all blocks in order. `makeBlocks` is called twice, and
 * returns all blocks from the first one.
 */
export async function* proveAll(
  signed: Omit<SignedCore, 'roots'>,
  makeBlocks: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<ProvenBlock> {
  const levels = await readLevels(makeBlocks())
  const roots = rootsOf(levels)
  let position = 0
  for await (const block of makeBlocks()) {
    yield { ...signed, roots, position, block, path: pathTo(levels, position) }
    position++
  }
}

/**
 * Returns the levels of the hash tree. The first level contains the leaves. A node without
 * a sibling has no parent.
 */
async function readLevels(blocks: AsyncIterable<Uint8Array>): Promise<Level[]> {
  const leaves: Level = []
  for await (const block of blocks) leaves.push({ size: block.byteLength, hash: hypercoreCrypto.data(block) })
  const levels = [leaves]
  for (let level = leaves; level.length > 1;) {
    level = pairsOf(level)
    levels.push(level)
  }
  return levels
}

function pairsOf(level: Level): Level {
  return Array.from({ length: Math.floor(level.length / 2) }, (_, i) => {
    const [left, right] = [level[i * 2]!, level[i * 2 + 1]!]
    const size = left.size + right.size
    return { size, hash: hypercoreCrypto.parent({ ...left, index: 0 }, { ...right, index: 1 }) }
  })
}

/**
 * Returns the roots from left to right: the last node of each level with an odd number of nodes.
 */
function rootsOf(levels: Level[]): ProofNode[] {
  return levels.flatMap((level) => (level.length % 2 === 1 ? [level.at(-1)!] : [])).reverse()
}

function pathTo(levels: Level[], position: number): ProofNode[] {
  const path: ProofNode[] = []
  for (const [depth, level] of levels.entries()) {
    const nth = Math.floor(position / 2 ** depth)
    const beside = level[nth % 2 === 0 ? nth + 1 : nth - 1]
    if (beside === undefined || nth >= level.length) break
    path.push(beside)
  }
  return path
}
