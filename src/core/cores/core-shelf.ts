// The shelf of cores: one Corestore, from which cores are taken one at a time and attached to a connection only by name.
// Store and replicate stand on it; it knows nothing of what a block means.
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import type { CoreManifest } from 'hypercore'
import CoreStorage from 'hypercore-storage'
import { toHex } from '../base/index.ts'

export interface ShelfOptions {
  directory: string
  /** Bytes that each open database preallocates; small in tests. */
  writeBufferBytes?: number
}

/** Keeps every core that was taken open until the shelf closes: one that is attached must not be collected. */
export class CoreShelf {
  readonly #store: Corestore
  readonly #open = new Map<string, Promise<Hypercore>>()

  private constructor(store: Corestore) {
    this.#store = store
  }

  static async open(options: ShelfOptions): Promise<CoreShelf> {
    const sized = options.writeBufferBytes === undefined ? {} : { writeBufferSize: options.writeBufferBytes }
    // active: false, or a stranger is shown the discovery key of every open core.
    const store = new Corestore(new CoreStorage(options.directory, sized), { active: false })
    await store.ready()
    return new CoreShelf(store)
  }

  /** An own core, which can be appended to with the device's key pair. */
  takeOwn(key: Uint8Array, manifest: CoreManifest): Promise<Hypercore> {
    return this.#take(key, { manifest })
  }

  /** Somebody else's core, known by its key alone. */
  takeForeign(key: Uint8Array): Promise<Hypercore> {
    return this.#take(key, { key: Buffer.from(key) })
  }

  #take(key: Uint8Array, name: { manifest?: CoreManifest; key?: Uint8Array }): Promise<Hypercore> {
    const id = toHex(key)
    let opening = this.#open.get(id)
    if (opening === undefined) {
      opening = this.#openCore(id, name)
      this.#open.set(id, opening)
    }
    return opening
  }

  async #openCore(id: string, name: { manifest?: CoreManifest; key?: Uint8Array }): Promise<Hypercore> {
    // allowFork: false, or a reader silently follows a truncate-and-rewrite.
    const core = this.#store.get({ ...name, allowFork: false })
    core.on('close', () => this.#open.delete(id))
    core.on('error', () => undefined)
    await core.ready()
    return core
  }

  /** Everything appended so far is on disk when this resolves. */
  flush(): Promise<void> {
    return this.#store.storage.db.flush()
  }

  close(): Promise<void> {
    return this.#store.close()
  }
}
