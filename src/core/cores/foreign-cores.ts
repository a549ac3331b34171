// Other people's cores: fetched block by block, with our own deadlines, and only while they grow as they may.
// "replicate" and "reference" read through here; what a block means is for the caller.
import type Hypercore from 'hypercore'
import { Emitter, toHex } from '../base/index.ts'
import type { CoreShelf } from './core-shelf.ts'

export interface Rewrite {
  core: Uint8Array
  length: number
  fork: number
}

export class ForeignCores {
  readonly events = new Emitter<{ grown: { core: Uint8Array; length: number }; rewritten: Rewrite }>()
  readonly #shelf: CoreShelf
  readonly #watched = new Map<string, Promise<Hypercore>>()

  constructor(shelf: CoreShelf) {
    this.#shelf = shelf
  }

  /** The core, watched for growth and for forks until the shelf closes. */
  take(key: Uint8Array): Promise<Hypercore> {
    const id = toHex(key)
    let taken = this.#watched.get(id)
    if (taken === undefined) {
      taken = this.#watch(id, key)
      this.#watched.set(id, taken)
    }
    return taken
  }

  async #watch(id: string, key: Uint8Array): Promise<Hypercore> {
    const core = await this.#shelf.takeForeign(key)
    core.on('append', () => this.events.emit('grown', { core: key, length: core.length }))
    core.on('conflict', (length: number, fork: number) => this.events.emit('rewritten', { core: key, length, fork }))
    core.on('close', () => this.#watched.delete(id))
    core.on('peer-add', (peer: { remoteFork?: number }) => this.#checkFork(core, peer))
    return core
  }

  /** A peer that announces another fork of a core that never forks tells of a rewrite. */
  #checkFork(core: Hypercore, peer: { remoteFork?: number }): void {
    const fork = peer.remoteFork ?? 0
    if (fork > core.fork) this.events.emit('rewritten', { core: core.key, length: core.length, fork })
  }

  /** The block, fetched from whoever is connected; null when nobody gave it in time. */
  async fetch(key: Uint8Array, position: number, timeoutMs: number): Promise<Uint8Array | null> {
    const core = await this.take(key)
    const local = await core.get(position, { wait: false })
    if (local !== null || timeoutMs <= 0) return local
    try {
      return await core.get(position, { timeout: timeoutMs })
    } catch {
      // A missing block is a time-out here, a closed session after a conflict: in both cases it is not to be had now.
      return null
    }
  }

  flush(): Promise<void> {
    return this.#shelf.flush()
  }
}
