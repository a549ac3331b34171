// Parses a line of `proof/`. Every field is checked before use. The caller verifies the proof
// itself.
import { equalBytes, MalformedRecord } from '../base/index.ts'
import type { ProofNode, ProvenBlock, SignedCore } from '../cores/index.ts'
import type { ProofLine } from '../export/index.ts'
import { refForm, formatRef, objectId, type Ref } from '../store/index.ts'

export interface ReadProof {
  ref: Ref
  /** The object id. */
  object: Uint8Array
  contentKey: Uint8Array
  kind: string
  beside: string | null
  proven: ProvenBlock | null
  /** For a large object: the parts from which, with its body, its blocks are made again. */
  parts: { signed: Omit<SignedCore, 'roots'>; salt: Uint8Array; lead: Uint8Array; size: number } | null
}

/**
 * Creates a parser of lines that caches the roots, which all lines of a core share. The parser
 * returns null for a `withheld` line.
 * @throws MalformedRecord
 */
export function createProofReader(): (line: string) => ReadProof | null {
  let last: { text: unknown; roots: ProofNode[] } | null = null
  const readRoots = (text: unknown): ProofNode[] => {
    if (last === null || last.text !== text) last = { text, roots: nodes(text) }
    return last.roots
  }
  return (line) => readProof(line, readRoots)
}

function readProof(text: string, readRoots: (text: unknown) => ProofNode[]): ReadProof | null {
  const line = parse(text)
  if (line.type === 'withheld') return null
  if (line.type !== 'object') throw new MalformedRecord('a line of an unknown type')
  const ref = refForm.decode(bytes(line.name, 512))
  if (formatRef(ref) !== line.ref) throw new MalformedRecord('the ref differs from the name')
  const signed = {
    ...{ core: bytes(line.core, 32), device: bytes(line.device, 32), namespace: bytes(line.namespace, 32) },
    ...{ length: count(line.length), fork: count(line.fork), signature: bytes(line.signature, 64) },
  }
  // The letter is later read from the core in its ref, so a proof for another core is useless.
  if (!equalBytes(signed.core, ref.core) || !equalBytes(signed.device, ref.device))
    throw new MalformedRecord('a proof for another core')
  return {
    ...{ ref, object: objectId(ref), contentKey: bytes(line.key, 32), kind: String(line.kind) },
    beside: typeof line.beside === 'string' ? line.beside : null,
    ...(typeof line.block === 'string'
      ? { proven: readBlock(line, { ...signed, roots: readRoots(line.roots) }, ref), parts: null }
      : { proven: null, parts: { signed, ...readParts(line) } }),
  }
}

function readBlock(line: AnyLine, signed: SignedCore, ref: Ref): ProvenBlock {
  const position = count(line.at)
  if (position !== ref.start || ref.chunkCount !== 1) throw new MalformedRecord('a proof for another block')
  return {
    ...signed,
    position,
    path: nodes(line.path),
    block: bytes(line.block, MAX_BLOCK_BYTES),
  }
}

function readParts(line: AnyLine): { salt: Uint8Array; lead: Uint8Array; size: number } {
  return { salt: bytes(line.salt, 15), lead: bytes(line.lead, MAX_LEAD_BYTES), size: count(line.size) }
}

const MAX_BLOCK_BYTES = 65_636
/** Of a mail without its large parts, the lead has the body. */
const MAX_LEAD_BYTES = 24 * 1024 * 1024
const NODE_BYTES = 40
const MAX_NODES = 64

type AnyLine = Partial<Omit<ProofLine, 'type'>> & { type?: unknown }

function parse(text: string): AnyLine {
  try {
    return JSON.parse(text) as AnyLine
  } catch (cause) {
    throw new MalformedRecord('not JSON', cause)
  }
}

/** With `max` 32, 64 or 15 (keys, signatures, salts) the length must be exactly `max`. */
function bytes(text: unknown, max: number): Uint8Array {
  if (typeof text !== 'string' || text.length > (max + 2) * 2) throw new MalformedRecord('not base64')
  const read = Buffer.from(text, 'base64')
  const isExact = max === 32 || max === 64 || max === 15
  if (isExact ? read.byteLength !== max : read.byteLength > max)
    throw new MalformedRecord('bytes of another length')
  return read
}

function count(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new MalformedRecord('not a number')
  return value
}

function nodes(text: unknown): ProofNode[] {
  const read = bytes(text, NODE_BYTES * MAX_NODES) as Buffer
  return Array.from({ length: Math.floor(read.byteLength / NODE_BYTES) }, (_, i) => ({
    size: Number(read.readBigUInt64LE(i * NODE_BYTES)),
    hash: read.subarray(i * NODE_BYTES + 8, (i + 1) * NODE_BYTES),
  }))
}
