// One stream of bytes for two readers. The slower one decides the pace.

/**
 * Yields the pieces, and gives each to `other` first. If `other` ends early, the pieces go on. If the
 * reader of this stream ends early, `other` gets an error.
 */
export async function* tee(
  pieces: AsyncIterable<Uint8Array>,
  other: (pieces: AsyncIterable<Uint8Array>) => Promise<unknown>,
): AsyncGenerator<Uint8Array> {
  const handed = new Handed()
  const ended = other(handed.read()).then(
    () => handed.release(),
    () => handed.release(),
  )
  try {
    for await (const piece of pieces) {
      await handed.give(piece)
      yield piece
    }
    handed.end(null)
  } finally {
    handed.end(new Error('The stream ended before its end.'))
    await ended
  }
}

class Handed {
  #piece: Uint8Array | null = null
  #isEnded = false
  #isReleased = false
  #error: Error | null = null
  #wake: () => void = () => undefined
  #taken: () => void = () => undefined

  /** Resolves when the piece was taken, or will not be. */
  async give(piece: Uint8Array): Promise<void> {
    if (this.#isReleased) return
    this.#piece = piece
    this.#wake()
    await new Promise<void>((resolve) => (this.#taken = resolve))
  }

  /** Only the first end counts. */
  end(error: Error | null): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#error = error
    this.#wake()
  }

  release(): void {
    this.#isReleased = true
    this.#taken()
  }

  async *read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#piece === null && !this.#isEnded) await new Promise<void>((resolve) => (this.#wake = resolve))
      const piece = this.#piece
      if (piece === null) break
      this.#piece = null
      yield piece
      this.#taken()
    }
    if (this.#error !== null) throw this.#error
  }
}
