// The used part of z32 1.
declare module 'z32' {
  const z32: {
    /** The 32 characters, in the order of their values. */
    readonly ALPHABET: string
    encode(bytes: Uint8Array): string
    /** Throws if a character is not in the alphabet. */
    decode(text: string): Uint8Array
  }
  export default z32
}
