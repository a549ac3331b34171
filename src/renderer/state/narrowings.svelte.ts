// The filter and order of each box, kept in the tab. Beside receive; both kinds of lists share it.
import type { Box } from '../../core/contract/index.ts'
import { isWhole, parseNarrowings, WHOLE, type KeptNarrowings, type Narrowing } from './narrowing.ts'

/** Persisted in the tab, because a reload for a new version must find it. Do not change. */
const KEPT_KEY = 'fumikura.narrowings'

export class Narrowings {
  #all = $state.raw<KeptNarrowings>(parseNarrowings(sessionStorage.getItem(KEPT_KEY)))

  of(box: Box): Narrowing {
    return this.#all[box] ?? WHOLE
  }

  set(box: Box, narrowing: Narrowing): void {
    const { [box]: _, ...others } = this.#all
    this.#all = isWhole(narrowing) ? others : { ...others, [box]: narrowing }
    sessionStorage.setItem(KEPT_KEY, JSON.stringify(this.#all))
  }
}
