// An inbox with thousands of letters. Scrolling through all of it shows each of them, once.
import type { Locator } from '@playwright/test'
import { makeFullHome, subjectOf } from '../support/full-home.ts'
import { expect, Person, test, World } from './support/index.ts'

const LETTERS = 2000

let world: World
let alice: Person
test.beforeAll(async () => {
  world = await World.open()
  const home = world.place.home('alice')
  await makeFullHome(home.dir, LETTERS)
  alice = new Person('alice', home, (await home.up()).url)
})
test.afterAll(() => world.close())

interface Row {
  /** Position in the whole list, from 1. */
  place: number
  title: string
}

interface Sight {
  rows: Row[]
  /** The part of the list's visible height without a row, in px. */
  blankPx: number
  isAtEnd: boolean
}

/** Returns the rows that are rendered now. */
function look(list: Locator): Promise<Sight> {
  return list.evaluate((element): Sight => {
    const frame = element.getBoundingClientRect()
    const items = [...element.querySelectorAll('[role=listitem]')]
    const seen = items
      .map((item) => ({ item, box: item.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > frame.top && box.top < frame.bottom)
      .sort((a, b) => a.box.top - b.box.top)
    let coveredTo = frame.top
    let blankPx = 0
    for (const { box } of seen) {
      blankPx += Math.max(0, box.top - coveredTo)
      coveredTo = Math.max(coveredTo, box.bottom)
    }
    const rows = seen.map(({ item }) => ({
      place: Number(item.getAttribute('aria-posinset')),
      title: item.querySelector('.title, .what')?.textContent.trim() ?? '',
    }))
    const isWhole = items.every((item) => item.getAttribute('aria-setsize') !== '-1')
    const isAtEnd = isWhole && element.scrollTop + element.clientHeight >= element.scrollHeight - 1
    return { rows, blankPx: blankPx + Math.max(0, frame.bottom - coveredTo), isAtEnd }
  })
}

/**
 * Looks until no part is blank, because a row may be drawn one frame after it scrolls into view.
 */
async function lookWhole(list: Locator): Promise<Sight> {
  let sight = await look(list)
  await expect
    .poll(async () => {
      sight = await look(list)
      return [Math.round(sight.blankPx), sight.rows.filter(({ title }) => title === '')]
    })
    .toEqual([0, []])
  return sight
}

test('a list of thousands scrolls to its end without a gap, and shows every letter once', async ({ sit }) => {
  const page = await sit(alice)
  const list = page.getByRole('list', { name: 'Inbox' })
  const titles = new Map<number, string>()
  const moved: Row[] = []
  for (let isAtEnd = false; !isAtEnd;) {
    const sight = await lookWhole(list)
    for (const { place, title } of sight.rows) {
      if ((titles.get(place) ?? title) !== title) moved.push({ place, title })
      titles.set(place, title)
    }
    isAtEnd = sight.isAtEnd
    await list.evaluate((element) =>
      element.scrollBy({ top: element.clientHeight * 0.8, behavior: 'instant' }),
    )
  }
  expect(moved).toEqual([])
  const places = Array.from({ length: titles.size }, (_, at) => at + 1)
  expect([...titles.keys()].sort((a, b) => a - b)).toEqual(places)
  const letters = Array.from({ length: LETTERS }, (_, number) => subjectOf(number))
  // Each correspondent is also news.
  const news = [...titles.values()].filter((title) => !letters.includes(title))
  for (const title of news) expect(title).toContain('contacts now')
  expect([...titles.values()].sort()).toEqual([...letters, ...news].sort())

  await list.evaluate((element) => element.scrollTo({ top: 0 }))
  const { rows } = await lookWhole(list)
  expect(rows[0]).toEqual({ place: 1, title: titles.get(1) })
})
