// Selecting a thread opens the letters of people for whom this person has chosen that. Reference in
// the life of a message.
import { untrack } from 'svelte'
import type { RefText } from '../../core/contract/index.ts'
import type { People } from './people.svelte.ts'
import type { ThreadView } from './thread.svelte.ts'

export class OpenOnSelection {
  readonly #people: People
  readonly #view: ThreadView
  /** A refusal is not tried again. */
  readonly #tried = new Set<RefText>()

  constructor(people: People, view: ThreadView) {
    this.#people = people
    this.#view = view
  }

  /** Call it in an effect, which runs it again when a letter arrives or can be opened. */
  open(): void {
    for (const letter of this.#view.sealed) {
      const isWanted = this.#people.find(letter.from.person)?.opensOnSelection === true
      if (!isWanted || letter.opensFrom === 'nobody' || this.#tried.has(letter.ref)) continue
      this.#tried.add(letter.ref)
      untrack(() => this.#view.open(letter))
    }
  }
}
