// Limits concurrent uploads: a few lanes for large files and one for small files, so that a film
// delays no letter. A browser opens only a few connections to one host, and a paused file keeps its
// connection.

const SMALL_BYTES = 8 * 1024 * 1024
const LANES = { small: 1, large: 2 } as const
type Width = keyof typeof LANES

export class Lanes {
  readonly #waiting: Record<Width, (() => void)[]> = { small: [], large: [] }
  readonly #running: Record<Width, number> = { small: 0, large: 0 }

  /** Resolves when a file of this size can start, with a function to call when it has ended. */
  async enter(size: number): Promise<() => void> {
    const width: Width = size <= SMALL_BYTES ? 'small' : 'large'
    if (this.#running[width] < LANES[width]) this.#running[width] += 1
    else await new Promise<void>((resolve) => this.#waiting[width].push(resolve))
    let hasLeft = false
    return () => {
      if (hasLeft) return
      hasLeft = true
      this.#leave(width)
    }
  }

  #leave(width: Width): void {
    const next = this.#waiting[width].shift()
    if (next === undefined) this.#running[width] -= 1
    else next()
  }
}
