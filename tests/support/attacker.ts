// Somebody who has captured everything, and later breaks one half of the cryptography, or both:
// they know every secret key of that half. Each attack uses what they know, and zeros for the other
// half.
import { sha3_256, shake256 } from '@noble/hashes/sha3.js'
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js'
import { concatBytes, toHex } from '../../src/core/base/index.ts'
import {
  deriveKey,
  hash,
  openOnce,
  openSmallBox,
  pairKeyOf,
  type BoxPlace,
  type KeyPair,
  type SmallBoxKey,
} from '../../src/core/seal/index.ts'
import { multiply, pointOf } from '../../src/core/seal/x25519.ts'
import type { Captured } from './captured.ts'

export interface Broken {
  x25519: boolean
  mlKem: boolean
}

/** All secrets of one kind. */
export const HALVES: readonly Broken[] = [
  { x25519: true, mlKem: false },
  { x25519: false, mlKem: true },
]
export const BOTH: Broken = { x25519: true, mlKem: true }

export interface OpenedKem {
  seed: Uint8Array
  at: BoxPlace
  plaintext: Uint8Array
  secret: Uint8Array
}

interface ExpandedSeed {
  xSecret: Uint8Array
  xPublic: Uint8Array
  mlSecret: Uint8Array
}

const ZEROS = new Uint8Array(32)
const NO_DATA = new Uint8Array(0)
const LABEL = Buffer.from('\\.//^\\')
const CIPHER_BYTES = 1120
const ML_CIPHER_BYTES = 1088

export class Attacker {
  readonly captured: Captured
  /** What was opened: the purposes of KEM boxes, and the domains of small boxes. */
  readonly opened = new Set<string>()
  readonly #broken: Broken
  readonly #expanded = new Map<string, ExpandedSeed>()
  readonly #pairKeys: KeyPair[]

  constructor(captured: Captured, broken: Broken) {
    this.captured = captured
    this.#broken = broken
    this.#pairKeys = captured.seeds().map(pairKeyOf)
  }

  /** Opens a KEM box by any of these seeds, at any of these places. */
  openKem(places: readonly BoxPlace[], box: Uint8Array, seeds = this.captured.seeds()): OpenedKem | null {
    const cipher = box.subarray(0, CIPHER_BYTES)
    for (const seed of seeds) {
      const secret = this.#decapsulate(seed, cipher)
      for (const at of places) {
        const key = hash('fumikura/box/2', Buffer.from(at.purpose), secret, cipher, ...at.place)
        const plaintext = openOnce(key, box.subarray(CIPHER_BYTES), NO_DATA)
        if (plaintext === null) continue
        this.opened.add(at.purpose)
        return { seed, at, plaintext, secret }
      }
    }
    return null
  }

  #decapsulate(seed: Uint8Array, cipher: Uint8Array): Uint8Array {
    const { xSecret, xPublic, mlSecret } = this.#expand(seed)
    const xCipher = cipher.subarray(ML_CIPHER_BYTES)
    const ml = this.#broken.mlKem
      ? ml_kem768.decapsulate(cipher.subarray(0, ML_CIPHER_BYTES), mlSecret)
      : ZEROS
    const x = this.#broken.x25519 ? multiply(xSecret, xCipher)! : ZEROS
    return Buffer.from(sha3_256(concatBytes(ml, x, xCipher, xPublic, LABEL)))
  }

  #expand(seed: Uint8Array): ExpandedSeed {
    const known = this.#expanded.get(toHex(seed))
    if (known !== undefined) return known
    const bytes = shake256(seed, { dkLen: 96 })
    const xSecret = bytes.subarray(64)
    const mlSecret = ml_kem768.keygen(bytes.subarray(0, 64)).secretKey
    const expanded = { xSecret, xPublic: pointOf(xSecret), mlSecret }
    this.#expanded.set(toHex(seed), expanded)
    return expanded
  }

  /** Opens a small box by any pair key, under one of these second secrets or under zeros. */
  openSmall(
    key: Omit<SmallBoxKey, 'second'>,
    seconds: readonly Uint8Array[],
    box: Uint8Array,
  ): Uint8Array | null {
    if (!this.#broken.x25519) return null
    for (const second of [...seconds, ZEROS])
      for (const pairKey of this.#pairKeys) {
        const plaintext = openSmallBox(pairKey, { ...key, second }, box)
        if (plaintext === null) continue
        this.opened.add(key.domain)
        return plaintext
      }
    return null
  }

  /** Returns the content key of an object; null if it does not open. */
  openGrant(gateSecrets: readonly Uint8Array[], object: Uint8Array, grant: Uint8Array): Uint8Array | null {
    const seconds = gateSecrets.map((secret) => deriveKey('fumikura/pair-second/1', secret))
    return this.openSmall({ domain: 'fumikura/pair-box/1', place: [object] }, seconds, grant)
  }
}
