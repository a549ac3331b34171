// Reads the announced length of each frame of a secret stream: three bytes,
// little-endian, then that many bytes. The stream allocates this length when a
// frame arrives in pieces, so the meter checks it before.
const LENGTH_BYTES = 3

export class FrameMeter {
  #lengthRead = 0
  #length = 0
  #missing = 0

  /**
   * The announced length of the current frame. 0 between two frames, and while its
   * length is incomplete.
   */
  get announced(): number {
    return this.#missing > 0 ? this.#length : 0
  }

  /** True if a frame has started and not ended. */
  get isUnfinished(): boolean {
    return this.#lengthRead > 0 || this.#missing > 0
  }

  /** False if a frame in `data` is longer than `limit`. After false, read nothing more. */
  read(data: Uint8Array, limit: number): boolean {
    let at = 0
    while (at < data.byteLength) {
      if (this.#missing > 0) {
        const part = Math.min(this.#missing, data.byteLength - at)
        this.#missing -= part
        at += part
        continue
      }
      this.#length = (this.#lengthRead === 0 ? 0 : this.#length) + data[at++]! * 256 ** this.#lengthRead
      if (++this.#lengthRead < LENGTH_BYTES) continue
      this.#lengthRead = 0
      if (this.#length > limit) return false
      this.#missing = this.#length
    }
    return true
  }
}
