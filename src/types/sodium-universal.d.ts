// The used part of sodium-universal 5. The first argument is the output buffer. A
// failure throws, also where libsodium returns -1 (a wrong tag, a point of low
// order), except for functions that return a boolean.
declare module 'sodium-universal' {
  const sodium: {
    randombytes_buf(out: Uint8Array): void
    sodium_memzero(bytes: Uint8Array): void
    /** Throws if the lengths differ. */
    sodium_memcmp(a: Uint8Array, b: Uint8Array): boolean

    crypto_generichash(out: Uint8Array, input: Uint8Array, key?: Uint8Array): void
    crypto_generichash_batch(out: Uint8Array, parts: Uint8Array[], key?: Uint8Array): void
    readonly crypto_generichash_STATEBYTES: number
    crypto_generichash_init(state: Uint8Array, key: Uint8Array | null, outBytes: number): void
    crypto_generichash_update(state: Uint8Array, input: Uint8Array): void
    crypto_generichash_final(state: Uint8Array, out: Uint8Array): void

    crypto_sign_keypair(publicKey: Uint8Array, secretKey: Uint8Array): void
    crypto_sign_seed_keypair(publicKey: Uint8Array, secretKey: Uint8Array, seed: Uint8Array): void
    crypto_sign_detached(signature: Uint8Array, message: Uint8Array, secretKey: Uint8Array): void
    /** Reads only the first 64 bytes of a longer signature, so check its length before. */
    crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean

    /**
     * `namespace` is hashed to a scalar t. The point of the key becomes key + t · G, the scalar
     * becomes scalar + t.
     */
    extension_tweak_ed25519_pk(tweaked: Uint8Array, publicKey: Uint8Array, namespace: Uint8Array): void
    extension_tweak_ed25519_scalar(tweaked: Uint8Array, scalar: Uint8Array, namespace: Uint8Array): void
    extension_tweak_ed25519_sk_to_scalar(scalar: Uint8Array, secretKey: Uint8Array): void
    /** The public key in the challenge is computed from the scalar. */
    extension_tweak_ed25519_sign_detached(
      signature: Uint8Array,
      message: Uint8Array,
      scalar: Uint8Array,
    ): void

    crypto_scalarmult_base(publicKey: Uint8Array, secretKey: Uint8Array): void
    crypto_scalarmult(shared: Uint8Array, secretKey: Uint8Array, publicKey: Uint8Array): void

    crypto_aead_xchacha20poly1305_ietf_encrypt(
      sealed: Uint8Array,
      message: Uint8Array,
      aad: Uint8Array,
      secretNonce: null,
      nonce: Uint8Array,
      key: Uint8Array,
    ): void
    crypto_aead_xchacha20poly1305_ietf_decrypt(
      message: Uint8Array,
      secretNonce: null,
      sealed: Uint8Array,
      aad: Uint8Array,
      nonce: Uint8Array,
      key: Uint8Array,
    ): void

    crypto_pwhash(
      key: Uint8Array,
      passphrase: Uint8Array,
      salt: Uint8Array,
      opsLimit: number,
      memLimitBytes: number,
      algorithm: number,
    ): void
    readonly crypto_pwhash_ALG_ARGON2ID13: number

    /** Only tests compute with points. */
    crypto_scalarmult_ed25519_base_noclamp(point: Uint8Array, scalar: Uint8Array): void
    crypto_core_ed25519_sub(difference: Uint8Array, point: Uint8Array, other: Uint8Array): void
    crypto_core_ed25519_is_valid_point(point: Uint8Array): boolean

    /** The raw key stream from block 0. Only tests that forge ciphertexts need it. */
    crypto_stream_xchacha20(out: Uint8Array, nonce: Uint8Array, key: Uint8Array): void
  }
  export default sodium
}
