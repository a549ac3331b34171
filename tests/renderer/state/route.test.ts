// Navigation in a browser whose back step is asynchronous.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { composePlace, formatPlace, HOME_PLACE, type Place } from '../../../src/renderer/state/place.ts'
import { Route } from '../../../src/renderer/state/route.svelte.ts'

const SENT: Place = { screen: 'box', box: 'sent', ref: null }
const PEOPLE: Place = { screen: 'people', person: null }

/** The history of a browser. `go` happens later, from the entry that is current by then. */
class Browser extends EventTarget {
  #entries = [formatPlace(HOME_PLACE)]
  #at = 0

  get location() {
    return { hash: this.#entries[this.#at]! }
  }

  readonly history = {
    pushState: (_state: unknown, _title: string, hash: string) => this.#push(hash),
    replaceState: (_state: unknown, _title: string, hash: string) => void (this.#entries[this.#at] = hash),
    go: (by: number) => void setTimeout(() => this.#traverse(by), 50),
    state: null,
    length: 10,
  }

  /** Follows a link like a browser: at once, but emits the event later. */
  follow(place: Place): void {
    this.#push(formatPlace(place))
    setTimeout(() => this.dispatchEvent(new Event('hashchange')), 1)
  }

  #push(hash: string): void {
    this.#entries = [...this.#entries.slice(0, this.#at + 1), hash]
    this.#at++
  }

  #traverse(by: number): void {
    this.#at += by
    this.dispatchEvent(new Event('hashchange'))
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
