// Room on the disk for what is large: it is refused before the disk is full, while what was written of it can still be removed.
// RocksDB needs some space to give space back; once there is none, a database cannot even be opened to remove anything.
import { statfs } from 'node:fs/promises'
import { noSpace } from './storage-errors.ts'

export class DiskRoom {
  readonly #folder: string
  /** Left free by everything that is large. */
  readonly #reserveBytes: number
  #sinceLooked = 0

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

  /** So much more is written; looks at the disk now and then. @throws NO_SPACE when the reserve is touched */
  async spend(bytes: number): Promise<void> {
    this.#sinceLooked += bytes
    if (this.#sinceLooked < this.#reserveBytes / 8) return
    this.#sinceLooked = 0
    await this.check(0)
  }
}
