// Which of a long list are chosen, by id: one by one, or a range from the one that was chosen last. Draws nothing.
import { SvelteSet } from 'svelte/reactivity'

export class Selection<Id extends string = string> {
  readonly #chosen = new SvelteSet<Id>()
  /** Where a range begins. */
  #anchor = $state<number | null>(null)
  /** A touch chooses in place of opening. */
  #isOn = $state(false)

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

  /** From the anchor to here; what is not loaded in between is left out. */
  extend(at: number, idAt: (at: number) => Id | null): void {
    const from = this.#anchor ?? at
    this.#anchor ??= at
    for (let index = Math.min(from, at); index <= Math.max(from, at); index++) {
      const id = idAt(index)
      if (id !== null) this.#chosen.add(id)
    }
  }

  add(ids: Iterable<Id>): void {
    for (const id of ids) this.#chosen.add(id)
  }

  /** What is gone cannot stay chosen. */
  drop(ids: Iterable<Id>): void {
    for (const id of ids) this.#chosen.delete(id)
  }

  clear(): void {
    this.#chosen.clear()
    this.#anchor = null
    this.#isOn = false
  }
}
