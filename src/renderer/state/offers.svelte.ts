// What the screen of now can do beside its shortcuts, each by a name; the palette lists it.

export interface Offer {
  /** One of its kind among all that is offered. */
  id: string
  label: string
  run: () => unknown
}

export class Offers {
  /** Read by nobody's effect: a clean-up in an effect would see it as it was before the flush. */
  #all: readonly (readonly Offer[])[] = []
  #shown = $state.raw<readonly (readonly Offer[])[]>([])

  get all(): readonly Offer[] {
    return this.#shown.flat()
  }

  /** Until the returned function is called: `$effect(() => app.offers.make([ … ]))`. */
  make(offers: readonly Offer[]): () => void {
    this.#set([...this.#all, offers])
    return () => this.#set(this.#all.filter((other) => other !== offers))
  }

  #set(all: readonly (readonly Offer[])[]): void {
    this.#all = all
    this.#shown = all
  }
}
