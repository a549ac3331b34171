// What is called of hypercore-crypto 3: the hashes of a core's tree, as hypercore makes them, and what is signed of it.
declare module 'hypercore-crypto' {
  /** The hash of a leaf. */
  export function data(block: Uint8Array): Uint8Array
  export function parent(a: TreeNode, b: TreeNode): Uint8Array
  export function tree(roots: readonly TreeNode[]): Uint8Array
  export function namespace(name: string, count: number): Uint8Array[]
  export function verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean
  export interface TreeNode {
    index: number
    /** Bytes of all blocks below. */
    size: number
    hash: Uint8Array
  }
}
