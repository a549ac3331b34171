// Where the person is, kept in the address, so that back, reload and links work as everywhere on the web.
import { formatPlace, parsePlace, type Place } from './place.ts'

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

  /** The step before; from the first one, `otherwise`. */
  back(otherwise: Place): void {
    if (this.#page.history.length > 1) this.#page.history.back()
    else this.replace(otherwise)
  }

  close(): void {
    this.#page.removeEventListener('hashchange', this.#read)
  }

  readonly #read = (): void => {
    this.#place = parsePlace(this.#page.location.hash)
    this.#visits++
  }
}
