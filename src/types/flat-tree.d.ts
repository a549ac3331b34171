// The used part of flat-tree 1: the positions of the nodes in a core's tree. Leaf n is node 2n.
declare module 'flat-tree' {
  /** The roots over all leaves before this node. */
  export function fullRoots(index: number): number[]
  export function sibling(index: number): number
  export function parent(index: number): number
  export function children(index: number): [number, number] | null
}
