// The open cores of a station with blocks or counts that may not be on the disk yet.
import type { CoreShelf } from '../cores/index.ts'
import type { Ledger } from '../ledger/index.ts'
import { updateCounts } from './core-rows.ts'
import type { KeptCore } from './kept-core.ts'

export class UnflushedCores {
  readonly #ledger: Ledger
  readonly #shelf: CoreShelf
  readonly #cores = new Set<KeptCore>()
  #flushing: Promise<void> = Promise.resolve()
  #nextFlush: Promise<void> | null = null

  constructor(ledger: Ledger, shelf: CoreShelf) {
    this.#ledger = ledger
    this.#shelf = shelf
  }

  add(kept: KeptCore): void {
    this.#cores.add(kept)
  }

  has(kept: KeptCore): boolean {
    return this.#cores.has(kept)
  }

  delete(kept: KeptCore): void {
    this.#cores.delete(kept)
  }

  /** Writes everything that has arrived until now to the disk. @throws NO_SPACE */
  flush(): Promise<void> {
    this.#nextFlush ??= this.#flushing
      .catch(() => undefined)
      .then(() => {
        this.#nextFlush = null
        return (this.#flushing = this.#flush())
      })
    return this.#nextFlush
  }

  async #flush(): Promise<void> {
    if (this.#cores.size === 0) return
    // Hypercore closes a core of which it saw two versions. Then its length is not known.
    const flushed = [...this.#cores].filter(({ core }) => !core.closed)
    this.#cores.clear()
    try {
      const lengths = flushed.map((kept) => kept.countLength())
      await this.#shelf.flush()
      flushed.forEach((kept, at) => (kept.flushedLength = lengths[at]!))
      await this.#ledger.write((tx) => {
        for (const kept of flushed) updateCounts(tx, kept)
      })
    } catch (error) {
      for (const kept of flushed) this.#cores.add(kept)
      throw error
    }
  }
}
