// Blocks that travel in a message of our own, with their proof, so that no round trip asks for them.
// The proof fits a core of a certain length: it has the step from that length to the present one.
// Hypercore makes it and checks it. "notify" and "reference" send blocks in this form.
import { fullRoots } from 'flat-tree'
import type Hypercore from 'hypercore'
import type { BlockProof, TreeNode } from 'hypercore'
import {
  bytesUpTo,
  key32,
  listUpTo,
  optional,
  part,
  struct,
  uint,
  type EncodedBy,
  type Encoding,
} from '../base/index.ts'
import { peerManifest, signerOf } from './core-key.ts'

/** A core has at most 2^53 blocks, so no path and no list of roots is longer. */
const MAX_NODES = 64
const MAX_SIGNATURE_BYTES = 128
const MAX_CARRIED = 64
/** A chunk of 64 KiB with its tag and prefix. */
const MAX_BLOCK_BYTES = 66 * 1024

export const treeNodeEncoding: Encoding<TreeNode> = part('tree node', {
  index: uint,
  size: uint,
  hash: key32,
})
const nodes = listUpTo(treeNodeEncoding, MAX_NODES)

export const stepEncoding = part('step', {
  start: uint,
  length: uint,
  nodes,
  signature: bytesUpTo(MAX_SIGNATURE_BYTES),
})

export const carriedBlockEncoding = part('carried block', {
  position: uint,
  block: bytesUpTo(MAX_BLOCK_BYTES),
  path: nodes,
})

export const carriedEncoding = part('carried blocks', {
  core: key32,
  fork: uint,
  manifest: optional(struct({ signer: key32, namespace: key32 })),
  step: optional(stepEncoding),
  blocks: listUpTo(carriedBlockEncoding, MAX_CARRIED),
})

export type CarriedBlocks = EncodedBy<typeof carriedEncoding>

/** Which blocks, and the length at which the other end knows the core. */
export interface Wanted {
  length: number
  positions: readonly number[]
  maxBytes: number
}

/**
 * The wanted blocks with their proofs, in order, as many as `maxBytes` allows. `isWhole` is false if
 * some are left out. Null if the first one is not stored here, or does not fit.
 */
export async function carryBlocks(
  core: Hypercore,
  { length, positions, maxBytes }: Wanted,
): Promise<{ carried: CarriedBlocks; isWhole: boolean } | null> {
  const { fork } = core
  const blocks: CarriedBlocks['blocks'] = []
  let step: CarriedBlocks['step'] = null
  let known = length
  let left = maxBytes
  for (const position of positions) {
    const proof = await proveFrom(core, position, known)
    const { value = null, nodes: path = [] } = proof?.block ?? {}
    if (proof === null || value === null || proof.fork !== fork) break
    left -= value.byteLength
    if (left < 0 || value.byteLength > MAX_BLOCK_BYTES) break
    step ??= proof.upgrade
    if (step !== null) known = step.start + step.length
    blocks.push({ position, block: value, path })
  }
  if (blocks.length === 0) return null
  const manifest = length === 0 ? manifestOf(core) : null
  const carried = { core: core.key, fork, manifest, step, blocks }
  return { carried, isWhole: blocks.length === positions.length }
}

async function proveFrom(core: Hypercore, position: number, known: number): Promise<BlockProof | null> {
  const upgrade = core.length > known ? { start: known, length: core.length - known } : null
  const levels = position < known ? levelsAbove(position, known) : 0
  try {
    const proof = await core.proof({ block: { index: position, nodes: levels }, upgrade })
    return (proof.upgrade?.additionalNodes.length ?? 0) === 0 ? proof : null
  } catch {
    return null // a block or a node was cleared, or the other end claims a length that never was
  }
}

/** The number of levels between a block and its root in a tree of this length. */
function levelsAbove(position: number, length: number): number {
  let end = 0
  for (const root of fullRoots(2 * length)) {
    const leaves = root - 2 * end + 1
    end += leaves
    if (position < end) return Math.log2(leaves)
  }
  return 0
}

function manifestOf({ manifest }: Hypercore): CarriedBlocks['manifest'] {
  const signer = signerOf(manifest)
  return signer === null ? null : { signer, namespace: manifest!.signers[0]!.namespace }
}

/**
 * The proofs of carried blocks in the form that hypercore takes, in order. They fit only a core at
 * the length where the step starts.
 */
export function toPeerProofs({ fork, manifest, step, blocks }: CarriedBlocks): BlockProof[] {
  const whole = manifest === null ? null : peerManifest(manifest.signer, manifest.namespace)
  const upgrade = step === null ? null : { ...step, additionalNodes: [] }
  return blocks.map(({ position, block, path }, nth) => ({
    fork,
    block: { index: position, value: block, nodes: path },
    hash: null,
    seek: null,
    upgrade: nth === 0 ? upgrade : null,
    manifest: nth === 0 ? whole : null,
  }))
}
