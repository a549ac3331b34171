// Opens cores in one Corestore, one at a time. A core is attached to a connection only by its key.
// Store and replicate depend on it. It does not interpret blocks.
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import type { CoreManifest } from 'hypercore'
import CoreStorage from 'hypercore-storage'
import { toHex } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { discoveryKey } from './core-key.ts'
import { DiskRoom } from './disk-room.ts'
import { countPassing } from './heap-room.ts'
import { keepTree } from './keep-tree.ts'
import { bytesOfFolder, latestFolder, nextFolder } from './shelf-folder.ts'
import { explainStorage, isSpoiledForGood, noSpace } from './storage-errors.ts'

interface ShelfOptions {
  directory: string
  /**
   * Bytes that are buffered in memory before they are written to a table, at most
   * twice this. Each open database preallocates them. Small in tests.
   */
  writeBufferBytes?: number
  /**
   * True: a copy of the folder may be opened. Only for a shelf without own cores, because two
   * copies of an own core could grow apart under one key.
   */
  mayBeCopy?: boolean
}

/**
 * Less than the 64 MiB of hypercore-storage, because a large file needs several
 * buffers of this size. Storing a file of 1 GB added 108 MB to the process with 16
 * MiB and 89 MB with 8 MiB, in 6.5 and 6.6 s.
 */
const DEFAULT_WRITE_BUFFER_BYTES = 8 << 20
const STORAGE = {
  /**
   * By default RocksDB rewrites the blocks of the oldest quarter of its files whenever
   * it compacts their keys, needed or not. For 1 GB that was fetched it wrote 5.2 GB,
   * and 3.3 GB with 0. `compact` removes cleared blocks, and sets the age itself.
   */
  blobGarbageCollectionAgeCutOff: 0,
  /**
   * RocksDB keeps every file open that it has read, up to this limit. Each full
   * write buffer becomes a file.
   */
  maxOpenFiles: 512,
}
/** Values of rocksdb-native's options. */
const FORCE_COLLECTION = 1
const FORCE_BOTTOM = 2

/**
 * Keeps a core open until its caller closes it or the shelf closes, because an attached core must
 * not be garbage-collected. A station closes cores, a person's home does not.
 */
export class CoreShelf {
  /**
   * True if it was opened on a full disk, so nothing can be appended or fetched until
   * the home is opened again.
   */
  readonly isReadOnly: boolean
  /**
   * True if the database was too damaged to open. Its folder stays, and a new
   * database was created beside it.
   */
  readonly isReplacement: boolean
  /** Large writes must reserve their disk space here first. */
  readonly room: DiskRoom
  /** The folder of its database. */
  readonly #directory: string
  readonly #store: Corestore
  readonly #open = new Map<string, Promise<Hypercore>>()
  #isClosed = false

  private constructor(
    store: Corestore,
    { directory, writeBufferBytes = DEFAULT_WRITE_BUFFER_BYTES }: ShelfOptions,
    { isReadOnly = false, isReplacement = false }: { isReadOnly?: boolean; isReplacement?: boolean },
  ) {
    this.#store = store
    this.#directory = directory
    this.room = new DiskRoom(directory, writeBufferBytes)
    this.isReadOnly = isReadOnly
    this.isReplacement = isReplacement
  }

  /**
   * RocksDB writes at every opening. On a disk that is too full for that, the
   * database is opened read-only. A database that is too damaged to open stays in
   * its folder, and a new one is created beside it.
   * @throws NO_SPACE if there is no database yet, DAMAGED if the folder was copied
   * from another place
   */
  static async open(options: ShelfOptions): Promise<CoreShelf> {
    const directory = await latestFolder(options.directory)
    try {
      return await CoreShelf.#openStore({ ...options, directory }, {})
    } catch (error) {
      const explained = explainStorage(error)
      if (isSpoiledForGood(error))
        return CoreShelf.#openStore({ ...options, directory: nextFolder(directory) }, { isReplacement: true })
      if (!isEngineError(explained, 'NO_SPACE')) throw explained
      return CoreShelf.#openStore({ ...options, directory }, { isReadOnly: true }).catch(() =>
        Promise.reject(explained),
      )
    }
  }

  static async #openStore(
    { directory, writeBufferBytes = DEFAULT_WRITE_BUFFER_BYTES, mayBeCopy = false }: ShelfOptions,
    how: { isReadOnly?: boolean; isReplacement?: boolean },
  ): Promise<CoreShelf> {
    const readOnly = how.isReadOnly === true
    // active: false, because otherwise a stranger is shown the discovery key of every open core.
    const storage = new CoreStorage(directory, {
      ...STORAGE,
      ...{ writeBufferSize: writeBufferBytes, readOnly, allowBackup: mayBeCopy },
    })
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

  /** Opens an own core. The device's key pair can append to it. */
  openOwn(key: Uint8Array, manifest: CoreManifest): Promise<Hypercore> {
    return this.#openOnce(key, { manifest })
  }

  /** Opens the core of another device by its key. */
  openForeign(key: Uint8Array): Promise<Hypercore> {
    return this.#openOnce(key, { key: Buffer.from(key) })
  }

  #openOnce(key: Uint8Array, name: { manifest?: CoreManifest; key?: Uint8Array }): Promise<Hypercore> {
    // A request from before the closing may arrive here only after it.
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
    // allowFork: false, because otherwise a reader silently follows a core that was
    // truncated and rewritten.
    const core = this.#store.get({ ...name, allowFork: false })
    core.on('close', () => this.#open.delete(id))
    core.on('error', () => undefined)
    for (const name of ['download', 'upload'] as const)
      core.on(name, (_index: number, bytes: number) => countPassing(bytes))
    try {
      await core.ready()
      keepTree(core)
      return core
    } catch (error) {
      // Corestore keeps a core that failed to open (on a full disk), and would
      // return that failure on every call.
      this.#store.cores.map.delete(toHex(discoveryKey(Buffer.from(id, 'hex'))))
      this.#open.delete(id)
      throw this.isReadOnly ? noSpace(error) : explainStorage(error)
    }
  }

  /** Resolves when everything appended so far is on disk. @throws NO_SPACE */
  async flush(): Promise<void> {
    try {
      await this.#store.storage.db.flush()
    } catch (error) {
      throw explainStorage(error)
    }
  }

  /** Returns the total size of its files in bytes. */
  diskBytes(): Promise<number> {
    return bytesOfFolder(this.#directory)
  }

  /**
   * Frees the disk space of cleared blocks. RocksDB keeps many blocks in one file.
   * Without `share` it removes only files that contain no needed block. With `share`
   * it also rewrites the oldest share of all files without their cleared blocks.
   * @throws NO_SPACE
   */
  async compact(share = 0): Promise<void> {
    // On a full disk this crashed the process twice. It is unknown whether
    // read-only mode was the cause.
    if (this.isReadOnly) throw noSpace()
    await this.room.check(share * (await this.diskBytes()))
    const { db } = this.#store.storage
    try {
      // Data that is not in a table yet cannot be compacted.
      await db.flush()
      if (share === 0) return await db.compactRange()
      await db.compactRange(null, null, {
        blobGarbageCollectionPolicy: FORCE_COLLECTION,
        blobGarbageCollectionAgeCutoff: Math.min(1, share),
        // Without this RocksDB skips a database with only one level.
        bottommostLevelCompaction: FORCE_BOTTOM,
      })
    } catch (error) {
      throw explainStorage(error)
    }
  }

  /**
   * Closes the database and releases its lock, even if a core cannot write its last
   * hints (on a full disk).
   */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#open.values()].map((opening) => opening.catch(() => undefined)))
    await this.#store.close().catch(() => this.#store.storage.close())
  }
}
