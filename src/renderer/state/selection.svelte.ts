// Which of a long list are chosen, by id: one by one, or a range from the one that was chosen last. Draws nothing.
import { SvelteSet } from 'svelte/reactivity'

/** What is chosen from: known by its places, of which some may have to be loaded first. */
export interface Listed<Id extends string> {
  /** Null while it is not here. */
  idAt: (at: number) => Id | null
  /** Resolves when those from one place up to another are here, or cannot be. */
  load: (from: number, to: number) => Promise<void>
}

export class Selection<Id extends string = string> {
  readonly #chosen = new SvelteSet<Id>()
  /** Where a range begins. */
  #anchor = $state<number | null>(null)
  /** A touch chooses in place of opening. */
  #isOn = $state(false)
  /** Counts how often it began anew. */
  #beginning = 0

  get ids(): readonly Id[] {
    return [...this.#chosen]
  }

  get size(): number {
    return this.#chosen.size
  }

  /** Something is chosen, or is about to be. */
  get isOn(): boolean {
    return this.#isOn || this.#chosen.size > 0
  }

  has(id: Id): boolean {
    return this.#chosen.has(id)
  }

  begin(): void {
    this.#isOn = true
  }

  /** `at` is where it stands in the list. */
  toggle(id: Id, at: number): void {
    this.#anchor = at
    if (!this.#chosen.delete(id)) this.#chosen.add(id)
  }

  /** From the anchor to here; what is not here yet comes along as soon as it is. */
  async extend(at: number, list: Listed<Id>): Promise<void> {
    const from = this.#anchor ?? at
    this.#anchor ??= at
    await this.#takeBetween(Math.min(from, at), Math.max(from, at) + 1, list)
  }

  /** All there are, from the first to the last. */
  async addAll(count: number, list: Listed<Id>): Promise<void> {
    await this.#takeBetween(0, count, list)
  }

  /** Whoever clears it meanwhile means all of it. */
  async #takeBetween(from: number, to: number, list: Listed<Id>): Promise<void> {
    const missing = this.#take(range(from, to), list)
    if (missing.length === 0) return
    const beginning = this.#beginning
    await list.load(missing[0]!, missing.at(-1)! + 1)
    if (beginning === this.#beginning) this.#take(missing, list)
  }

  /** Gives those that are not here. */
  #take(places: readonly number[], { idAt }: Listed<Id>): number[] {
    return places.filter((at) => {
      const id = idAt(at)
      if (id !== null) this.#chosen.add(id)
      return id === null
    })
  }

  clear(): void {
    this.#beginning++
    this.#chosen.clear()
    this.#anchor = null
    this.#isOn = false
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at)
}
