// The used part of keet-identity-key 3. Only identity/person.ts and
// identity/attestation.ts import it.
declare module 'keet-identity-key' {
  interface IdentityKeyPair {
    publicKey: Uint8Array
    secretKey: Uint8Array
  }
  export default class IdentityKey {
    static generateMnemonic(): string
    static from(source: { mnemonic: string }): Promise<IdentityKey>
    static verify(
      proof: Uint8Array,
      attestedData: Uint8Array | null,
      options?: { expectedIdentity?: Uint8Array; expectedDevice?: Uint8Array },
    ): { identityPublicKey: Uint8Array; devicePublicKey: Uint8Array } | null
    readonly identityKeyPair: IdentityKeyPair
    readonly identityPublicKey: Uint8Array
    bootstrap(devicePublicKey: Uint8Array): Promise<Uint8Array>
    clear(): void
  }
}
