// Objects and bytes for the tests of seal: reproducible content, a single changed
// byte, and the evidence of a refusal.
import { utf8 } from '../../../src/core/base/index.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { createSigningKeyPair, hash, type SealedObject } from '../../../src/core/seal/index.ts'
import { sealAtOnce } from '../../support/at-once.ts'

export const alice = {
  person: createSigningKeyPair(hash('sample/person', utf8('alice'))).publicKey,
  device: createSigningKeyPair(hash('sample/device', utf8('alice'))).publicKey,
}

export const bob = {
  person: createSigningKeyPair(hash('sample/person', utf8('bob'))).publicKey,
  device: createSigningKeyPair(hash('sample/device', utf8('bob'))).publicKey,
}

/**
 * Returns bytes that differ from chunk to chunk, and are the same in every run. Persisted
 * in the fixtures: do not change.
 */
export function countingBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = (i + (i >>> 8) + (i >>> 16)) & 0xff
  return bytes
}

export function sealSample(plaintextBytes: number): SealedObject {
  return sealAtOnce(alice, countingBytes(plaintextBytes))
}

export function flipBit(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  const flipped = Uint8Array.from(bytes)
  flipped[at]! ^= 1 << bit
  return flipped
}

export function replaceAt<T>(list: T[], at: number, value: T): T[] {
  return list.with(at, value)
}

/** Returns the check that refused the object, or 'accepted'. Rethrows errors other than ALTERED. */
export function evidenceOf(open: () => unknown): unknown {
  try {
    open()
  } catch (error) {
    if (isEngineError(error, 'ALTERED')) return error.details.evidence
    throw error
  }
  return 'accepted'
}
