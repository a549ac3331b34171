// A shelf has its counts at once, loads only the visible part, and keeps the old content until a
// reload is complete.
import { waitFor } from '@testing-library/svelte'
import { expect, onTestFinished, test } from 'vitest'
import type { FileId, ListedFile } from '../../../src/core/contract/index.ts'
import { Selection } from '../../../src/renderer/state/selection.svelte.ts'
import { Shelf, type ShelfSource } from '../../../src/renderer/state/shelf.svelte.ts'
import { createApp } from '../support/render.ts'

const fileOf = (name: string): ListedFile => ({ file: name, cursor: name }) as unknown as ListedFile

/** Months with so many files each, named after their month and position. */
function open(counts: Record<string, number>) {
  const asked: unknown[][] = []
  const source: ShelfSource = {
    parts: async () => Object.entries(counts).map(([key, count]) => ({ key, count, shapes: [] })),
    page: async (key, after, limit) => {
      asked.push([key, after, limit])
      const all = Array.from({ length: counts[key] ?? 0 }, (_, at) => fileOf(`${key}/${at}`))
      return all.slice(all.findIndex(({ cursor }) => cursor === after) + 1).slice(0, limit)
    },
  }
  const { app, engine } = createApp()
  const shelf = new Shelf(app, source)
  onTestFinished(shelf.listen())
  return { shelf, asked, engine }
}

test('only the visible part is loaded', async () => {
  const { shelf, asked } = open({ '2026-11': 5, '2026-10': 800, '2026-09': 40 })
  await waitFor(() => expect(shelf.count).toBe(845))
  expect([asked, shelf.at(0)]).toEqual([[], null])
  shelf.want(3, 8)
  await waitFor(() => expect(shelf.at(6)?.file).toBe('2026-10/1'))
  expect(asked).toEqual([
    ['2026-11', undefined, 300],
    ['2026-10', undefined, 300],
  ])
  expect([shelf.at(4)?.file, shelf.at(5)?.file, shelf.at(844)]).toEqual(['2026-11/4', '2026-10/0', null])
})

test('far down in a long part, each earlier page is loaded once, before the visible one', async () => {
  const { shelf, asked } = open({ all: 1000 })
  await waitFor(() => expect(shelf.count).toBe(1000))
  shelf.want(0, 20)
  await waitFor(() => expect(shelf.at(0)).not.toBeNull())
  shelf.want(880, 900)
  await waitFor(() => expect(shelf.at(890)?.file).toBe('all/890'))
  expect(asked.map(([, after]) => after)).toEqual([undefined, 'all/299', 'all/599'])
  expect(shelf.indexOf('all/890' as FileId)).toBe(890)
})

test('around() gives the loaded part without gaps, and its start', async () => {
  const { shelf } = open({ '2026-11': 5, '2026-10': 800, '2026-09': 40 })
  await waitFor(() => expect(shelf.count).toBe(845))
  await shelf.load(0, 8)
  await shelf.load(805, 845)
  const [near, far] = [shelf.around(2), shelf.around(810)]
  expect([near.first, near.files.length, far.first, far.files.length]).toEqual([0, 305, 805, 40])
})

test('a change reloads the visible part, and the old content stays until then', async () => {
  const counts: Record<string, number> = { '2026-11': 2, '2026-10': 3 }
  const { shelf, engine, asked } = open(counts)
  await waitFor(() => expect(shelf.count).toBe(5))
  shelf.want(0, 5)
  await waitFor(() => expect(shelf.files).toHaveLength(5))
  counts['2026-11'] = 3
  asked.length = 0
  for (const file of ['x', 'y', 'z'] as FileId[]) engine.tell({ type: 'file-changed', file })
  expect(shelf.files).toHaveLength(5)
  await waitFor(() => expect(shelf.count).toBe(6))
  await waitFor(() => expect(shelf.at(2)?.file).toBe('2026-11/2'))
  expect(asked.map(([key]) => key)).toEqual(['2026-11', '2026-10'])
})

test('a page that was requested before a change is read again', async () => {
  const { shelf, engine, names, answer } = openSlowly(['b', 'a'])
  await waitFor(() => expect(shelf.count).toBe(2))
  shelf.want(0, 10)
  names.unshift('c')
  engine.tell({ type: 'file-changed', file: 'c' as FileId })
  await waitFor(() => expect(shelf.count).toBe(3))
  answer()
  await waitFor(() => expect(shelf.files.map(({ file }) => file)).toEqual(['c', 'b', 'a']))
})

/** One month. The test decides when its first page is answered, with its content at the request. */
function openSlowly(names: string[]) {
  let answer = (): void => undefined
  const held = new Promise<void>((resolve) => (answer = resolve))
  let asked = 0
  const { app, engine } = createApp()
  const shelf = new Shelf(app, {
    parts: async () => [{ key: 'all', count: names.length, shapes: [] }],
    page: async () => {
      const page = names.map(fileOf)
      if (asked++ === 0) await held
      return page
    },
  })
  onTestFinished(shelf.listen())
  return { shelf, engine, names, answer }
}

/** A list of `count` items, of which only the first `here` are loaded. */
function listOf(count: number, here: number) {
  let loaded = here
  return {
    idAt: (at: number): string | null => (at < loaded ? `f${at}` : null),
    load: async (_from: number, to: number) => void (loaded = Math.min(count, to)),
  }
}

test('a range extends from the last choice, in both directions, and includes unloaded pictures', async () => {
  const selection = new Selection()
  const list = listOf(10, 6)
  selection.toggle('f5', 5)
  void selection.extend(3, list)
  expect(selection.ids.toSorted()).toEqual(['f3', 'f4', 'f5'])
  await selection.extend(7, list)
  expect(selection.ids.toSorted()).toEqual(['f3', 'f4', 'f5', 'f6', 'f7'])
  selection.clear()
  expect([selection.size, selection.isOn]).toEqual([0, false])
  const all = selection.addAll(10, list)
  selection.clear()
  await all
  expect(selection.ids).toEqual([])
  await selection.addAll(10, list)
  expect(selection.size).toBe(10)
})
