// Named actions of the current screen beside its shortcuts; the palette lists them.

export interface Offer {
  /** Unique among all offers. */
  id: string
  label: string
  run: () => unknown
}

export class Offers {
  /** Not reactive, because the clean-up of an effect would see the value from before the flush. */
  #all: readonly (readonly Offer[])[] = []
  #shown = $state.raw<readonly (readonly Offer[])[]>([])

  get all(): readonly Offer[] {
    return this.#shown.flat()
  }

  /**
   * Makes offers until the returned function is called: `$effect(() => app.offers.make([ … ]))`.
   */
  make(offers: readonly Offer[]): () => void {
    this.#set([...this.#all, offers])
    return () => this.#set(this.#all.filter((other) => other !== offers))
  }

  #set(all: readonly (readonly Offer[])[]): void {
    this.#all = all
    this.#shown = all
  }
}
