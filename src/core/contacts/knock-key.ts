// The key to which strangers seal their knocks. It is derived from the newest box key and the tag
// of the address, and serves nothing else: who times its use, or asks every device for it, learns
// nothing of the box key, and cannot tell whose device this is.
import type { Identity } from '../identity/index.ts'
import { kemKeyOf, openKemBox } from '../seal/index.ts'
import { knockPlace } from './knock.ts'

/** The method by which a knocker asks for the key. Every device answers it, whatever it accepts. */
export const KNOCK_KEY = 'knock-key'

export class KnockKey {
  readonly #identity: Identity
  #publicKey: Uint8Array | null = null

  constructor(identity: Identity) {
    this.#identity = identity
  }

  get publicKey(): Uint8Array {
    this.#publicKey ??= kemKeyOf(this.#seed())
    return this.#publicKey
  }

  /** Null if the box was not sealed to this key and tag. */
  open(box: Uint8Array): Uint8Array | null {
    return openKemBox(this.#seed(), knockPlace(this.#identity.addressTag), box)?.plaintext ?? null
  }

  #seed(): Uint8Array {
    const { boxKeys, addressTag } = this.#identity
    return boxKeys.derive('fumikura/knock-key/1', addressTag)
  }
}
