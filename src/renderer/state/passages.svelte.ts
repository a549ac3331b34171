// The passage that a press on a quote leads to, until the letter that has it is on screen. After the
// reference step.
import type { RefText } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { listingAt, placeIn } from './listing.ts'
import { isSameObject } from './same-object.ts'

interface Passage {
  ref: RefText
  words: string
}

export class Passages {
  readonly #app: App
  #wanted = $state.raw<Passage | null>(null)

  constructor(app: App) {
    this.#app = app
  }

  /** Goes to the letter, in the list that is shown if there is one; its words are marked there. */
  goTo(ref: RefText, words: string | null): void {
    this.#wanted = words === null || words === '' ? null : { ref, words }
    this.#app.route.go(placeIn(listingAt(this.#app.route.place) ?? 'inbox', ref))
  }

  /** Returns the words to mark in this letter; null if none are wanted. */
  wordsIn(ref: RefText): string | null {
    const wanted = this.#wanted
    return wanted !== null && isSameObject(wanted.ref, ref) ? wanted.words : null
  }
}
