// The filter and order of each listing, kept in the tab. Beside receive; both kinds of lists share it.
import { keyOf, type Listing } from './listing.ts'
import { isWhole, parseNarrowings, WHOLE, type KeptNarrowings, type Narrowing } from './narrowing.ts'

/** Persisted in the tab, because a reload for a new version must find it. Do not change. */
const KEPT_KEY = 'fumikura.narrowings'

export class Narrowings {
  #all = $state.raw<KeptNarrowings>(parseNarrowings(sessionStorage.getItem(KEPT_KEY)))

  of(listing: Listing): Narrowing {
    return this.#all[keyOf(listing)] ?? WHOLE
  }

  set(listing: Listing, narrowing: Narrowing): void {
    const key = keyOf(listing)
    const { [key]: _, ...others } = this.#all
    this.#all = isWhole(narrowing) ? others : { ...others, [key]: narrowing }
    sessionStorage.setItem(KEPT_KEY, JSON.stringify(this.#all))
  }
}
