// Room on the disk for what is large: it is refused before the disk is full, while what was written of it can still be removed.
// RocksDB needs some space to give space back; once there is none, a database cannot even be opened to remove anything. And
// where it cannot write its tables while two of them are full, a write waits for a repair that waits for this very write, for
// as long as the process lives (seen with rocksdb-native 3.18.1, whose DB::Resume flushes behind a stalled writer).
import { statfs } from 'node:fs/promises'
import { systemClock } from '../base/index.ts'
import { noSpace } from './storage-errors.ts'

/** Others write to the disk too: what was seen of it is soon no longer true. */
const LOOK_HOLDS_MS = 1000

export class DiskRoom {
  readonly #folder: string
  /** Left free by everything that is large. */
  readonly #reserveBytes: number
  /** What may be written before the disk is looked at again. */
  #granted = 0
  #grantedAtMs = 0
  #looking: Promise<void> | null = null

  /** @param writeBufferBytes what the database holds back: it may be written twice before it is written once */
  constructor(folder: string, writeBufferBytes: number) {
    this.#folder = folder
    this.#reserveBytes = 2 * writeBufferBytes + (4 << 20)
  }

  /** @throws NO_SPACE when there is not so much beside the reserve */
  async check(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#folder)
    const freeBytes = bavail * bsize - this.#reserveBytes
    if (freeBytes < bytes) throw noSpace(undefined, { neededBytes: bytes, freeBytes: Math.max(0, freeBytes) })
  }

  /**
   * Before so much more is written. Looks at the disk now and then, and at every call while there is no room: nothing is
   * written on the strength of a look that found none.
   * @throws NO_SPACE when the reserve is touched
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
