// Verifies the position of a block in its author's log: from its hash over the tree nodes to the
// roots that the author's device signed.
// For Hypercore 11, manifest version 1 with one signer.
import { createPublicKey, verify } from 'node:crypto'
import { blake, join, u64 } from './encodings.ts'

export type Line = Record<string, string | number | null>
export const field = (line: Line, name: string): Buffer => Buffer.from(String(line[name] ?? ''), 'base64')

export interface Node {
  size: number
  hash: Buffer
}

const NAMES = blake(Buffer.from('hypercore'))
const [TREE, MANIFEST] = [blake(NAMES, Buffer.from([0])), blake(NAMES, Buffer.from([3]))]
const ED25519 = Buffer.from('302a300506032b6570032100', 'hex')

/** Parses nodes: size u64le ‖ hash 32 each. */
export function readNodes(bytes: Buffer): Node[] {
  const at = Array.from({ length: bytes.length / 40 }, (_, i) => i * 40)
  return at.map((i) => ({ size: Number(bytes.readBigUInt64LE(i)), hash: bytes.subarray(i + 8, i + 40) }))
}

export function leafOf(block: Uint8Array): Node {
  return { size: block.byteLength, hash: blake(Buffer.from([0]), u64(block.byteLength), block) }
}

function parentOf(left: Node, right: Node): Node {
  const size = left.size + right.size
  return { size, hash: blake(Buffer.from([1]), u64(size), left.hash, right.hash) }
}

/** Returns the roots over all blocks of a log. */
export function rootsOver(leaves: Node[]): Node[] {
  if (leaves.length < 2) return leaves
  const half = 2 ** Math.floor(Math.log2(leaves.length))
  if (half < leaves.length) return [...rootsOver(leaves.slice(0, half)), ...rootsOver(leaves.slice(half))]
  const [left, right] = [leaves.slice(0, half / 2), leaves.slice(half / 2)].map((side) => rootsOver(side)[0]!)
  return [parentOf(left!, right!)]
}

/** Returns the node at the top of the path over a block. */
export function climb(block: Buffer, position: number, path: Node[]): Node {
  return path.reduce((node, beside, level) => {
    const isLeft = Math.floor(position / 2 ** level) % 2 === 0
    return isLeft ? parentOf(node, beside) : parentOf(beside, node)
  }, leafOf(block))
}

/** The last verified signature. Objects of one log come in a row, so it is often the same. */
let lastVerified = ''

/** @throws if the log does not belong to this device, or the device did not sign these roots */
export function checkSigned(line: Line, device: Buffer, roots: Node[]): void {
  const { core, length: count, fork, namespace, signature } = line
  const nodes = roots.map(({ size, hash }) => `${size} ${hash.toString('hex')}`)
  const current = JSON.stringify([core, count, fork, namespace, signature, device.toString('hex'), nodes])
  if (current === lastVerified) return
  const [key, length] = [field(line, 'core'), Number(count)]
  const manifest = join(Buffer.from([1, 0, 0, 1, 1, 0]), field(line, 'namespace'), device)
  let start = 0
  const indexed = roots.flatMap(({ hash, size }) => {
    const span = 2 ** Math.floor(Math.log2(length - start))
    return [hash, u64((start += span) * 2 - span - 1), u64(size)]
  })
  const signed = join(TREE, key, blake(Buffer.from([2]), ...indexed), u64(length), u64(Number(fork)))
  const signer = createPublicKey({ key: join(ED25519, device), format: 'der', type: 'spki' })
  const isSigned = verify(null, signed, signer, field(line, 'signature'))
  if (!isSigned || start !== length || !blake(MANIFEST, manifest).equals(key))
    throw new Error('its log is not signed by its author’s device')
  lastVerified = current
}
