// The proof that a block is in its author's core: the sibling nodes on its path,
// and the roots that the device signed. Made when a letter is exported for other
// programs. A home that had the block before can take it in again.
import { fullRoots, parent, sibling } from 'flat-tree'
import type Hypercore from 'hypercore'
import type { BlockProof } from 'hypercore'
import * as hypercoreCrypto from 'hypercore-crypto'
import { equalBytes } from '../base/index.ts'
import { coreKey, isSignedByDevice, peerManifest } from './core-key.ts'
import { readWithNodes } from './tree-nodes.ts'

export interface ProofNode {
  size: number
  hash: Uint8Array
}

/** The signed roots over all blocks of a core at a certain length. */
export interface SignedCore {
  core: Uint8Array
  device: Uint8Array
  namespace: Uint8Array
  length: number
  fork: number
  /** From left to right. */
  roots: ProofNode[]
  /** Ed25519, 64 bytes. */
  signature: Uint8Array
}

export interface ProvenBlock extends SignedCore {
  position: number
  block: Uint8Array
  /**
   * From the leaf upward: the sibling of each node on the path. The parent of the
   * last pair is a root.
   */
  path: ProofNode[]
}

/** Bytes before the signature in hypercore's encoding, for a core with one signer. */
const BEFORE_SIGNATURE = 2
const SIGNATURE_BYTES = 64

/**
 * The last result for each core. Many blocks of a core are proven in sequence, and
 * share one object.
 */
const lastSigned = new WeakMap<Hypercore, { by: Uint8Array; signed: SignedCore }>()

/** Null if nothing is signed yet, or the manifest or signature does not have our form. */
export function readSigned(core: Hypercore): SignedCore | null {
  const { signature } = core.state
  const last = lastSigned.get(core)
  if (last?.by === signature && last.signed.length === core.state.length) return last.signed
  const signed = parseSigned(core)
  if (signed !== null && signature !== null) lastSigned.set(core, { by: signature, signed })
  return signed
}

function parseSigned(core: Hypercore): SignedCore | null {
  const [signer] = core.manifest?.signers ?? []
  const { length, fork, roots, signature } = core.state
  if (signer === undefined || !isSignedByDevice(core.manifest, signer.publicKey)) return null
  if (signature?.byteLength !== BEFORE_SIGNATURE + SIGNATURE_BYTES + 2) return null
  return {
    core: core.key,
    device: signer.publicKey,
    namespace: signer.namespace,
    length,
    fork,
    roots: roots.map(({ size, hash }) => ({ size, hash })),
    signature: signature.subarray(BEFORE_SIGNATURE, BEFORE_SIGNATURE + SIGNATURE_BYTES),
  }
}

/** Null if the block or a node of its proof is not stored locally. */
export async function proveBlock(core: Hypercore, position: number): Promise<ProvenBlock | null> {
  const signed = readSigned(core)
  if (signed === null || position >= signed.length) return null
  const upward = siblingsAbove(position)
  const beside = Array.from({ length: levelsAbove(signed, position) }, () => upward.next().value)
  const read = await readWithNodes(core, position, beside).catch(() => null)
  // Blocks that were appended meanwhile change no node below these roots. A new fork does.
  if (read === null || core.state.fork !== signed.fork) return null
  const path = read.nodes.map(({ size, hash }) => ({ size, hash }))
  return { ...signed, position, block: read.block, path }
}

/** Returns a signature in hypercore's encoding, for a core with one signer. */
export function encodeSignature(signature: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([1, 0]), signature, Buffer.from([0, 0])])
}

/** Returns the number of levels between a block and the root above it. */
function levelsAbove(signed: SignedCore, position: number): number {
  const { start, end } = locateRoots(signed).find((root) => position < root.end)!
  return Math.log2(end - start)
}

/**
 * Returns the proof in the form in which hypercore takes it from a peer. With `withRoots`
 * it also sets the length of an empty core.
 */
export function toPeerProof(proven: ProvenBlock, withRoots: boolean): BlockProof {
  const { position, block, path, length, fork, signature } = proven
  const beside = siblingsAbove(position)
  const upgrade = {
    start: 0,
    length,
    nodes: locateRoots(proven).filter(({ start, end }) => position < start || position >= end),
    additionalNodes: [],
    signature: encodeSignature(signature),
  }
  return {
    fork,
    block: {
      index: position,
      value: block,
      nodes: path.map((node) => ({ ...node, index: beside.next().value })),
    },
    hash: null,
    seek: null,
    upgrade: withRoots ? upgrade : null,
    manifest: peerManifest(proven.device, proven.namespace),
  }
}

function* siblingsAbove(position: number): Generator<number, never> {
  for (let index = 2 * position; ; index = parent(index)) yield sibling(index)
}

type LocatedRoot = ProofNode & { index: number; start: number; end: number }

/** Cached by the array of roots, because very many blocks share it. */
const located = new WeakMap<readonly ProofNode[], { length: number; at: LocatedRoot[] }>()

/**
 * Returns the roots of a tree of this length, with the range of blocks below each. Shorter
 * if fewer roots were given.
 */
function locateRoots({ roots, length }: SignedCore): LocatedRoot[] {
  const known = located.get(roots)
  if (known?.length === length) return known.at
  const tops = fullRoots(2 * length)
  let end = 0
  const at = roots.slice(0, tops.length).map((root, nth) => {
    const [index, start] = [tops[nth]!, end]
    end += index - 2 * start + 1
    return { ...root, start, end, index }
  })
  located.set(roots, { length, at })
  return at
}

const [TREE] = hypercoreCrypto.namespace('hypercore', 1) as [Uint8Array]

/**
 * Returns a function that checks that a block is in a core of its device. It needs
 * only the device's signature, not the local core. A signature that several
 * consecutive blocks share is checked once.
 */
export function createProver(): (proven: ProvenBlock) => boolean {
  let known: SignedCore | null = null
  return (proven) => {
    if (!isInRoots(proven)) return false
    if (known !== null && isSameSigned(known, proven)) return true
    if (!isSigned(proven)) return false
    known = proven
    return true
  }
}

export function isSameSigned(one: SignedCore, other: SignedCore): boolean {
  return (
    one.length === other.length &&
    one.fork === other.fork &&
    (['core', 'device', 'namespace', 'signature'] as const).every((name) =>
      equalBytes(one[name], other[name]),
    ) &&
    (one.roots === other.roots || haveSameNodes(one.roots, other.roots))
  )
}

function haveSameNodes(some: readonly ProofNode[], others: readonly ProofNode[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ size, hash }, nth) => size === others[nth]!.size && equalBytes(hash, others[nth]!.hash))
  )
}

function isInRoots(proven: ProvenBlock): boolean {
  const { length, position, block, path } = proven
  if (position >= length) return false
  const roots = locateRoots(proven)
  if (roots.length !== proven.roots.length || roots.at(-1)?.end !== length) return false
  // The path must be as long as the tree is high. This also limits the work for a
  // path that is too long.
  if (path.length !== levelsAbove(proven, position)) return false
  const top = climb(block, position, path)
  return roots.some(({ index, hash }) => index === top.index && equalBytes(hash, top.hash))
}

function isSigned(core: SignedCore): boolean {
  const { device, namespace, length, fork, signature } = core
  if (!equalBytes(coreKey(device, namespace), core.core)) return false
  const counts = Buffer.alloc(16)
  counts.writeBigUInt64LE(BigInt(length))
  counts.writeBigUInt64LE(BigInt(fork), 8)
  const signed = Buffer.concat([TREE, core.core, hypercoreCrypto.tree(locateRoots(core)), counts])
  return hypercoreCrypto.verify(signed, signature, device)
}

function climb(
  block: Uint8Array,
  position: number,
  path: readonly ProofNode[],
): ProofNode & { index: number } {
  let node = { index: 2 * position, size: block.byteLength, hash: hypercoreCrypto.data(block) }
  for (const beside of path) {
    const hash = hypercoreCrypto.parent(node, { ...beside, index: sibling(node.index) })
    node = { index: parent(node.index), size: node.size + beside.size, hash }
  }
  return node
}
