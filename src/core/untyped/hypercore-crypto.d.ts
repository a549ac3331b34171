// What is called of hypercore-crypto 3: the hashes of a core's tree, as hypercore makes them.
declare module 'hypercore-crypto' {
  /** The hash of a leaf. */
  export function data(block: Uint8Array): Uint8Array
  export function parent(a: TreeNode, b: TreeNode): Uint8Array
  export interface TreeNode {
    index: number
    /** Bytes of all blocks below. */
    size: number
    hash: Uint8Array
  }
}
