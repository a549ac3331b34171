// Selects entries of a long list by id: single entries, or a range from the last selected one.
// Draws nothing.
import { SvelteSet } from 'svelte/reactivity'

/** The list to select from, by index; some entries may have to be loaded first. */
export interface Listed<Id extends string> {
  /** Null while the entry is not loaded. */
  idAt: (at: number) => Id | null
  /** Resolves when the entries of this range are loaded, or cannot be loaded. */
  load: (from: number, to: number) => Promise<void>
}

export class Selection<Id extends string = string> {
  readonly #chosen = new SvelteSet<Id>()
  /** The index where a range begins. */
  #anchor = $state<number | null>(null)
  /** True while a touch selects an entry instead of opening it. */
  #isOn = $state(false)
  /** Increases at each new start, so that a pending range of an old selection is dropped. */
  #beginning = 0

  get ids(): readonly Id[] {
    return [...this.#chosen]
  }

  get size(): number {
    return this.#chosen.size
  }

  /** True if an entry is selected, or selecting has begun. */
  get isOn(): boolean {
    return this.#isOn || this.#chosen.size > 0
  }

  has(id: Id): boolean {
    return this.#chosen.has(id)
  }

  begin(): void {
    this.#isOn = true
  }

  /** `at` is its index in the list. */
  toggle(id: Id, at: number): void {
    this.#anchor = at
    if (!this.#chosen.delete(id)) this.#chosen.add(id)
  }

  /** Selects from the anchor to here; entries that are not loaded follow once they are. */
  async extend(at: number, list: Listed<Id>): Promise<void> {
    const from = this.#anchor ?? at
    this.#anchor ??= at
    await this.#selectBetween(Math.min(from, at), Math.max(from, at) + 1, list)
  }

  /** Selects all entries of the list. */
  async addAll(count: number, list: Listed<Id>): Promise<void> {
    await this.#selectBetween(0, count, list)
  }

  /** Clearing the selection meanwhile also cancels this range. */
  async #selectBetween(from: number, to: number, list: Listed<Id>): Promise<void> {
    const missing = this.#selectLoaded(range(from, to), list)
    if (missing.length === 0) return
    const beginning = this.#beginning
    await list.load(missing[0]!, missing.at(-1)! + 1)
    if (beginning === this.#beginning) this.#selectLoaded(missing, list)
  }

  /** Selects the loaded entries. Returns the indexes of the others. */
  #selectLoaded(places: readonly number[], { idAt }: Listed<Id>): number[] {
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
