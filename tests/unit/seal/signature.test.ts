import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../src/core/base/index.ts'
import { createSigningKeyPair, hash, isSignedBy, randomBytes, sign } from '../../../src/core/seal/index.ts'
import { flipBit } from './sample-object.ts'

const DOMAIN = 'fumikura/test-release/1'
const pair = createSigningKeyPair(hash('sample/seed'))
const parts = [utf8('ref'), utf8('reader')]
const signature = sign(DOMAIN, pair, ...parts)

describe('a signature', () => {
  it('holds for its signer, domain and parts', () => {
    expect(isSignedBy(DOMAIN, pair.publicKey, signature, ...parts)).toBe(true)
  })

  it('cannot be taken for another kind, another list of parts or another signer', () => {
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

  it('does not survive one changed bit', () => {
    const bits = Array.from({ length: 512 }, (_, i) => flipBit(signature, i >> 3, i & 7))
    expect(bits.filter((changed) => isSignedBy(DOMAIN, pair.publicKey, changed, ...parts))).toEqual([])
  })

  it('is refused, not crashed on, with a wrong length or a key that is none', () => {
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

  it('under a key of low order, which signs everything, is refused', () => {
    const neutral = Uint8Array.of(1, ...new Uint8Array(31))
    const forged = Buffer.concat([neutral, new Uint8Array(32)])
    expect(isSignedBy(DOMAIN, neutral, forged, ...parts)).toBe(false)
  })
})

it('a seed always gives the same pair, no seed never', () => {
  const seed = randomBytes(32)
  expect(createSigningKeyPair(seed)).toEqual(createSigningKeyPair(seed))
  expect(createSigningKeyPair()).not.toEqual(createSigningKeyPair())
})
