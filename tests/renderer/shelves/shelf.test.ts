// A shelf knows its counts at once, loads what is looked at, and shows what it had until it is read anew.
import { waitFor } from '@testing-library/svelte'
import { expect, onTestFinished, test } from 'vitest'
import type { FileId, ListedFile } from '../../../src/core/contract/index.ts'
import { Selection } from '../../../src/renderer/state/selection.svelte.ts'
import { Shelf, type ShelfSource } from '../../../src/renderer/state/shelf.svelte.ts'
import { createApp } from '../support/render.ts'

const fileOf = (name: string): ListedFile => ({ file: name, cursor: name }) as unknown as ListedFile

/** Months of so many files each, named after their month and place. */
function open(counts: Record<string, number>) {
  const asked: unknown[][] = []
  const source: ShelfSource = {
    parts: async () => Object.entries(counts).map(([key, count]) => ({ key, count })),
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

test('nothing is loaded but what is looked at', async () => {
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

test('far down in a long part, the pages before come first and each once', async () => {
  const { shelf, asked } = open({ all: 1000 })
  await waitFor(() => expect(shelf.count).toBe(1000))
  shelf.want(0, 20)
  await waitFor(() => expect(shelf.at(0)).not.toBeNull())
  shelf.want(880, 900)
  await waitFor(() => expect(shelf.at(890)?.file).toBe('all/890'))
  expect(asked.map(([, after]) => after)).toEqual([undefined, 'all/299', 'all/599'])
  expect(shelf.indexOf('all/890' as FileId)).toBe(890)
})

test('what changes is read anew as far as it is looked at, and until then the old is shown', async () => {
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

test('a range is chosen from where one chose last, whichever way', () => {
  const selection = new Selection()
  const idAt = (at: number): string | null => (at === 4 ? null : `f${at}`)
  selection.toggle('f5', 5)
  selection.extend(3, idAt)
  expect(selection.ids).toEqual(['f5', 'f3'])
  selection.extend(7, idAt)
  expect([...selection.ids].sort()).toEqual(['f3', 'f5', 'f6', 'f7'])
  selection.clear()
  expect([selection.size, selection.isOn]).toEqual([0, false])
})
