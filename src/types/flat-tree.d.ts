// What is called of flat-tree 1: where the nodes of a core's tree lie. Leaf n is node 2n.
declare module 'flat-tree' {
  /** The roots over the leaves before this node. */
  export function fullRoots(index: number): number[]
  export function sibling(index: number): number
  export function parent(index: number): number
  export function children(index: number): [number, number] | null
}
