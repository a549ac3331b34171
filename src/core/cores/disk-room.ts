// Checks the free disk space before a large write. A write is refused before the disk is full,
// so that its part can still be removed. RocksDB needs space to free space, so on a full disk it
// cannot even be opened to remove anything. On a full disk it can also deadlock. With two full
// write buffers, a write waits for a repair that waits for the same write until the process
// ends (seen with rocksdb-native 3.18.1, whose DB::Resume flushes behind a stalled writer).
import { statfs } from 'node:fs/promises'
import { systemClock } from '../base/index.ts'
import { noSpace } from './storage-errors.ts'

/** How long a measurement of the disk is used. Other programs write to the disk too. */
const LOOK_HOLDS_MS = 1000

export class DiskRoom {
  readonly #folder: string
  /** Space that large writes must leave free. */
  readonly #reserveBytes: number
  /** Bytes that may be written before the disk is measured again. */
  #granted = 0
  #grantedAtMs = 0
  #looking: Promise<void> | null = null

  /**
   * @param writeBufferBytes the size of the database's write buffer; up to two full
   * buffers may wait in memory
   */
  constructor(folder: string, writeBufferBytes: number) {
    this.#folder = folder
    this.#reserveBytes = 2 * writeBufferBytes + (4 << 20)
  }

  /** @throws NO_SPACE if fewer than `bytes` are free above the reserve */
  async check(bytes: number): Promise<void> {
    const freeBytes = await this.countFree()
    if (freeBytes < bytes) throw noSpace(undefined, { neededBytes: bytes, freeBytes: Math.max(0, freeBytes) })
  }

  /** Returns how many bytes are free above the reserve; negative if the reserve is in use. */
  async countFree(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder)
    return bavail * bsize - this.#reserveBytes
  }

  /**
   * Call this before `bytes` more are written. Measures the disk from time to time. Without enough
   * space it measures at every call, so that no write relies on a measurement that found none.
   * @throws NO_SPACE if the reserve would be used
   */
  async spend(bytes: number): Promise<void> {
    while (!this.#isGranted(bytes)) await (this.#looking ??= this.#look(bytes))
    this.#granted -= bytes
  }

  #isGranted(bytes: number): boolean {
    return this.#granted >= bytes && systemClock.monotonicMs() - this.#grantedAtMs < LOOK_HOLDS_MS
  }

  async #look(bytes: number): Promise<void> {
    this.#granted = 0
    try {
      await this.check(0)
      this.#granted = Math.max(bytes, this.#reserveBytes / 8)
      this.#grantedAtMs = systemClock.monotonicMs()
    } finally {
      this.#looking = null
    }
  }
}
