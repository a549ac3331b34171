// The core under our Hyperbee: the device's own, to which only OwnCores appends, so that the device's key is stored nowhere.
// Hyperbee calls append without a key and asks the core for more than it needs; this gives it what it needs.
import type { BeeCore } from 'hyperbee'
import Hyperbee from 'hyperbee'
import type { Core } from '../cores/index.ts'

/** A Hyperbee on an own core; `append` signs. It keeps nothing open: the core is the shelf's. */
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
    // Nothing of an own core is downloaded.
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
