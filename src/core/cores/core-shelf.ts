// The shelf of cores: one Corestore, from which cores are taken one at a time and attached to a connection only by name.
// Store and replicate stand on it; it knows nothing of what a block means.
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import type { CoreManifest } from 'hypercore'
import CoreStorage from 'hypercore-storage'
import { toHex } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { discoveryKey } from './core-key.ts'
import { DiskRoom } from './disk-room.ts'
import { notePassing } from './heap-room.ts'
import { bytesOfFolder, latestFolder, nextFolder } from './shelf-folder.ts'
import { explainStorage, isSpoiledForGood, noSpace } from './storage-errors.ts'

export interface ShelfOptions {
  directory: string
  /** Bytes that are held in memory before they are written to a table, up to twice; each open database preallocates them. Small in tests. */
  writeBufferBytes?: number
}

/**
 * Less than the 64 MiB of hypercore-storage: what a large file takes of memory is mostly this, several times over. A file of 1 GB that was
 * stored grew the process by 108 MB with 16 MiB, by 89 with 8, in 6.5 and 6.6 s.
 */
const DEFAULT_WRITE_BUFFER_BYTES = 8 << 20
const STORAGE = {
  /**
   * RocksDB writes the blocks of the oldest quarter of its files anew whenever it sorts their keys, needed or not: of 1 GB that was fetched it
   * wrote 5.2 GB, and 3.3 so. What was given up goes by `compact`, which says itself how old.
   */
  blobGarbageCollectionAgeCutOff: 0,
  /** Every file it has read stays open until then, and there is one for each full write buffer. */
  maxOpenFiles: 512,
}
/** As rocksdb-native counts its choices. */
const FORCE_COLLECTION = 1
const FORCE_BOTTOM = 2

/** Keeps every core that was taken open until the shelf closes: one that is attached must not be collected. */
export class CoreShelf {
  /** Opened on a full disk: nothing can be appended or fetched until the home is opened again. */
  readonly isReadOnly: boolean
  /** The database there was did not open for its damage; it lies where it lay, and an empty one was begun beside it. */
  readonly isBegunAnew: boolean
  /** What is large asks here before it is written. */
  readonly room: DiskRoom
  /** Where its database lies. */
  readonly #directory: string
  readonly #store: Corestore
  readonly #open = new Map<string, Promise<Hypercore>>()
  #isClosed = false

  private constructor(
    store: Corestore,
    { directory, writeBufferBytes = DEFAULT_WRITE_BUFFER_BYTES }: ShelfOptions,
    { isReadOnly = false, isBegunAnew = false }: { isReadOnly?: boolean; isBegunAnew?: boolean },
  ) {
    this.#store = store
    this.#directory = directory
    this.room = new DiskRoom(directory, writeBufferBytes)
    this.isReadOnly = isReadOnly
    this.isBegunAnew = isBegunAnew
  }

  /**
   * RocksDB writes at every opening. On a disk too full for that, what is there is opened for reading only; what is too damaged to be
   * opened is left where it is.
   * @throws NO_SPACE when nothing is there yet, DAMAGED when the folder was copied here
   */
  static async open(options: ShelfOptions): Promise<CoreShelf> {
    const directory = await latestFolder(options.directory)
    try {
      return await CoreShelf.#openStore({ ...options, directory }, {})
    } catch (error) {
      const explained = explainStorage(error)
      if (isSpoiledForGood(error))
        return CoreShelf.#openStore({ ...options, directory: nextFolder(directory) }, { isBegunAnew: true })
      if (!isEngineError(explained, 'NO_SPACE')) throw explained
      return CoreShelf.#openStore({ ...options, directory }, { isReadOnly: true }).catch(() =>
        Promise.reject(explained),
      )
    }
  }

  static async #openStore(
    { directory, writeBufferBytes = DEFAULT_WRITE_BUFFER_BYTES }: ShelfOptions,
    how: { isReadOnly?: boolean; isBegunAnew?: boolean },
  ): Promise<CoreShelf> {
    const readOnly = how.isReadOnly === true
    // active: false, or a stranger is shown the discovery key of every open core.
    const storage = new CoreStorage(directory, { ...STORAGE, writeBufferSize: writeBufferBytes, readOnly })
    const store = new Corestore(storage, { active: false, readOnly })
    const shelf = new CoreShelf(store, { directory, writeBufferBytes }, how)
    try {
      await store.ready()
      return shelf
    } catch (error) {
      await shelf.close().catch(() => undefined)
      throw error
    }
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
    // What was asked for before the home was closed may come to its core only after that.
    if (this.#isClosed) return Promise.reject(new EngineError('CANCELLED', 'The cores are closed.'))
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
    for (const name of ['download', 'upload'] as const)
      core.on(name, (_index: number, bytes: number) => notePassing(bytes))
    try {
      await core.ready()
      return core
    } catch (error) {
      // Corestore keeps a core that failed to open (on a full disk), and would answer with that failure for ever.
      this.#store.cores.map.delete(toHex(discoveryKey(Buffer.from(id, 'hex'))))
      this.#open.delete(id)
      throw this.isReadOnly ? noSpace(error) : explainStorage(error)
    }
  }

  /** Everything appended so far is on disk when this resolves. @throws NO_SPACE */
  async flush(): Promise<void> {
    try {
      await this.#store.storage.db.flush()
    } catch (error) {
      throw explainStorage(error)
    }
  }

  /** Bytes of its files, whatever is in them. */
  diskBytes(): Promise<number> {
    return bytesOfFolder(this.#directory)
  }

  /**
   * What was cleared goes from the disk. RocksDB keeps blocks in files of many: without `share` only files of which nothing is needed any
   * more are removed; with it the oldest share of all files is read, what is still needed of them written anew, and they are removed.
   * @throws NO_SPACE
   */
  async compact(share = 0): Promise<void> {
    // On a full disk this took the process down twice; whether being open for reading only is the cause has not been found.
    if (this.isReadOnly) throw noSpace()
    await this.room.check(share * (await this.diskBytes()))
    const { db } = this.#store.storage
    try {
      // What is not in a table yet cannot be compacted.
      await db.flush()
      if (share === 0) return await db.compactRange()
      await db.compactRange(null, null, {
        blobGarbageCollectionPolicy: FORCE_COLLECTION,
        blobGarbageCollectionAgeCutoff: Math.min(1, share),
        // Else a database of one level is not touched at all.
        bottommostLevelCompaction: FORCE_BOTTOM,
      })
    } catch (error) {
      throw explainStorage(error)
    }
  }

  /** A core that cannot write its last hints (on a full disk) must not keep the database and its lock from being let go. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#open.values()].map((opening) => opening.catch(() => undefined)))
    await this.#store.close().catch(() => this.#store.storage.close())
  }
}
