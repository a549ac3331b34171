// The albums of the page. The answer of a call is shown without another read, and an event causes
// the read of one album, not of all.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EngineError, type Album, type RefText } from '../../../src/core/contract/index.ts'
import { Albums } from '../../../src/renderer/state/albums.svelte.ts'
import { createApp } from '../support/render.ts'
import { ANA } from '../inbox/letters.ts'

let store: Album[]
let asked: string[]
let made: ReturnType<typeof createApp>
let albums: Albums

function album(name: string, at: number): Album {
  const time = new Date(Date.UTC(2026, 10, 24, 0, at)).toISOString()
  return { album: `fumikura://ref/${name}` as RefText, title: name, changedAt: time, audiences: [] } as never
}

const find = (ref: RefText): Album => {
  const found = store.find((one) => one.album === ref)
  if (found === undefined) throw new EngineError('NOT_FOUND', 'There is no such album.')
  return found
}

function change(ref: RefText, changed: Partial<Album>): Album {
  const next = { ...find(ref), ...changed }
  store = [next, ...store.filter((one) => one.album !== ref)]
  // Like the engine, emits the event before the answer.
  made.engine.tell({ type: 'album-changed', album: ref, from: ANA.person })
  return next
}

beforeEach(async () => {
  vi.useFakeTimers()
  store = [album('spring', 3), album('summer', 2), album('autumn', 1)]
  asked = []
  const note = <T>(name: string, answer: T): T => {
    asked.push(name)
    return answer
  }
  made = createApp({
    albums: {
      list: () => note('list', store),
      get: ({ album: ref }: { album: RefText }) => {
        asked.push('get')
        return find(ref)
      },
      rename: ({ album: ref, title }: { album: RefText; title: string }) =>
        note('rename', change(ref, { title, changedAt: album('', 9).changedAt })),
    },
  })
  albums = made.app.noun(Albums)
  await vi.advanceTimersByTimeAsync(500)
  asked = []
})
afterEach(() => {
  made.app.close()
  vi.useRealTimers()
})

const titles = (): string[] => (albums.list ?? []).map(({ title }) => title ?? '')

test('the album that a call returned is kept, and its event causes no read', async () => {
  await albums.rename(store[2]!.album, 'Late autumn', '')
  expect(titles()).toEqual(['Late autumn', 'spring', 'summer'])
  await vi.advanceTimersByTimeAsync(500)
  expect(asked).toEqual(['rename'])
})

test('an album that changes elsewhere causes a read of that album only, and a deleted one leaves the list', async () => {
  change(store[1]!.album, { title: 'High summer', changedAt: album('', 8).changedAt })
  await vi.advanceTimersByTimeAsync(500)
  expect([titles(), asked]).toEqual([['High summer', 'spring', 'autumn'], ['get']])
  const gone = store[0]!.album
  store = store.slice(1)
  made.engine.tell({ type: 'album-changed', album: gone, from: ANA.person })
  await vi.advanceTimersByTimeAsync(500)
  expect([titles(), asked]).toEqual([
    ['spring', 'autumn'],
    ['get', 'get'],
  ])
})

test('a list that was requested before a call does not overwrite the album that the call returned', async () => {
  const before = [...store]
  const reading = albums.read()
  await albums.rename(store[2]!.album, 'Late autumn', '')
  store = before
  await reading
  expect(titles()).toContain('Late autumn')
})
