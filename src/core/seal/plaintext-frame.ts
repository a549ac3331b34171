// Frames a plaintext for chunks: its true length before it, zeros after it, so that
// the size reveals little. Only arithmetic, used for a small letter at "store" and
// for a film that is read by chunks at "reference".
import { type EncodingState, MalformedRecord, uint, uintForm } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { CHUNK_BYTES } from './prefix.ts'
import { MAX_CHUNKS } from './tree.ts'

const MIN_PADDED_BYTES = 1024
const MAX_FRAME_BYTES = 9
/** A length of 65,533 takes 3 bytes; together they fill one chunk exactly. */
const SMALL_FRAME_BYTES = 3

/** The longest plaintext of an object: 64 GiB minus the frame. */
export const MAX_PLAINTEXT_BYTES = MAX_CHUNKS * CHUNK_BYTES - MAX_FRAME_BYTES
/** The longest plaintext of an object with one chunk, and so one block. */
export const MAX_SMALL_PLAINTEXT_BYTES = CHUNK_BYTES - SMALL_FRAME_BYTES

export interface ObjectShape {
  /**
   * Bytes of the length field. Byte i of the plaintext is byte frameBytes + i of the joined chunks.
   */
  frameBytes: number
  plaintextBytes: number
  /** Length field, plaintext and zeros together. */
  paddedBytes: number
  chunkCount: number
}

/**
 * Padmé: rounds up so that only O(log log n) bits of the length are visible. Adds
 * at most 12 %, less for larger sizes. Nikitin et al., "Reducing Metadata Leakage
 * from Encrypted Files and Communication with PURBs", 2019.
 */
export function padme(bytes: number): number {
  if (bytes < 2) return bytes
  const exponent = floorLog2(bytes)
  const step = 2 ** (exponent - floorLog2(exponent) - 1)
  return Math.ceil(bytes / step) * step
}

/** Use a loop, because Math.log2 rounds and would give 49 for 2^49 - 1. */
function floorLog2(value: number): number {
  let exponent = 0
  while (2 ** (exponent + 1) <= value) exponent++
  return exponent
}

/** Computes the sizes of an object of `plaintextBytes`. @throws EngineError TOO_LARGE */
export function shapeObject(plaintextBytes: number): ObjectShape {
  if (plaintextBytes > MAX_PLAINTEXT_BYTES) {
    const details = { bytes: plaintextBytes, maxBytes: MAX_PLAINTEXT_BYTES }
    throw new EngineError('TOO_LARGE', 'the object is too long', { details })
  }
  const frameBytes = encodeFrame(plaintextBytes).byteLength
  const paddedBytes = Math.max(MIN_PADDED_BYTES, padme(frameBytes + plaintextBytes))
  return { frameBytes, plaintextBytes, paddedBytes, chunkCount: Math.ceil(paddedBytes / CHUNK_BYTES) }
}

export function encodeFrame(plaintextBytes: number): Uint8Array {
  return uintForm.encode(plaintextBytes)
}

/**
 * Reads the true length from the first opened chunk of an object.
 * @throws MalformedRecord if an object of that length does not have `chunkCount` chunks
 */
export function readFrame(firstChunk: Uint8Array, chunkCount: number): ObjectShape {
  const state: EncodingState = { start: 0, end: firstChunk.byteLength, buffer: firstChunk }
  const plaintextBytes = decodeLength(state)
  if (plaintextBytes > MAX_PLAINTEXT_BYTES) throw new MalformedRecord('the length exceeds the limit')
  const shape = shapeObject(plaintextBytes)
  // The same number can be written with more bytes. Only the shortest form is valid.
  if (shape.frameBytes !== state.start) throw new MalformedRecord('the length is not in its shortest form')
  if (shape.chunkCount !== chunkCount)
    throw new MalformedRecord('the length does not match the number of chunks')
  return shape
}

function decodeLength(state: EncodingState): number {
  try {
    return uint.decode(state)
  } catch (cause) {
    throw new MalformedRecord('the length cannot be decoded', cause)
  }
}

/** Removes the length field and the padding. @throws MalformedRecord */
export function unframe(padded: Uint8Array, chunkCount: number): Uint8Array {
  const { frameBytes, plaintextBytes, paddedBytes } = readFrame(padded, chunkCount)
  if (paddedBytes !== padded.byteLength)
    throw new MalformedRecord('the length does not match the padded size')
  const end = frameBytes + plaintextBytes
  for (let i = end; i < padded.byteLength; i++)
    if (padded[i] !== 0) throw new MalformedRecord('the padding is not zero')
  return padded.subarray(frameBytes, end)
}
