// The used part of hypercore-crypto 3: the hashes of a core's tree, and the message
// that a core signs.
declare module 'hypercore-crypto' {
  /** Returns the hash of a leaf. */
  export function data(block: Uint8Array): Uint8Array
  export function parent(a: TreeNode, b: TreeNode): Uint8Array
  export function tree(roots: readonly TreeNode[]): Uint8Array
  export function namespace(name: string, count: number): Uint8Array[]
  export function verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean
  export interface TreeNode {
    index: number
    /** Total bytes of all blocks below this node. */
    size: number
    hash: Uint8Array
  }
}
