// The current place, kept in the address, so that back, reload and links work as on every web page.
import { redirect } from './box-address.ts'
import { Covers } from './covers.ts'
import { formatPlace, parsePlace, type Place } from './place.ts'

/** Only a bound: a busy browser takes seconds, and a second step meanwhile would leave the place. */
const BACK_PATIENCE_MS = 10_000

export class Route {
  readonly #page: Window
  /**
   * The address as last read or written. If the browser shows another one, its event is still
   * pending.
   */
  #hash: string
  /**
   * What the browser steps back to, which is asynchronous: an earlier place, or the same one without
   * a dialog or menu. A step forward waits, because a push before the end would be undone.
   */
  #returning: 'place' | 'same-place' | null = null
  #arrival = Promise.resolve()
  #waiting: Place | null = null
  /** A new name of the place, given over a dialog or menu: its own entry gets it later. */
  #renamed: Place | null = null
  readonly #covers: Covers
  #place = $state.raw<Place>(parsePlace(''))
  #visits = $state(0)

  constructor(page: Window) {
    this.#page = page
    this.#leaveEarlierAddress()
    this.#hash = page.location.hash
    this.#place = parsePlace(this.#hash)
    this.#covers = new Covers(page, {
      isReturning: () => this.#returning !== null,
      stepBack: (steps) => this.#stepBack(steps, 'same-place'),
    })
    page.addEventListener('popstate', this.#rename)
    page.addEventListener('hashchange', this.#read)
    page.addEventListener('click', this.#followLink)
  }

  get place(): Place {
    return this.#place
  }

  /** Counts the steps, without renamed places, so state of one visit is made again for the next. */
  get visits(): number {
    return this.#visits
  }

  /** For an `href`. */
  link(place: Place): string {
    return formatPlace(place)
  }

  /**
   * A step forward, so `back` returns to the current place. A step from a dialog or menu takes its
   * entry.
   */
  go(place: Place): void {
    if (this.#returning !== null) return this.#goThen(place)
    const hash = formatPlace(place)
    if (hash === this.#page.location.hash) return
    if (this.#covers.depth > 0) this.#page.history.replaceState(null, '', hash)
    else this.#page.history.pushState(null, '', hash)
    this.#hash = this.#page.location.hash
    this.#renamed = null
    this.#place = place
    this.#visits++
  }

  /** Shows the place at once, and writes the address once the browser has arrived. */
  #goThen(place: Place): void {
    this.#waiting = place
    this.#place = place
    this.#visits++
  }

  /** Renames the current place: a draft got its id, or a list shows its next letter. */
  replace(place: Place): void {
    if (this.#returning === 'place' || this.#waiting !== null) return this.#renameWaiting(place)
    if (this.#returning !== null || this.#covers.depth > 0) this.#renamed = place
    if (this.#returning !== null) return void (this.#place = place)
    const { history } = this.#page
    history.replaceState(history.state, '', formatPlace(place))
    this.#hash = this.#page.location.hash
    this.#place = place
  }

  /** A place that is being left needs no new name. */
  #renameWaiting(place: Place): void {
    if (this.#waiting === null) return
    this.#waiting = place
    this.#place = place
  }

  /**
   * One step back, or to `otherwise` from the first place. Resolves on arrival. A newer step is not
   * undone.
   */
  back(otherwise: Place): Promise<void> {
    if (this.#returning === 'same-place') return this.#arrival.then(() => this.back(otherwise))
    if (this.#returning !== null || this.#hash !== this.#page.location.hash) return Promise.resolve()
    // The entry before the first step is not part of the app: another site, or an empty tab.
    if (this.#visits === 0 || this.#page.history.length <= 1) {
      this.replace(otherwise)
      return Promise.resolve()
    }
    this.#renamed = null
    return this.#stepBack(1 + this.#covers.depth, 'place')
  }

  /** Resolves on arrival. */
  #stepBack(steps: number, to: 'place' | 'same-place'): Promise<void> {
    this.#returning = to
    this.#arrival = new Promise((resolve) => {
      const arrive = (): void => {
        clearTimeout(timer)
        this.#page.removeEventListener('popstate', arrive)
        this.#arrive()
        resolve()
      }
      const timer = setTimeout(arrive, BACK_PATIENCE_MS)
      this.#page.addEventListener('popstate', arrive)
      this.#page.history.go(-steps)
    })
    return this.#arrival
  }

  close(): void {
    this.#covers.close()
    this.#page.removeEventListener('popstate', this.#rename)
    this.#page.removeEventListener('hashchange', this.#read)
    this.#page.removeEventListener('click', this.#followLink)
  }

  #arrive(): void {
    this.#returning = null
    const place = this.#waiting
    this.#waiting = null
    if (place !== null) this.go(place)
    else this.#read()
  }

  /** A bookmark of an earlier version leads to the place that has its content now. */
  #leaveEarlierAddress(): void {
    const { history, location } = this.#page
    const hash = redirect(location.hash)
    if (hash !== null) history.replaceState(null, '', hash)
  }

  readonly #rename = (): void => {
    if (this.#renamed === null || this.#covers.depth > 0) return
    const { history, location } = this.#page
    history.replaceState(history.state, '', formatPlace(this.#renamed))
    this.#renamed = null
    this.#hash = location.hash
  }

  readonly #read = (): void => {
    this.#leaveEarlierAddress()
    if (this.#hash === this.#page.location.hash && this.#waiting === null) return
    this.#hash = this.#page.location.hash
    if (this.#waiting !== null) return
    this.#place = parsePlace(this.#hash)
    this.#visits++
  }

  /**
   * A link clicked while the browser steps back would be followed from the place being left, and one
   * in a menu would leave the entry of the menu behind.
   */
  readonly #followLink = (event: MouseEvent): void => {
    const isBrowsers = this.#returning === null && this.#covers.depth === 0
    if (isBrowsers || event.defaultPrevented || hasModifier(event)) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const href = link?.getAttribute('href') ?? ''
    if (!href.startsWith('#/')) return
    event.preventDefault()
    this.go(parsePlace(href))
  }
}

/** True if the click opens another tab or window, or is not by the main button. */
function hasModifier({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  return button !== 0 || ctrlKey || metaKey || shiftKey || altKey
}
