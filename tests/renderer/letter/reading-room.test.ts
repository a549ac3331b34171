// A long letter begins where it was left.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepPlace } from '../../../src/renderer/letter/reading-room.ts'
import { ReadingPlaces } from '../../../src/renderer/state/reading-places.ts'
import { refOf } from '../inbox/letters.ts'

beforeEach(() => {
  localStorage.clear()
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

/** What scrolls, 10,000 px high in a window of 800. The DOM of the tests has no layout. */
function page(): HTMLElement {
  const scroll = document.createElement('div')
  for (const [name, value] of [
    ['scrollHeight', 10_000],
    ['clientHeight', 800],
  ] as const)
    Object.defineProperty(scroll, name, { value })
  return scroll
}

function read(name: string): { scroll: HTMLElement; to: (top: number) => void; leave: () => void } {
  const scroll = page()
  const places = new ReadingPlaces()
  const ref = refOf(name)
  const keep = keepPlace({ from: places.find(ref), note: (place) => places.record(ref, place) })
  const leave = keep(scroll) as () => void
  vi.advanceTimersByTime(700)
  const to = (top: number): void => {
    scroll.dispatchEvent(new Event('wheel'))
    scroll.scrollTop = top
    scroll.dispatchEvent(new Event('scroll'))
    vi.advanceTimersByTime(500)
  }
  return { scroll, to, leave }
}

test('a long letter is shown again where it was left, and another one at its start', () => {
  const first = read('long')
  first.to(4000)
  first.leave()
  expect(read('long').scroll.scrollTop).toBe(4000)
  expect(read('other').scroll.scrollTop).toBe(0)
})

test('a letter that was read to its end begins at its start again', () => {
  const first = read('long')
  first.to(4000)
  first.to(9200)
  expect(read('long').scroll.scrollTop).toBe(0)
})

test('who scrolls at once is not moved back', () => {
  new ReadingPlaces().record(refOf('long'), { above: 0.4, read: 0.5 })
  const scroll = page()
  const leave = keepPlace({ from: 0.4, note: () => undefined })(scroll) as () => void
  scroll.dispatchEvent(new Event('wheel'))
  scroll.scrollTop = 20
  vi.advanceTimersByTime(700)
  expect(scroll.scrollTop).toBe(20)
  leave()
})

test('the places of forty letters are kept, and what is stored may be anything', () => {
  const places = new ReadingPlaces()
  for (let at = 0; at < 45; at++) places.record(refOf(`n${at}`), { above: 0.5, read: 0.6 })
  expect([places.find(refOf('n4')), places.find(refOf('n5'))]).toEqual([null, 0.5])
  localStorage.setItem('fumikura.reading', '{"a":1}')
  expect(places.find(refOf('n5'))).toBeNull()
})
