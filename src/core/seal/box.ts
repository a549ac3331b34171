// Boxes: what is sealed to one person. A KEM box needs nothing but the KEM key of the reader. A
// small box also needs a secret that a KEM box has given both sides before, so it costs 48 bytes
// and holds against quantum computers as well. A grant is a small box; the reader opens it at
// "reference".
import { concatBytes, KEY_BYTES, MalformedRecord } from '../base/index.ts'
import { deriveKey, hash } from './hash.ts'
import { decapsulate, encapsulate, KEM_CIPHER_BYTES, type Encapsulated } from './kem.ts'
import type { KeyPair } from './key-pair.ts'
import { ONCE_OVERHEAD_BYTES, openOnce, sealOnce } from './sealed-record.ts'
import { randomBytes, wipe } from './secret.ts'
import { multiply, pointOf } from './x25519.ts'

/** What a KEM box is for. A box of one purpose never opens as another. Persisted: only add. */
export type BoxPurpose = 'answer' | 'knock' | 'member' | 'addressed' | 'desk-offer' | 'return' | 'backup'

/** The purpose of a box, and where it belongs; opening needs the same. */
export interface BoxPlace {
  readonly purpose: BoxPurpose
  readonly place: readonly Uint8Array[]
}

export const KEM_BOX_OVERHEAD_BYTES = KEM_CIPHER_BYTES + ONCE_OVERHEAD_BYTES
const NO_DATA = new Uint8Array(0)

/**
 * cipher 1,120 ‖ ciphertext ‖ tag 16. The box does not reveal its sender or its reader.
 * @throws MalformedRecord if the key is not usable
 */
export function sealKemBox(kemKey: Uint8Array, at: BoxPlace, plaintext: Uint8Array): Uint8Array {
  return sealWithKem(encapsulate(kemKey), at, plaintext)
}

/** Like `sealKemBox`, with a secret that was drawn before. It seals only once. */
export function sealWithKem(
  { cipher, secret }: Encapsulated,
  at: BoxPlace,
  plaintext: Uint8Array,
): Uint8Array {
  return concatBytes(cipher, sealOnce(kemBoxKey(cipher, secret, at), plaintext, NO_DATA))
}

export interface OpenedBox {
  plaintext: Uint8Array
  /** The secret that only the two sides have. */
  secret: Uint8Array
}

/** Null if the box was sealed to another key, for another purpose or place, or was changed. */
export function openKemBox(seed: Uint8Array, at: BoxPlace, box: Uint8Array): OpenedBox | null {
  const cipher = box.subarray(0, KEM_CIPHER_BYTES)
  const secret = decapsulate(seed, cipher)
  if (secret === null) return null
  const plaintext = openOnce(kemBoxKey(cipher, secret, at), box.subarray(KEM_CIPHER_BYTES), NO_DATA)
  return plaintext === null ? null : { plaintext, secret }
}

function kemBoxKey(cipher: Uint8Array, secret: Uint8Array, { purpose, place }: BoxPlace): Uint8Array {
  return hash('fumikura/box/2', Buffer.from(purpose), secret, cipher, ...place)
}

/** The X25519 pair that belongs to the same stored seed as a KEM key. No half of one is in the other. */
export function pairKeyOf(seed: Uint8Array): KeyPair {
  const secretKey = deriveKey('fumikura/pair-key/1', seed)
  return { publicKey: pointOf(secretKey), secretKey }
}

/** An agreement of a fresh key with the pair key of a reader. It serves one small box. */
export interface Agreed {
  readonly fresh: Uint8Array
  readonly pairKey: Uint8Array
  readonly shared: Uint8Array
}

/** @throws MalformedRecord if the pair key is not usable */
export function agreeOnce(pairKey: Uint8Array): Agreed {
  const secretKey = randomBytes(KEY_BYTES)
  const fresh = pointOf(secretKey)
  const shared = multiply(secretKey, pairKey)
  wipe(secretKey)
  if (shared === null) throw new MalformedRecord('a pair key of low order, or of a wrong length')
  return { fresh, pairKey, shared }
}

/** `second`: the secret of both sides. `place`: where the box belongs. */
export interface SmallBoxKey {
  readonly domain: string
  readonly second: Uint8Array
  readonly place: readonly Uint8Array[]
}

export const SMALL_BOX_OVERHEAD_BYTES = KEY_BYTES + ONCE_OVERHEAD_BYTES

/** fresh key 32 ‖ ciphertext ‖ tag 16. It is 48 bytes longer than the plaintext. */
export function sealSmallBox(agreed: Agreed, key: SmallBoxKey, plaintext: Uint8Array): Uint8Array {
  return concatBytes(agreed.fresh, sealOnce(smallBoxKey(agreed, key), plaintext, NO_DATA))
}

/** Null if the box was sealed to another key, under another secret, elsewhere, or was changed. */
export function openSmallBox(own: KeyPair, key: SmallBoxKey, box: Uint8Array): Uint8Array | null {
  if (box.byteLength < SMALL_BOX_OVERHEAD_BYTES) return null
  const fresh = box.subarray(0, KEY_BYTES)
  const shared = multiply(own.secretKey, fresh)
  if (shared === null) return null
  const agreed = { fresh, pairKey: own.publicKey, shared }
  return openOnce(smallBoxKey(agreed, key), box.subarray(KEY_BYTES), NO_DATA)
}

function smallBoxKey({ fresh, pairKey, shared }: Agreed, { domain, second, place }: SmallBoxKey): Uint8Array {
  return hash(domain, shared, fresh, pairKey, second, ...place)
}

/**
 * Returns the shared secret of two key pairs: hash(domain, X25519, ...parts). Both sides
 * compute the same value. Null if `theirPublicKey` does not have 32 bytes, or has
 * low order and so would make the result predictable.
 */
export function agreeSecret(
  domain: string,
  own: KeyPair,
  theirPublicKey: Uint8Array,
  ...parts: Uint8Array[]
): Uint8Array | null {
  const shared = multiply(own.secretKey, theirPublicKey)
  if (shared === null) return null
  const secret = hash(domain, shared, ...parts)
  wipe(shared)
  return secret
}
