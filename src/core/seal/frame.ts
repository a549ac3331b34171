// How a plaintext becomes chunks: its true length in front, zeros behind, so that its size tells little.
// Pure arithmetic, the same for one small letter at "store" and for a film read chunk by chunk at "reference".
import { type EncodingState, encodeRecord, MalformedRecord, uint } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { CHUNK_BYTES } from './prefix.ts'
import { MAX_CHUNKS } from './tree.ts'

const MIN_PADDED_BYTES = 1024
const MAX_FRAME_BYTES = 9
/** The length of 65,533 bytes takes 3 bytes, and both together fill one chunk to the last byte. */
const SMALL_FRAME_BYTES = 3

/** The longest plaintext an object can have: 64 GiB less the frame. */
export const MAX_PLAINTEXT_BYTES = MAX_CHUNKS * CHUNK_BYTES - MAX_FRAME_BYTES
/** The longest plaintext of an object of one chunk, hence one block. */
export const MAX_SMALL_PLAINTEXT_BYTES = CHUNK_BYTES - SMALL_FRAME_BYTES

export interface ObjectShape {
  /** Bytes of the length in front: byte i of the plaintext is byte frameBytes + i of the joined chunks. */
  frameBytes: number
  plaintextBytes: number
  /** Frame, plaintext and zeros. */
  paddedBytes: number
  chunkCount: number
}

/**
 * Padmé: rounds up so that only O(log log n) bits of the length show; at most 12 % longer, less for larger sizes.
 * Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019.
 */
export function padme(bytes: number): number {
  if (bytes < 2) return bytes
  const exponent = floorLog2(bytes)
  const step = 2 ** (exponent - floorLog2(exponent) - 1)
  return Math.ceil(bytes / step) * step
}

/** Counted, because Math.log2 rounds: 2^49 - 1 would be taken for 2^49. */
function floorLog2(value: number): number {
  let exponent = 0
  while (2 ** (exponent + 1) <= value) exponent++
  return exponent
}

/** The sizes of an object of `plaintextBytes`. @throws EngineError TOO_LARGE */
export function shapeObject(plaintextBytes: number): ObjectShape {
  if (plaintextBytes > MAX_PLAINTEXT_BYTES) {
    const details = { bytes: plaintextBytes, maxBytes: MAX_PLAINTEXT_BYTES }
    throw new EngineError('TOO_LARGE', 'an object cannot be this long', { details })
  }
  const frameBytes = encodeFrame(plaintextBytes).byteLength
  const paddedBytes = Math.max(MIN_PADDED_BYTES, padme(frameBytes + plaintextBytes))
  return { frameBytes, plaintextBytes, paddedBytes, chunkCount: Math.ceil(paddedBytes / CHUNK_BYTES) }
}

export function encodeFrame(plaintextBytes: number): Uint8Array {
  return encodeRecord(uint, plaintextBytes)
}

/**
 * Reads the true length from an object's first opened chunk.
 * @throws MalformedRecord if that length does not belong to an object of `chunkCount` chunks
 */
export function readFrame(firstChunk: Uint8Array, chunkCount: number): ObjectShape {
  const state: EncodingState = { start: 0, end: firstChunk.byteLength, buffer: firstChunk }
  const plaintextBytes = decodeLength(state)
  if (plaintextBytes > MAX_PLAINTEXT_BYTES) throw new MalformedRecord('length over the limit')
  const shape = shapeObject(plaintextBytes)
  // The same number can be written in several widths; only the shortest is ours.
  if (shape.frameBytes !== state.start) throw new MalformedRecord('length not in its shortest form')
  if (shape.chunkCount !== chunkCount) throw new MalformedRecord('length does not match the number of chunks')
  return shape
}

function decodeLength(state: EncodingState): number {
  try {
    return uint.decode(state)
  } catch (cause) {
    throw new MalformedRecord('no length in front', cause)
  }
}

/** Frees the plaintext from frame and padding. @throws MalformedRecord */
export function unframe(padded: Uint8Array, chunkCount: number): Uint8Array {
  const { frameBytes, plaintextBytes, paddedBytes } = readFrame(padded, chunkCount)
  if (paddedBytes !== padded.byteLength) throw new MalformedRecord('length does not match the padded size')
  const end = frameBytes + plaintextBytes
  for (let i = end; i < padded.byteLength; i++)
    if (padded[i] !== 0) throw new MalformedRecord('padding not zero')
  return padded.subarray(frameBytes, end)
}
