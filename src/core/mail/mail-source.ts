// Reads a mail on its server forward, in ranges: what was read since the last range that was passed
// over, and the lines in it.

/** Returns bytes of the whole mail, as stored. Fewer than `count` only at its end. */
export type ReadRange = (from: number, count: number) => Promise<Uint8Array>

const LEAST_BYTES = 4096
/** Lines that are looked at one by one. No program writes as many; a mail may be made of them. */
export const MAX_LINES = 20_000
const LF = 0x0a

export class MailSource {
  readonly #read: ReadRange
  readonly #maxBytes: number
  /** Where `bytes` begin in the mail. */
  #from = 0
  #isAtEnd = false
  #lines = 0
  bytes = Buffer.alloc(0)

  constructor(read: ReadRange, maxBytes: number) {
    this.#read = read
    this.#maxBytes = maxBytes
  }

  /** Reads until there are so many bytes, or until the end. */
  async fill(count: number): Promise<void> {
    if (count > this.bytes.length && count <= this.#maxBytes) await this.#more(count - this.bytes.length)
  }

  /** Goes on at that position of `bytes`, or behind them. */
  skip(to: number): void {
    this.#from += to
    if (to > this.bytes.length) this.#isAtEnd = false
    this.bytes = this.bytes.subarray(Math.min(to, this.bytes.length))
  }

  /** Returns the position of the body of a head that begins there. Null if it has none. */
  async findHeadEnd(start: number): Promise<number | null> {
    for (let at = start; ;) {
      const end = await this.#findLineEnd(at)
      if (end === null) return null
      const isEmpty = end === at || (end === at + 1 && this.bytes[at] === 0x0d)
      if (isEmpty) return end + 1
      at = end + 1
    }
  }

  async #findLineEnd(at: number): Promise<number | null> {
    if (++this.#lines > MAX_LINES) return null
    for (let from = at; ;) {
      const end = this.bytes.indexOf(LF, from)
      if (end !== -1) return end
      from = this.bytes.length
      if (!(await this.#more())) return null
    }
  }

  /** Returns the position after the next delimiter of a part. Null if no part of it follows. */
  async findDelimiter(boundary: string, at: number): Promise<number | null> {
    const dashes = Buffer.from(`\n--${boundary.trimEnd()}`, 'latin1')
    for (let from = Math.max(0, at - 1); ;) {
      const found = this.bytes.indexOf(dashes, from)
      if (found === -1) {
        from = Math.max(from, this.bytes.length - dashes.length)
        if (!(await this.#more())) return null
        continue
      }
      const end = await this.#findLineEnd(found + 1)
      if (end === null) return null
      const rest = this.bytes.toString('latin1', found + dashes.length, end)
      if (/^[ \t\r]*$/.test(rest)) return end + 1
      if (rest.startsWith('--')) return null
      from = found + 1
    }
  }

  /** True if that delimiter is next, or the end of the mail if there is none. */
  async isBefore(boundary: string | null): Promise<boolean> {
    if (boundary === null) return this.bytes.length === 0 && !(await this.#more(1))
    const delimiter = `\n--${boundary.trimEnd()}`
    await this.fill(delimiter.length + 1)
    const next = this.bytes.toString('latin1', 0, delimiter.length + 1)
    return next === `\r${delimiter}` || next.startsWith(delimiter)
  }

  /**
   * Reads to the end, and returns the size of the whole mail. Null if that is too much, or if the end
   * is not certain.
   */
  async readToEnd(expectedSize: number): Promise<number | null> {
    const left = expectedSize - this.#from - this.bytes.length
    if (left >= 0 && left < this.#maxBytes) await this.#more(left + 1)
    while (await this.#more()) continue
    const size = this.#from + this.bytes.length
    if (!this.#isAtEnd) return null
    // A server may say a wrong size, or give fewer bytes than it has.
    if (size !== expectedSize && (await this.#read(size, 1)).byteLength > 0) return null
    const isLast = this.bytes.length > 0 || (await this.#read(size - 1, 1)).byteLength === 1
    return isLast ? size : null
  }

  /** Returns the size of the whole mail, by looking where the server says that it ends. */
  async measure(expectedSize: number): Promise<number> {
    if ((await this.#read(expectedSize - 1, 2)).byteLength === 1) return expectedSize
    for (let size = 0; ; size += MEASURED_BYTES) {
      const { byteLength } = await this.#read(size, MEASURED_BYTES)
      if (byteLength < MEASURED_BYTES) return size + byteLength
    }
  }

  async #more(count = Math.max(LEAST_BYTES, this.bytes.length)): Promise<boolean> {
    if (this.#isAtEnd || this.bytes.length > this.#maxBytes) return false
    const piece = await this.#read(this.#from + this.bytes.length, count)
    this.#isAtEnd = piece.byteLength < count
    this.bytes = Buffer.concat([this.bytes, piece])
    return piece.byteLength > 0
  }
}

const MEASURED_BYTES = 1 << 20
