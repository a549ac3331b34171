// The core under our Hyperbee. Only OwnCores appends to it and signs, so that Hyperbee
// never gets the device's secret key. Hyperbee calls append without a key, and uses
// more members of a core than it needs. This object provides the needed ones.
import type { BeeCore } from 'hyperbee'
import Hyperbee from 'hyperbee'
import type { Core } from '../cores/index.ts'

/**
 * Opens a Hyperbee on an own core. `append` signs the blocks. Closing it does nothing,
 * because the core belongs to the shelf.
 */
export function openBee(core: Core, append: (blocks: Uint8Array[]) => Promise<unknown>): Hyperbee {
  const beeCore: BeeCore = {
    get length() {
      return core.length
    },
    get fork() {
      return core.fork
    },
    opened: true,
    writable: true,
    // Blocks of an own core are never downloaded.
    replicator: {},
    globalCache: null,
    ready: async () => undefined,
    update: async () => false,
    async get(index, { valueEncoding }) {
      const block = await core.get(index, { wait: false })
      return block === null ? null : valueEncoding.decode(block)
    },
    append: (blocks) => append(Array.isArray(blocks) ? blocks : [blocks]),
    on: () => undefined,
    off: () => undefined,
    close: async () => undefined,
  }
  return new Hyperbee(beeCore, { extension: false, sessions: false })
}
