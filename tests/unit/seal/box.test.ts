import { describe, expect, it } from 'vitest'
import { fromHex, MalformedRecord, utf8 } from '../../../src/core/base/index.ts'
import { agreeSecret, createBoxKeyPair, openBox, sealToBox } from '../../../src/core/seal/index.ts'
import { flipBit } from './sample-object.ts'

const DOMAIN = 'fumikura/test-pair/1'
const alice = createBoxKeyPair()
const bob = createBoxKeyPair()

/**
 * Points of order 1, 2, 4 and 8, also in non-canonical form: X25519 gives zero with
 * them for every secret key.
 */
const LOW_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map(fromHex)

describe('a box', () => {
  it('opens for its owner, also when it is empty', () => {
    const opened = ['', 'a content key'].map((text) => openBox(bob, sealToBox(bob.publicKey, utf8(text))))
    expect(opened).toEqual([utf8(''), utf8('a content key')])
  })

  it('does not open for another key pair, if any bit changed, or if it is cut', () => {
    const sealed = sealToBox(bob.publicKey, utf8('a content key'))
    const changed = Array.from(sealed, (_, at) => flipBit(sealed, at))
    const cut = Array.from(sealed, (_, length) => sealed.subarray(0, length))
    const opened = [...changed, ...cut].map((bytes) => openBox(bob, bytes))
    expect([openBox(alice, sealed), ...opened].filter((plaintext) => plaintext !== null)).toEqual([])
  })

  it('is refused for a public key of low order, with which everyone could open it', () => {
    for (const publicKey of [...LOW_ORDER, bob.publicKey.subarray(0, 31)]) {
      expect(() => sealToBox(publicKey, utf8('a content key'))).toThrow(MalformedRecord)
    }
  })
})

describe('an agreed secret', () => {
  const nonces = [utf8('nonce of alice'), utf8('nonce of bob')]

  it('is equal on both sides, and differs for each domain and each list of parts', () => {
    const ours = agreeSecret(DOMAIN, alice, bob.publicKey, ...nonces)
    expect(agreeSecret(DOMAIN, bob, alice.publicKey, ...nonces)).toEqual(ours)
    const others = [
      agreeSecret('fumikura/test-pair/2', bob, alice.publicKey, ...nonces),
      agreeSecret(DOMAIN, bob, alice.publicKey, ...nonces.toReversed()),
      agreeSecret(DOMAIN, bob, createBoxKeyPair().publicKey, ...nonces),
    ]
    for (const other of others) expect(other).not.toEqual(ours)
  })

  it('is null for a key of low order or of a wrong length', () => {
    const keys = [...LOW_ORDER, alice.publicKey.subarray(0, 31), Buffer.alloc(33, 9), new Uint8Array()]
    expect(keys.map((publicKey) => agreeSecret(DOMAIN, bob, publicKey, ...nonces))).toEqual(
      keys.map(() => null),
    )
  })
})
