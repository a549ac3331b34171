// X-Wing: the KEM to whose keys this project seals for years. It holds as long as ML-KEM-768 or
// X25519 holds (draft-connolly-cfrg-xwing-kem). It is built here from both halves, because the
// X25519 of libsodium is faster than that of the package. Only this file knows the package;
// another implementation may take its place with the same bytes.
import { createRequire } from 'node:module'
import type * as Sha3 from '@noble/hashes/sha3.js'
import type * as MlKem from '@noble/post-quantum/ml-kem.js'
import { concatBytes, MalformedRecord } from '../base/index.ts'
import { hash } from './hash.ts'
import { randomBytes, wipe } from './secret.ts'
import { multiply, pointOf } from './x25519.ts'

export const KEM_KEY_BYTES = 1216
export const KEM_CIPHER_BYTES = 1120
export const KEM_SEED_BYTES = 32

const ML_KEY_BYTES = 1184
const ML_CIPHER_BYTES = 1088
const ML_SEED_BYTES = 64
const X_BYTES = 32
/** Six bytes that draw an X-Wing. */
const LABEL = Buffer.from('\\.//^\\')

/** A fresh secret, and the bytes from which the owner of the KEM key gets it. */
export interface Encapsulated {
  readonly cipher: Uint8Array
  readonly secret: Uint8Array
}

// The bundler has a `require` of its own.
const requireNow = createRequire(import.meta.url)
let loaded: { mlKem: typeof MlKem.ml_kem768; sha3: typeof Sha3 } | null = null

/**
 * Loads the package: 16 ms and 16 MB. The first use loads it; call this function when the process
 * is idle, so that no transaction waits for it.
 */
export function loadKem(): NonNullable<typeof loaded> {
  loaded ??= {
    mlKem: (requireNow('@noble/post-quantum/ml-kem.js') as typeof MlKem).ml_kem768,
    sha3: requireNow('@noble/hashes/sha3.js') as typeof Sha3,
  }
  return loaded
}

/** The public key of a seed. Only the seed is stored, because an expanded key can be malicious. */
export function kemKeyOf(seed: Uint8Array): Uint8Array {
  const { mlSeed, xSecret } = expandSeed(seed)
  const pair = loadKem().mlKem.keygen(mlSeed)
  const kemKey = concatBytes(pair.publicKey, pointOf(xSecret))
  for (const secret of [mlSeed, xSecret, pair.secretKey]) wipe(secret)
  return kemKey
}

/** True if secrets may be encapsulated to these bytes, which come from others. */
export function isKemKey(kemKey: Uint8Array): boolean {
  try {
    encapsulate(kemKey)
    return true
  } catch (error) {
    if (error instanceof MalformedRecord) return false
    throw error
  }
}

/** Returns the hash by which a card names a KEM key. Persisted: do not change. */
export function hashKemKey(kemKey: Uint8Array): Uint8Array {
  return hash('fumikura/kem-key/1', kemKey)
}

/**
 * Draws a secret for the owner of `kemKey`.
 * @throws MalformedRecord if the key has a wrong length, a coefficient that is not reduced, or an
 * X25519 half of low order
 */
export function encapsulate(kemKey: Uint8Array): Encapsulated {
  return encapsulateBy(kemKey, randomBytes(ML_SEED_BYTES))
}

/** With given randomness, for the test vectors. `randomness` is wiped. */
export function encapsulateBy(kemKey: Uint8Array, randomness: Uint8Array): Encapsulated {
  if (kemKey.byteLength !== KEM_KEY_BYTES)
    throw new MalformedRecord(`a KEM key of ${kemKey.byteLength} bytes`)
  const xKey = kemKey.subarray(ML_KEY_BYTES)
  const xSecret = randomness.subarray(X_BYTES)
  const xShared = multiply(xSecret, xKey)
  if (xShared === null) throw new MalformedRecord('a KEM key of low order')
  const ml = encapsulateMl(kemKey.subarray(0, ML_KEY_BYTES), randomness.subarray(0, X_BYTES))
  const xCipher = pointOf(xSecret)
  const secret = combine(ml.sharedSecret, xShared, xCipher, xKey)
  for (const bytes of [randomness, ml.sharedSecret, xShared]) wipe(bytes)
  return { cipher: concatBytes(ml.cipherText, xCipher), secret }
}

function encapsulateMl(key: Uint8Array, message: Uint8Array) {
  try {
    return loadKem().mlKem.encapsulate(key, message)
  } catch (cause) {
    throw new MalformedRecord('a KEM key with a coefficient that is not reduced', cause)
  }
}

/**
 * Returns the secret. Null if the cipher has a wrong length, or an X25519 half of low order, which
 * is stricter than the draft. A changed cipher gives another secret, with which no box opens.
 */
export function decapsulate(seed: Uint8Array, cipher: Uint8Array): Uint8Array | null {
  if (cipher.byteLength !== KEM_CIPHER_BYTES) return null
  const { mlSeed, xSecret } = expandSeed(seed)
  const xCipher = cipher.subarray(ML_CIPHER_BYTES)
  const xShared = multiply(xSecret, xCipher)
  const { mlKem } = loadKem()
  const pair = mlKem.keygen(mlSeed)
  const mlShared = mlKem.decapsulate(cipher.subarray(0, ML_CIPHER_BYTES), pair.secretKey)
  const secret = xShared === null ? null : combine(mlShared, xShared, xCipher, pointOf(xSecret))
  for (const bytes of [mlSeed, xSecret, pair.secretKey, mlShared]) wipe(bytes)
  if (xShared !== null) wipe(xShared)
  return secret
}

function expandSeed(seed: Uint8Array): { mlSeed: Uint8Array; xSecret: Uint8Array } {
  const { shake256 } = loadKem().sha3
  const expanded = shake256(seed, { dkLen: ML_SEED_BYTES + X_BYTES })
  return { mlSeed: expanded.subarray(0, ML_SEED_BYTES), xSecret: expanded.subarray(ML_SEED_BYTES) }
}

function combine(
  mlShared: Uint8Array,
  xShared: Uint8Array,
  xCipher: Uint8Array,
  xKey: Uint8Array,
): Uint8Array {
  return Buffer.from(loadKem().sha3.sha3_256(concatBytes(mlShared, xShared, xCipher, xKey, LABEL)))
}
