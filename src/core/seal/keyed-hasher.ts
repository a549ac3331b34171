// A keyed hash over bytes that arrive in pieces. Without the key nobody can compute
// it or test a guess of the content. Before "store" it detects a file that is
// stored already. The hash never leaves this home.
import sodium from 'sodium-universal'
import { HASH_BYTES } from './hash.ts'

export class KeyedHasher {
  readonly #state = Buffer.alloc(sodium.crypto_generichash_STATEBYTES)

  /** BLAKE2b-256 under a derived key of 32 bytes. Its results are persisted: do not change. */
  constructor(key: Uint8Array) {
    sodium.crypto_generichash_init(this.#state, key, HASH_BYTES)
  }

  update(bytes: Uint8Array): void {
    sodium.crypto_generichash_update(this.#state, bytes)
  }

  /** Returns 32 bytes. Call it once, at the end. */
  digest(): Uint8Array {
    const out = Buffer.alloc(HASH_BYTES)
    sodium.crypto_generichash_final(this.#state, out)
    return out
  }
}
