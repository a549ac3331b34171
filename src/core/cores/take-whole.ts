// A whole core of somebody's, block by block, that came without proofs: its leaves give its tree, and that is signed or is nothing.
// Used for a large object that was sealed again from a file; the blocks go by twice, and none is held.
import * as hypercoreCrypto from 'hypercore-crypto'
import type { ProofNode, ProvenBlock, SignedCore } from './block-proof.ts'

type Level = ProofNode[]

/** The proofs of all blocks of a core, in order. `makeBlocks` gives them from the first, as often as it is asked. */
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

/** Hashes over all blocks: the first level are they themselves; what has no sibling yet ends there. */
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

/** From the left: of each level that has an odd number, the last. */
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
