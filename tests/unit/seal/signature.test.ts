import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../src/core/base/index.ts'
import { createSigningKeyPair, hash, isSignedBy, randomBytes, sign } from '../../../src/core/seal/index.ts'
import { flipBit } from './sample-object.ts'

const DOMAIN = 'fumikura/test-release/1'
const pair = createSigningKeyPair(hash('sample/seed'))
const parts = [utf8('ref'), utf8('reader')]
const signature = sign(DOMAIN, pair, ...parts)

describe('a signature', () => {
  it('is valid for its signer, domain and parts', () => {
    expect(isSignedBy(DOMAIN, pair.publicKey, signature, ...parts)).toBe(true)
  })

  it('is invalid for another domain, another list of parts or another signer', () => {
    const other = createSigningKeyPair().publicKey
    const taken = [
      isSignedBy('fumikura/test-recall/1', pair.publicKey, signature, ...parts),
      isSignedBy(DOMAIN, pair.publicKey, signature, utf8('refreader')),
      isSignedBy(DOMAIN, pair.publicKey, signature, utf8('refr'), utf8('eader')),
      isSignedBy(DOMAIN, pair.publicKey, signature, ...parts, new Uint8Array()),
      isSignedBy(DOMAIN, other, signature, ...parts),
    ]
    expect(taken).toEqual([false, false, false, false, false])
  })

  it('is invalid after one bit changed', () => {
    const bits = Array.from({ length: 512 }, (_, i) => flipBit(signature, i >> 3, i & 7))
    expect(bits.filter((changed) => isSignedBy(DOMAIN, pair.publicKey, changed, ...parts))).toEqual([])
  })

  it('is refused without an exception if a length is wrong or the key is not a point', () => {
    const longer = Buffer.concat([signature, Uint8Array.of(0)])
    const refused = [
      isSignedBy(DOMAIN, pair.publicKey, longer, ...parts),
      isSignedBy(DOMAIN, pair.publicKey, signature.subarray(0, 63), ...parts),
      isSignedBy(DOMAIN, pair.publicKey, new Uint8Array(), ...parts),
      isSignedBy(DOMAIN, pair.publicKey.subarray(0, 31), signature, ...parts),
      isSignedBy(DOMAIN, new Uint8Array(32), signature, ...parts),
      isSignedBy(DOMAIN, new Uint8Array(32).fill(0xff), signature, ...parts),
    ]
    expect(refused).toEqual([false, false, false, false, false, false])
  })

  it('is refused under a key of low order, which would accept every signature', () => {
    const neutral = Uint8Array.of(1, ...new Uint8Array(31))
    const forged = Buffer.concat([neutral, new Uint8Array(32)])
    expect(isSignedBy(DOMAIN, neutral, forged, ...parts)).toBe(false)
  })
})

it('createSigningKeyPair() gives the same pair for the same seed, and a new pair without a seed', () => {
  const seed = randomBytes(32)
  expect(createSigningKeyPair(seed)).toEqual(createSigningKeyPair(seed))
  expect(createSigningKeyPair()).not.toEqual(createSigningKeyPair())
})
