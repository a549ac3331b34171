// Navigation in a browser whose back step is asynchronous.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { composePlace, formatPlace, HOME_PLACE, type Place } from '../../../src/renderer/state/place.ts'
import { Route } from '../../../src/renderer/state/route.svelte.ts'

const SENT: Place = { screen: 'box', box: 'sent', ref: null }
const PEOPLE: Place = { screen: 'people', person: null }

interface Entry {
  hash: string
  state: unknown
}

/** The history of a browser. `go` happens later, from the entry that is current by then. */
class Browser extends EventTarget {
  #entries: Entry[] = [{ hash: formatPlace(HOME_PLACE), state: null }]
  #at = 0
  stepMs = 50
  readonly document = document
  readonly matchMedia = () => ({ matches: true })

  get location() {
    return { hash: this.#entry.hash }
  }

  get history() {
    return {
      state: this.#entry.state,
      length: 10,
      pushState: (state: unknown, _title: string, hash = this.#entry.hash) => this.#push({ hash, state }),
      replaceState: (state: unknown, _title: string, hash: string) =>
        void (this.#entries[this.#at] = { hash, state }),
      go: (by: number) => void setTimeout(() => this.#traverse(by), this.stepMs),
    }
  }

  get #entry(): Entry {
    return this.#entries[this.#at]!
  }

  /** Follows a link like a browser: at once, but emits the event later. */
  follow(place: Place): void {
    this.#push({ hash: formatPlace(place), state: null })
    setTimeout(() => this.dispatchEvent(new Event('hashchange')), 1)
  }

  #push(entry: Entry): void {
    this.#entries = [...this.#entries.slice(0, this.#at + 1), entry]
    this.#at++
  }

  #traverse(by: number): void {
    const { hash } = this.#entry
    this.#at += by
    this.dispatchEvent(new Event('popstate'))
    if (hash !== this.#entry.hash) this.dispatchEvent(new Event('hashchange'))
  }
}

let browser: Browser
let route: Route

beforeEach(() => {
  vi.useFakeTimers()
  browser = new Browser()
  route = new Route(browser as unknown as Window)
  route.go(SENT)
  route.go(composePlace())
})
afterEach(() => {
  route.close()
  vi.useRealTimers()
})

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1000)
}

const shown = () => [browser.location.hash, formatPlace(route.place)]

test('back() returns to the previous step', async () => {
  const arrived = route.back(HOME_PLACE)
  await settle()
  await arrived
  expect(shown()).toEqual([formatPlace(SENT), formatPlace(SENT)])
})

test('a step during a back navigation is shown at once, and stays', async () => {
  void route.back(HOME_PLACE)
  route.go(PEOPLE)
  expect(route.place).toEqual(PEOPLE)
  await settle()
  expect(shown()).toEqual([formatPlace(PEOPLE), formatPlace(PEOPLE)])
})

test('after a step during a back navigation, back() returns to the target of that navigation', async () => {
  void route.back(HOME_PLACE)
  route.go(PEOPLE)
  await settle()
  void route.back(HOME_PLACE)
  await settle()
  expect(route.place).toEqual(SENT)
})

test('a link pressed during a back navigation is followed from the page that it reaches', async () => {
  document.body.innerHTML = `<a href="${formatPlace(PEOPLE)}"><b>People</b></a>`
  document.body.addEventListener(
    'click',
    (event) => {
      const { target } = event
      Object.defineProperty(event, 'target', { value: target })
      browser.dispatchEvent(event)
      if (!event.defaultPrevented) browser.follow(PEOPLE)
    },
    { once: true },
  )
  void route.back(HOME_PLACE)
  document.querySelector('b')!.click()
  await settle()
  expect(shown()).toEqual([formatPlace(PEOPLE), formatPlace(PEOPLE)])
})

test('a link that was pressed just before back() is still followed', async () => {
  browser.follow(PEOPLE)
  void route.back(HOME_PLACE)
  await settle()
  expect(shown()).toEqual([formatPlace(PEOPLE), formatPlace(PEOPLE)])
})

test('replace() during a back navigation does not change the target', async () => {
  void route.back(HOME_PLACE)
  route.replace(composePlace({ subject: 'late' }))
  await settle()
  expect(route.place).toEqual(SENT)
})

test('a dialog closed in a busy browser removes its own step only', async () => {
  browser.stepMs = 5000
  const dialog = document.body.appendChild(document.createElement('dialog'))
  Object.defineProperty(dialog, 'matches', { value: () => dialog.open })
  for (const newState of ['open', 'closed']) {
    dialog.open = newState === 'open'
    const toggled = Object.assign(new Event('toggle'), { newState })
    Object.defineProperty(toggled, 'target', { value: dialog })
    browser.dispatchEvent(toggled)
    await settle()
  }
  await vi.advanceTimersByTimeAsync(20_000)
  dialog.remove()
  expect(shown()).toEqual([formatPlace(composePlace()), formatPlace(composePlace())])
  expect(browser.history.state).toBeNull()
})

test('an earlier address is replaced, so that back does not return to it', () => {
  const other = new Browser()
  other.history.replaceState(null, '', '#/held')
  const opened = new Route(other as unknown as Window)
  expect([other.location.hash, opened.place]).toEqual([
    '#/sent/held',
    { screen: 'box', box: 'held', ref: null },
  ])
  opened.close()
})
