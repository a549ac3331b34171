// Who is sent now and who waits: large files in a few lanes, small ones in one of their own, so that a film holds up no letter.
// A browser keeps only a handful of connections to one place, and a file that is paused keeps its own.

const SMALL_BYTES = 8 * 1024 * 1024
const LANES = { small: 1, large: 2 } as const
type Width = keyof typeof LANES

export class Lanes {
  readonly #waiting: Record<Width, (() => void)[]> = { small: [], large: [] }
  readonly #running: Record<Width, number> = { small: 0, large: 0 }

  /** When it is the turn of a file of that size; to be called when it has passed. */
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
