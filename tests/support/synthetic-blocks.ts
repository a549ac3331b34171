// A core of any size whose blocks are computed when they are asked for, so that a test can offer more
// than its disk could hold. The tree and the signature are real.
import type Hypercore from 'hypercore'

interface Storage {
  read: (...args: unknown[]) => { getBlock: (position: number) => Promise<Buffer> }
  write: (...args: unknown[]) => { putBlock: (position: number, block: Uint8Array) => void }
}

/** Hypercore's own parts, which its types do not have. */
interface WithStorage {
  core: { storage: Storage }
  state: { storage: Storage }
}

/** Returns the bytes of a block. Each position has other ones. */
export function syntheticBlock(position: number, bytes: number): Buffer {
  const block = Buffer.alloc(bytes, position % 251)
  block.writeDoubleLE(position, 0)
  return block
}

/** Call it before the first append. From then on no block of the core is written to the disk. */
export function synthesizeBlocks(core: Hypercore, bytes: number): void {
  const { core: inner, state } = core as unknown as WithStorage
  for (const storage of new Set([inner.storage, state.storage])) {
    const [read, write] = [storage.read.bind(storage), storage.write.bind(storage)]
    storage.read = (...args) =>
      Object.assign(read(...args), {
        getBlock: (position: number) => Promise.resolve(syntheticBlock(position, bytes)),
      })
    storage.write = (...args) => Object.assign(write(...args), { putBlock: () => undefined })
  }
}
