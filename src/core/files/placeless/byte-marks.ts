// Searches bytes for several words in one pass. A film has gigabytes; a separate search for each of
// twenty words would read them twenty times.

export interface Mark {
  bytes: Uint8Array
  /** True if ASCII letters match in either case. */
  isFolded: boolean
}

export const exactly = (word: string): Mark => ({ bytes: Buffer.from(word, 'latin1'), isFolded: false })
export const anyCase = (word: string): Mark => ({
  bytes: Buffer.from(word.toLowerCase(), 'latin1'),
  isFolded: true,
})

const CASE_BIT = 0x20

export class ByteMarks {
  readonly #marks: readonly Mark[]
  /** 1 for each pair of bytes that begins a word. Almost no position in a film passes this test. */
  readonly #begins = new Uint8Array(65_536)

  /** Each word must have at least two bytes. */
  constructor(marks: readonly Mark[]) {
    this.#marks = marks
    for (const { bytes, isFolded } of marks)
      for (const first of casesOf(bytes[0]!, isFolded))
        for (const second of casesOf(bytes[1]!, isFolded)) this.#begins[first * 256 + second] = 1
  }

  /** Yields the positions at which a word begins. */
  *find(window: Uint8Array): Generator<number> {
    for (let at = this.#next(window, 0); at !== -1; at = this.#next(window, at + 1)) yield at
  }

  #next(window: Uint8Array, from: number): number {
    const begins = this.#begins
    // Read `byteLength` once, because reading it in the loop makes this twenty times slower.
    const last = window.byteLength - 1
    for (let at = from; at < last; at++)
      if (begins[window[at]! * 256 + window[at + 1]!] === 1 && this.#isAny(window, at)) return at
    return -1
  }

  #isAny(window: Uint8Array, at: number): boolean {
    return this.#marks.some((mark) => isAt(window, at, mark))
  }
}

function casesOf(byte: number, isFolded: boolean): number[] {
  return isFolded && isLetter(byte) ? [byte, byte ^ CASE_BIT] : [byte]
}

function isAt(window: Uint8Array, at: number, { bytes, isFolded }: Mark): boolean {
  for (let i = 0; i < bytes.byteLength; i++) {
    const there = window[at + i]
    const wanted = bytes[i]!
    if (there === wanted) continue
    if (!isFolded || there === undefined || !isLetter(wanted) || (there ^ CASE_BIT) !== wanted) return false
  }
  return true
}

function isLetter(byte: number): boolean {
  const lower = byte | CASE_BIT
  return lower >= 0x61 && lower <= 0x7a
}
