// Where the person is, kept in the address, so that back, reload and links work as everywhere on the web.
import { formatPlace, parsePlace, type Place } from './place.ts'

/** A step that leads nowhere else tells nothing. */
const BACK_PATIENCE_MS = 500

export class Route {
  readonly #page: Window
  #place = $state.raw<Place>(parsePlace(''))
  #visits = $state(0)

  constructor(page: Window) {
    this.#page = page
    this.#place = parsePlace(page.location.hash)
    page.addEventListener('hashchange', this.#read)
  }

  get place(): Place {
    return this.#place
  }

  /** Counts the steps, not the new names: what belongs to one visit is made anew with the next. */
  get visits(): number {
    return this.#visits
  }

  /** For an `href`. */
  link(place: Place): string {
    return formatPlace(place)
  }

  /** A step forward: `back` returns to where one was. */
  go(place: Place): void {
    const hash = formatPlace(place)
    if (hash === this.#page.location.hash) return
    this.#page.history.pushState(null, '', hash)
    this.#place = place
    this.#visits++
  }

  /** Another name for where one is: a draft that got its id, the next letter of a list. */
  replace(place: Place): void {
    this.#page.history.replaceState(null, '', formatPlace(place))
    this.#place = place
  }

  /** The step before; from the first one, `otherwise`. A browser steps back in its own time: resolves once one is there. */
  back(otherwise: Place): Promise<void> {
    // What was there before the first step is not ours: another site, or an empty tab.
    if (this.#visits === 0 || this.#page.history.length <= 1) {
      this.replace(otherwise)
      return Promise.resolve()
    }
    return new Promise((resolve) => {
      const arrive = (): void => {
        clearTimeout(timer)
        this.#page.removeEventListener('hashchange', arrive)
        resolve()
      }
      const timer = setTimeout(arrive, BACK_PATIENCE_MS)
      this.#page.addEventListener('hashchange', arrive)
      this.#page.history.back()
    })
  }

  close(): void {
    this.#page.removeEventListener('hashchange', this.#read)
  }

  readonly #read = (): void => {
    this.#place = parsePlace(this.#page.location.hash)
    this.#visits++
  }
}
