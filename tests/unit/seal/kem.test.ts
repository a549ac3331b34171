import { createMlKem768 } from 'mlkem'
import { describe, expect, it } from 'vitest'
import { concatBytes, fromHex, MalformedRecord, toHex } from '../../../src/core/base/index.ts'
import {
  decapsulate,
  encapsulate,
  encapsulateBy,
  isKemKey,
  kemKeyOf,
  loadKem,
} from '../../../src/core/seal/kem.ts'
import vectors from '../../fixtures/seal/kem.json'
import { LOW_ORDER } from './low-order.ts'
import { flipBit } from './sample-object.ts'

const { mlKem } = loadKem()
const [first] = vectors.xWing
const seed = fromHex(first!.seed)
const kemKey = fromHex(first!.pk)
const ML_KEY_BYTES = 1184

describe('X-Wing', () => {
  it.each(vectors.xWing)('gives the keys, ciphers and secrets of the draft: $ss', (vector) => {
    const { cipher, secret } = encapsulateBy(fromHex(vector.pk), fromHex(vector.eseed))
    expect({ pk: toHex(kemKeyOf(fromHex(vector.seed))), ct: toHex(cipher), ss: toHex(secret) }).toEqual({
      pk: vector.pk,
      ct: vector.ct,
      ss: vector.ss,
    })
    expect(decapsulate(fromHex(vector.seed), cipher)).toEqual(secret)
  })

  it('draws another secret each time', () => {
    const [one, other] = [encapsulate(kemKey), encapsulate(kemKey)]
    expect(one.secret).not.toEqual(other.secret)
    expect(decapsulate(seed, other.cipher)).toEqual(other.secret)
  })

  it('gives another secret if any part of the cipher changed', () => {
    const { cipher, secret } = encapsulate(kemKey)
    const changed = [0, 500, 1087, 1088, 1119].map((at) => decapsulate(seed, flipBit(cipher, at)))
    expect(changed.filter((other) => other !== null && Buffer.from(other).equals(secret))).toEqual([])
  })

  it('refuses keys of a wrong length, with unreduced coefficients, or with a half of low order', () => {
    const half = kemKey.subarray(ML_KEY_BYTES)
    const keys = [
      new Uint8Array(0),
      kemKey.subarray(0, 32),
      kemKey.subarray(0, ML_KEY_BYTES),
      concatBytes(kemKey, Uint8Array.of(0)),
      ...vectors.mlKem.wrongKeys.map((key) => concatBytes(fromHex(key), half)),
      ...vectors.mlKem.unreducedKeys.map((key) => concatBytes(fromHex(key), half)),
      ...LOW_ORDER.map((point) => concatBytes(kemKey.subarray(0, ML_KEY_BYTES), point)),
    ]
    expect(keys.filter(isKemKey)).toEqual([])
    for (const key of keys) expect(() => encapsulate(key)).toThrow(MalformedRecord)
    expect(isKemKey(kemKey)).toBe(true)
  })

  it('refuses ciphers of a wrong length, or with a half of low order', () => {
    const { cipher } = encapsulate(kemKey)
    const half = cipher.subarray(1088)
    const ciphers = [
      new Uint8Array(0),
      cipher.subarray(0, 1119),
      concatBytes(cipher, Uint8Array.of(0)),
      ...vectors.mlKem.wrongCiphers.map((ml) => concatBytes(fromHex(ml), half)),
      ...LOW_ORDER.map((point) => concatBytes(cipher.subarray(0, 1088), point)),
    ]
    expect(ciphers.filter((one) => decapsulate(seed, one) !== null)).toEqual([])
  })
})

describe('the package', () => {
  it.each(vectors.mlKem.decapsulated)('decapsulates the vectors of FIPS 203: $K', ({ seed, ek, c, K }) => {
    const pair = mlKem.keygen(fromHex(seed))
    expect(toHex(pair.publicKey)).toBe(ek)
    expect(toHex(mlKem.decapsulate(fromHex(c), pair.secretKey))).toBe(K)
  })

  it.each(vectors.mlKem.encapsulated)('encapsulates the vectors of FIPS 203: $K', ({ ek, m, c, K }) => {
    const { cipherText, sharedSecret } = mlKem.encapsulate(fromHex(ek), fromHex(m))
    expect({ c: toHex(cipherText), K: toHex(sharedSecret) }).toEqual({ c, K })
  })

  it('refuses what FIPS 203 refuses', () => {
    const { decapsulated, unreducedKeys, wrongKeys, wrongCiphers } = vectors.mlKem
    for (const key of [...unreducedKeys, ...wrongKeys])
      expect(() => mlKem.encapsulate(fromHex(key))).toThrow()
    const { secretKey } = mlKem.keygen(fromHex(decapsulated[0]!.seed))
    for (const cipher of wrongCiphers) expect(() => mlKem.decapsulate(fromHex(cipher), secretKey)).toThrow()
  })

  it('agrees with a second library in both directions', async () => {
    const other = await createMlKem768()
    for (let i = 0; i < 5; i++) {
      const [theirKey, theirSecret] = other.generateKeyPair()
      const ours = mlKem.encapsulate(theirKey)
      expect(other.decap(ours.cipherText, theirSecret)).toEqual(ours.sharedSecret)
      const pair = mlKem.keygen()
      const [cipher, secret] = other.encap(pair.publicKey)
      expect(mlKem.decapsulate(cipher, pair.secretKey)).toEqual(secret)
    }
  })
})
