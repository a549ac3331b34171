// Reads along with a secret stream how long each of its frames says that it is: three bytes, little-endian, then so many.
// The stream allocates what they say as soon as a frame comes in pieces; this is asked before it.
const LENGTH_BYTES = 3

export class FrameMeter {
  #lengthRead = 0
  #length = 0
  #missing = 0

  /** The length that the frame under way has announced; 0 between two frames, and while its length is not all there. */
  get announced(): number {
    return this.#missing > 0 ? this.#length : 0
  }

  /** Whether a frame has begun and not ended. */
  get isUnfinished(): boolean {
    return this.#lengthRead > 0 || this.#missing > 0
  }

  /** Whether no frame in what came is longer than `limit`. After a no nothing more is to be read. */
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
