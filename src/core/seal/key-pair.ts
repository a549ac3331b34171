// A public and a secret key. The function that made the pair determines its kind; never mix the
// two kinds. A device signs with an Ed25519 pair. Grants to a person are sealed to an X25519 pair.

export interface KeyPair {
  /** 32 bytes. */
  publicKey: Uint8Array
  /** 64 bytes for signing (Ed25519), 32 for boxes (X25519). */
  secretKey: Uint8Array
}
