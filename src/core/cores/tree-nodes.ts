// Reads a block together with the sibling nodes on its path. Caches the higher nodes, which many
// neighbours share. A cached node stays valid, because in a core that only grows, a node never
// changes.
import type Hypercore from 'hypercore'
import type { TreeNode } from 'hypercore'

/** Number of cached nodes for each core, some hundred bytes each. */
const MAX_CACHED = 1024

const caches = new WeakMap<Hypercore, Map<number, TreeNode>>()

/** Null if the block or one of the nodes is not stored locally. */
export async function readWithNodes(
  core: Hypercore,
  position: number,
  beside: readonly number[],
): Promise<{ block: Uint8Array; nodes: TreeNode[] } | null> {
  const cache = cacheOf(core)
  const reading = core.state.storage.read()
  const asked = beside.map((index) => cache.get(index) ?? reading.getTreeNode(index))
  const blockAsked = reading.getBlock(position)
  reading.tryFlush()
  const [block, ...nodes] = await Promise.all([blockAsked, ...asked])
  const found = nodes.filter((node) => node !== null)
  if (block === null || found.length < beside.length) return null
  for (const node of found) remember(cache, node)
  return { block, nodes: found }
}

function cacheOf(core: Hypercore): Map<number, TreeNode> {
  let cache = caches.get(core)
  if (cache === undefined) {
    cache = new Map()
    caches.set(core, cache)
  }
  return cache
}

/** Does not cache leaves, because a leaf is the sibling of only one block. */
function remember(cache: Map<number, TreeNode>, node: TreeNode): void {
  if (node.index % 2 === 0) return
  if (cache.size >= MAX_CACHED) cache.clear()
  cache.set(node.index, node)
}
