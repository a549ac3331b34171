// How the body of an object is coded inside the seal. Text is deflated if that makes it shorter, so
// a letter takes less of the disk and of the wire, and more letters fit into their notices. A file
// is never coded, because it is read in part. Nor is a letter of several chunks, because an export
// has its text beside the proof, and another deflater may give other bytes.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { MalformedRecord, oneOf, formOf } from '../base/index.ts'
import { MAX_SMALL_PLAINTEXT_BYTES } from '../seal/index.ts'
import { factsOf, type ObjectKind } from './object-kinds.ts'

/** Deflate is RFC 1951, without a header. Persisted and sent: add only at the end. */
const BODY_CODINGS = ['identity', 'deflate'] as const

export const codingForm = formOf(oneOf(BODY_CODINGS))

export interface CodedBody {
  coding: (typeof BODY_CODINGS)[number]
  bytes: Uint8Array
}

/**
 * A body has at most so many times its coded bytes. Text seldom has four times. Zeros could have a
 * thousand times, and a few notices could fill the index of a reader.
 */
const MAX_EXPANSION = 16

export function codeBody({ kind, type }: { kind: ObjectKind; type: string }, body: Uint8Array): CodedBody {
  const plain: CodedBody = { coding: 'identity', bytes: body }
  const isText = factsOf(kind).isReadWhole && type.startsWith('text/')
  if (!isText || body.byteLength > MAX_SMALL_PLAINTEXT_BYTES) return plain
  const bytes = deflateRawSync(body, { level: 9 })
  const isShorter = bytes.byteLength < body.byteLength
  return isShorter && body.byteLength <= limitOf(bytes) ? { coding: 'deflate', bytes } : plain
}

/** @throws MalformedRecord if the bytes are not exactly one deflated body of an allowed size */
export function decodeBody({ coding, bytes }: CodedBody): Uint8Array {
  if (coding === 'identity') return bytes
  try {
    return inflateAll(bytes)
  } catch (error) {
    throw error instanceof MalformedRecord
      ? error
      : new MalformedRecord('a body that cannot be inflated', error)
  }
}

function inflateAll(bytes: Uint8Array): Uint8Array {
  // The declared type lacks the form of the result with `info`.
  const { buffer, engine } = inflateRawSync(bytes, {
    maxOutputLength: limitOf(bytes),
    info: true,
  }) as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } }
  // Inflating stops at the end of the stream, so bytes behind it would be hidden.
  if (engine.bytesWritten !== bytes.byteLength) throw new MalformedRecord('bytes after a deflated body')
  return buffer
}

function limitOf(coded: Uint8Array): number {
  return Math.min(coded.byteLength * MAX_EXPANSION, MAX_SMALL_PLAINTEXT_BYTES)
}
