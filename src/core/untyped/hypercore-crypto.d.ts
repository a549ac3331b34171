// What is called of hypercore-crypto 3; only cores/ imports it.
declare module 'hypercore-crypto' {
  interface SizedHash {
    index: number
    size: number
    hash: Uint8Array
  }
  const hypercoreCrypto: {
    data(block: Uint8Array): Uint8Array
    tree(roots: readonly SizedHash[]): Uint8Array
    namespace(name: string, count: number): Uint8Array[]
    verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean
    parent(left: SizedHash, right: SizedHash): Uint8Array
  }
  export default hypercoreCrypto
}
