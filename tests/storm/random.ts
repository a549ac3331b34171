// Choices from one seed. The same seed makes the same choices in the same order, on every machine.
// Every decision of a storm is made here; the effects depend on the machine's own timing.
import { seededRandom } from '../support/link.ts'

export class Random {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = seededRandom(seed)
  }

  /** In [0, 1). */
  share(): number {
    return this.#next()
  }

  /** Draws a whole number in [0, end). */
  below(end: number): number {
    return Math.floor(this.#next() * end)
  }

  /** Returns a whole number from `least` to `most`, inclusive. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  isSo(probability: number): boolean {
    return this.#next() < probability
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }

  /** Returns a random subset, but at least one. */
  pickSome<T>(list: readonly T[]): T[] {
    const some = list.filter(() => this.isSo(0.5))
    return some.length > 0 ? some : [this.pick(list)]
  }

  /** Returns one of the names, with a probability by its weight. */
  pickWeighted<Name extends string>(weights: Record<Name, number>): Name {
    const entries = Object.entries(weights) as [Name, number][]
    let left = this.#next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of entries) if ((left -= weight) < 0) return name
    return entries.at(-1)![0]
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)))
  }

  /** Returns a seed for another sequence of choices. */
  seed(): number {
    return this.below(2 ** 31)
  }
}
