// Hypercore (to 11.39.5) removes nodes of the tree together with the blocks below them. A peer whose
// core ends between two removed blocks can then never prove that the longer core grew out of its
// own, and gets no later block from anybody. A node has 40 bytes, and is a hash of sealed bytes.
import type Hypercore from 'hypercore'

/** All sessions of a core have one state. */
const kept = new WeakSet<Hypercore['core']['state']>()

/** From now on `clear` removes blocks only. Nothing else removes nodes: no core is truncated. */
export function keepTree(core: Hypercore): void {
  const { state } = core.core
  if (kept.has(state)) return
  kept.add(state)
  const create = state.createWriteBatch.bind(state)
  state.createWriteBatch = () => {
    const batch = create()
    batch.deleteTreeNode = () => undefined
    return batch
  }
}
