// The hash tree over the blocks of a core, computed from the blocks that are available.
// With the writer's signature for a length, the tree proves each block to a peer.
import { fullRoots, parent as parentIndex, sibling } from 'flat-tree'
import { data, parent, type TreeNode } from 'hypercore-crypto'

/** The path that proves one block up to a root of the tree. */
export interface BlockPath {
  nodes: TreeNode[]
  /** The index of the root that the path ends in. */
  root: number
}

export class CoreTree {
  readonly #nodes = new Map<number, TreeNode>()
  readonly #length: number

  constructor(length: number) {
    this.#length = length
  }

  /** Adds a block. Blocks may be added in any order. */
  add(position: number, block: Uint8Array): void {
    let node: TreeNode = { index: 2 * position, size: block.byteLength, hash: data(block) }
    this.#nodes.set(node.index, node)
    for (;;) {
      const other = this.#nodes.get(sibling(node.index))
      const index = parentIndex(node.index)
      if (other === undefined || this.#nodes.has(index)) return
      const [left, right] = node.index < other.index ? [node, other] : [other, node]
      node = { index, size: left.size + right.size, hash: parent(left, right) }
      this.#nodes.set(index, node)
    }
  }

  /** Returns the roots over all blocks. Null if a block is missing. */
  roots(): TreeNode[] | null {
    const roots = fullRoots(2 * this.#length).map((index) => this.#nodes.get(index))
    return roots.every((root) => root !== undefined) ? roots : null
  }

  /** @param roots the roots of this tree; every block below them must have been added */
  pathOf(position: number, roots: readonly TreeNode[]): BlockPath {
    const tops = new Set(roots.map(({ index }) => index))
    const nodes: TreeNode[] = []
    let index = 2 * position
    while (!tops.has(index)) {
      nodes.push(this.#nodes.get(sibling(index))!)
      index = parentIndex(index)
    }
    return { nodes, root: index }
  }
}
