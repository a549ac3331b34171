// A blinded key signs like any other Ed25519 key, and names its device only to those with the secret.
import { createHash, createPublicKey, verify } from 'node:crypto'
import sodium from 'sodium-universal'
import { expect, test } from 'vitest'
import { toHex } from '../../../src/core/base/index.ts'
import {
  blindKeyPair,
  blindPublicKey,
  createSigningKeyPair,
  hash,
  isSignedBy,
  randomBytes,
  sign,
  signMessage,
} from '../../../src/core/seal/index.ts'

const device = createSigningKeyPair(Buffer.alloc(32, 1))
const secret = Buffer.alloc(32, 2)
/** Before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
/** The order of the group of Ed25519. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

function isVerifiedByOpenssl(message: Uint8Array, signature: Uint8Array, key: Uint8Array): boolean {
  const der = Buffer.concat([SPKI, key])
  return verify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature)
}

function toNumber(littleEndian: Uint8Array): bigint {
  return BigInt(`0x${toHex(Buffer.from(littleEndian).reverse())}`)
}

test('the public key is computed alike from the pair and from the public key', () => {
  const pair = blindKeyPair(device, secret)
  expect(pair.publicKey).toEqual(blindPublicKey(device.publicKey, secret))
  expect(toHex(pair.publicKey)).toBe('f9784ddfcd7bc66f3edc94e9c140f8109365616ef8b926220cd84758bf05dfab')
})

test('it is the key of the device plus t · G, with t as the protocol says', () => {
  const digest = createHash('sha512').update(hash('fumikura/blinded-key/1', device.publicKey, secret))
  const t = digest.digest().subarray(0, 32)
  t[31]! &= 127
  const [point, difference] = [Buffer.alloc(32), Buffer.alloc(32)]
  sodium.crypto_scalarmult_ed25519_base_noclamp(point, t)
  sodium.crypto_core_ed25519_sub(difference, blindPublicKey(device.publicKey, secret), device.publicKey)
  expect(difference).toEqual(point)
})

test('the scalar belongs to the public key, and is reduced', () => {
  for (let n = 0; n < 50; n++) {
    const { publicKey, scalar } = blindKeyPair(createSigningKeyPair(), randomBytes(32))
    const point = Buffer.alloc(32)
    sodium.crypto_scalarmult_ed25519_base_noclamp(point, scalar)
    expect(point).toEqual(publicKey)
    expect(sodium.crypto_core_ed25519_is_valid_point(publicKey)).toBe(true)
    expect(toNumber(scalar) < ORDER).toBe(true)
  }
})

test('two verifiers of others take its signatures, and only for its key and message', () => {
  for (let n = 0; n < 50; n++) {
    const own = createSigningKeyPair()
    const pair = blindKeyPair(own, randomBytes(32))
    const message = randomBytes(n)
    const signature = signMessage(pair, message)
    expect(sodium.crypto_sign_verify_detached(signature, message, pair.publicKey)).toBe(true)
    expect(isVerifiedByOpenssl(message, signature, pair.publicKey)).toBe(true)
    // The challenge has the public key, so no signature passes from one key of a device to another.
    expect(sodium.crypto_sign_verify_detached(signature, message, own.publicKey)).toBe(false)
    expect(isVerifiedByOpenssl(randomBytes(n + 1), signature, pair.publicKey)).toBe(false)
    expect(toNumber(signature.subarray(32)) < ORDER).toBe(true)
  }
})

test('signatures with a domain are checked like those of a device', () => {
  const pair = blindKeyPair(device, secret)
  const signature = sign('fumikura/test/1', pair, Buffer.from('a'), Buffer.from('b'))
  expect(isSignedBy('fumikura/test/1', pair.publicKey, signature, Buffer.from('a'), Buffer.from('b'))).toBe(
    true,
  )
  expect(isSignedBy('fumikura/test/2', pair.publicKey, signature, Buffer.from('a'), Buffer.from('b'))).toBe(
    false,
  )
})

test('a nonce is never used for two messages or two keys', () => {
  const pairs = Array.from({ length: 8 }, () => blindKeyPair(device, randomBytes(32)))
  const messages = Array.from({ length: 8 }, () => randomBytes(40))
  const points = pairs.flatMap((pair) =>
    messages.map((message) => toHex(signMessage(pair, message).subarray(0, 32))),
  )
  expect(new Set(points).size).toBe(64)
  // It is derived, so a broken source of randomness reveals nothing.
  expect(signMessage(pairs[0]!, messages[0]!)).toEqual(signMessage(pairs[0]!, messages[0]!))
})

test('another secret or another device has an unrelated key', () => {
  const other = createSigningKeyPair()
  const keys = [secret, randomBytes(32), randomBytes(32)].flatMap((one) => [
    toHex(blindPublicKey(device.publicKey, one)),
    toHex(blindPublicKey(other.publicKey, one)),
  ])
  expect(new Set([...keys, toHex(device.publicKey), toHex(other.publicKey)]).size).toBe(8)
  // The difference of two keys under one secret does not reveal that they share it.
  const difference = (from: Uint8Array, to: Uint8Array): string => {
    const point = Buffer.alloc(32)
    sodium.crypto_core_ed25519_sub(point, to, from)
    return toHex(point)
  }
  expect(difference(device.publicKey, blindPublicKey(device.publicKey, secret))).not.toBe(
    difference(other.publicKey, blindPublicKey(other.publicKey, secret)),
  )
})
