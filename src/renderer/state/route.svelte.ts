// Where the person is, kept in the address, so that back, reload and links work as everywhere on the web.
import { formatPlace, parsePlace, type Place } from './place.ts'

/** A step that leads nowhere else tells nothing. */
const BACK_PATIENCE_MS = 500

export class Route {
  readonly #page: Window
  /** The address as last read or written. Another one in the browser is a step whose event is still to come. */
  #hash: string
  /** The browser steps back in its own time. A step taken meanwhile waits: pushed too early, it is undone. */
  #isReturning = false
  #waiting: Place | null = null
  #place = $state.raw<Place>(parsePlace(''))
  #visits = $state(0)

  constructor(page: Window) {
    this.#page = page
    this.#hash = page.location.hash
    this.#place = parsePlace(this.#hash)
    page.addEventListener('hashchange', this.#read)
    page.addEventListener('click', this.#takeLink)
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
    if (this.#isReturning) return this.#goThen(place)
    const hash = formatPlace(place)
    if (hash === this.#page.location.hash) return
    this.#page.history.pushState(null, '', hash)
    this.#hash = this.#page.location.hash
    this.#place = place
    this.#visits++
  }

  /** Shown at once, and in the address once the browser has arrived. */
  #goThen(place: Place): void {
    this.#waiting = place
    this.#place = place
    this.#visits++
  }

  /** Another name for where one is: a draft that got its id, the next letter of a list. */
  replace(place: Place): void {
    if (this.#isReturning) return this.#renameWaiting(place)
    this.#page.history.replaceState(null, '', formatPlace(place))
    this.#hash = this.#page.location.hash
    this.#place = place
  }

  /** The place that is left needs no new name. */
  #renameWaiting(place: Place): void {
    if (this.#waiting === null) return
    this.#waiting = place
    this.#place = place
  }

  /** The step before, or `otherwise` from the first one. Resolves on arrival. A newer step is not undone. */
  back(otherwise: Place): Promise<void> {
    if (this.#isReturning || this.#hash !== this.#page.location.hash) return Promise.resolve()
    // What was there before the first step is not ours: another site, or an empty tab.
    if (this.#visits === 0 || this.#page.history.length <= 1) {
      this.replace(otherwise)
      return Promise.resolve()
    }
    this.#isReturning = true
    return new Promise((resolve) => {
      const arrive = (): void => {
        clearTimeout(timer)
        this.#page.removeEventListener('hashchange', arrive)
        this.#arrive()
        resolve()
      }
      const timer = setTimeout(arrive, BACK_PATIENCE_MS)
      this.#page.addEventListener('hashchange', arrive)
      this.#page.history.back()
    })
  }

  close(): void {
    this.#page.removeEventListener('hashchange', this.#read)
    this.#page.removeEventListener('click', this.#takeLink)
  }

  #arrive(): void {
    this.#isReturning = false
    const place = this.#waiting
    this.#waiting = null
    if (place !== null) this.go(place)
  }

  readonly #read = (): void => {
    this.#hash = this.#page.location.hash
    if (this.#waiting !== null) return
    this.#place = parsePlace(this.#hash)
    this.#visits++
  }

  /** A link pressed while the browser steps back would be followed from the place that is left. */
  readonly #takeLink = (event: MouseEvent): void => {
    if (!this.#isReturning || event.defaultPrevented || hasModifier(event)) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const href = link?.getAttribute('href') ?? ''
    if (!href.startsWith('#/')) return
    event.preventDefault()
    this.go(parsePlace(href))
  }
}

/** Another tab or window, or no press of the first button. */
function hasModifier({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  return button !== 0 || ctrlKey || metaKey || shiftKey || altKey
}
