// A line of `proof/`: the proof that an object is what its author stored. Format: docs/export.md.
// The verifier and the import read it.
// Persisted outside the home: fields are added, never changed.
import { concatBytes, toText } from '../base/index.ts'
import type { ProofNode, ProvenBlock, SignedCore } from '../cores/index.ts'
import { refForm, formatRef, type Ref } from '../store/index.ts'
import type { Readable, Withheld } from './read-object.ts'

/**
 * A small object is proven by its block. A large one by the parts from which, with the file beside
 * it, its blocks can be made again.
 */
export type Proof = ProvenBlock | (SignedCore & { salt: Uint8Array; lead: Uint8Array; size: number })

/** Returns the proof of an object that has no file beside it: its body is a part of the lead. */
export function proofWithBody(proof: Proof, body: Uint8Array): Proof {
  return 'block' in proof ? proof : { ...proof, lead: concatBytes(proof.lead, body), size: 0 }
}

export interface ProofLine {
  type: 'object'
  kind: string
  ref: string
  author: string
  /**
   * Path of the file with the content, from the top of the export. Null if there is no such file.
   */
  beside: string | null
  /** The following fields are base64. `name` is the encoded ref. */
  name: string
  key: string
  core: string
  device: string
  namespace: string
  length: number
  fork: number
  signature: string
  roots: string | null
  at: number | null
  path: string | null
  block: string | null
  salt: string | null
  lead: string | null
  size: number | null
}

interface WithheldLine {
  type: 'withheld'
  ref: string
  author: string
  code: Withheld
  /** Path of the file with an unproven content. Null if the content is not in the export. */
  beside: string | null
  /** For a person, as the exporter knows it: subject, author and day, or the name of a file. */
  about: string
}

export function proofLine(
  { ref, contentKey }: Readable,
  proof: Proof,
  { kind, beside, text = formatRef(ref) }: { kind: string; beside: string | null; text?: string },
): string {
  const isBlock = 'block' in proof
  const line: ProofLine = {
    ...{ type: 'object', kind, ref: text, author: toText(ref.person), beside },
    ...{ name: base64(refForm.encode(ref)), key: base64(contentKey), core: base64(proof.core) },
    ...{ device: base64(proof.device), namespace: base64(proof.namespace), length: proof.length },
    ...{ fork: proof.fork, signature: base64(proof.signature) },
    roots: isBlock ? encodeRoots(proof.roots) : null,
    at: isBlock ? proof.position : null,
    path: isBlock ? encodeNodes(proof.path) : null,
    block: isBlock ? base64(proof.block) : null,
    salt: isBlock ? null : base64(proof.salt),
    lead: isBlock ? null : base64(proof.lead),
    size: isBlock ? null : proof.size,
  }
  return `${JSON.stringify(line)}\n`
}

export function withheldLine(
  ref: Ref,
  code: Withheld,
  { about, beside = null }: { about: string; beside?: string | null },
): string {
  const author = toText(ref.person)
  const line: WithheldLine = { type: 'withheld', ref: formatRef(ref), author, code, beside, about }
  return `${JSON.stringify(line)}\n`
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/**
 * The encoded roots of a core are the same for every line, because the core does not grow during an
 * export.
 */
const encodedRoots = new WeakMap<readonly ProofNode[], string>()

function encodeRoots(roots: readonly ProofNode[]): string {
  const known = encodedRoots.get(roots)
  if (known !== undefined) return known
  const text = encodeNodes(roots)
  encodedRoots.set(roots, text)
  return text
}

const NODE_BYTES = 40

/** Each node is its size (u64le) and its hash. */
function encodeNodes(nodes: readonly ProofNode[]): string {
  const bytes = Buffer.allocUnsafe(nodes.length * NODE_BYTES)
  for (const [nth, { size, hash }] of nodes.entries()) {
    bytes.writeBigUInt64LE(BigInt(size), nth * NODE_BYTES)
    bytes.set(hash, nth * NODE_BYTES + 8)
  }
  return bytes.toString('base64')
}
