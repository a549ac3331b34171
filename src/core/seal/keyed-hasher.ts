// A keyed hash over bytes that come piece by piece: whoever lacks the key can neither make it nor guess at what was hashed.
// Before "store" it tells whether a file was stored already; it never leaves this home.
import sodium from 'sodium-universal'
import { HASH_BYTES } from './hash.ts'

export class KeyedHasher {
  readonly #state = Buffer.alloc(sodium.crypto_generichash_STATEBYTES)

  /** BLAKE2b-256 under a derived key of 32 bytes. Persisted by what keeps its results: do not change. */
  constructor(key: Uint8Array) {
    sodium.crypto_generichash_init(this.#state, key, HASH_BYTES)
  }

  update(bytes: Uint8Array): void {
    sodium.crypto_generichash_update(this.#state, bytes)
  }

  /** 32 bytes; called once, at the end. */
  digest(): Uint8Array {
    const out = Buffer.alloc(HASH_BYTES)
    sodium.crypto_generichash_final(this.#state, out)
    return out
  }
}
