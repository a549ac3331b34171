// Two keys that belong together. Which kind, the function that made them says; the two kinds are never mixed.
// A device signs with one, a person's grants are sealed to the other.

export interface KeyPair {
  /** 32 bytes. */
  publicKey: Uint8Array
  /** 64 bytes for signing (Ed25519), 32 for boxes (X25519). */
  secretKey: Uint8Array
}
