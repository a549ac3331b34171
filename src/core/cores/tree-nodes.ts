// The nodes beside the way of a block up its core's tree, and the block: read together, and what lies higher only once for many neighbours.
// Under a core that only grows no node ever changes.
import type Hypercore from 'hypercore'
import type { TreeNode } from 'hypercore'

/** Higher nodes that are at hand for each core, some hundred bytes each. */
const MAX_HELD = 1024

const held = new WeakMap<Hypercore, Map<number, TreeNode>>()

/** Null when one of them, or the block, is not here. */
export async function readWithNodes(
  core: Hypercore,
  position: number,
  beside: readonly number[],
): Promise<{ block: Uint8Array; nodes: TreeNode[] } | null> {
  const known = heldOf(core)
  const reading = core.state.storage.read()
  const asked = beside.map((index) => known.get(index) ?? reading.getTreeNode(index))
  const blockAsked = reading.getBlock(position)
  reading.tryFlush()
  const [block, ...nodes] = await Promise.all([blockAsked, ...asked])
  const found = nodes.filter((node) => node !== null)
  if (block === null || found.length < beside.length) return null
  for (const node of found) hold(known, node)
  return { block, nodes: found }
}

function heldOf(core: Hypercore): Map<number, TreeNode> {
  let known = held.get(core)
  if (known === undefined) {
    known = new Map()
    held.set(core, known)
  }
  return known
}

/** A leaf is beside one block only. */
function hold(known: Map<number, TreeNode>, node: TreeNode): void {
  if (node.index % 2 === 0) return
  if (known.size >= MAX_HELD) known.clear()
  known.set(node.index, node)
}
