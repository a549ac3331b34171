// Words that go by themselves, and the way back they carry.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Toasts } from '../../../src/renderer/state/toasts.svelte.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const textsOf = (toasts: Toasts): string[] => toasts.shown.map(({ text }) => text)

it('a toast goes after a while, one that can be undone later', () => {
  const toasts = new Toasts()
  toasts.show({ text: 'saved' })
  toasts.show({ text: 'archived', undo: () => undefined })
  vi.advanceTimersByTime(6000)
  expect(textsOf(toasts)).toEqual(['archived'])
  vi.advanceTimersByTime(4000)
  expect(textsOf(toasts)).toEqual([])
})

it('undo takes back the latest that can be, once', async () => {
  const toasts = new Toasts()
  const undone: string[] = []
  toasts.show({ text: 'archived', undo: () => void undone.push('archived') })
  toasts.show({ text: 'starred', undo: () => void undone.push('starred') })
  toasts.show({ text: 'saved' })
  expect(await toasts.undoLatest()).toBe(true)
  expect(textsOf(toasts)).toEqual(['archived', 'saved'])
  await toasts.undoLatest()
  expect(await toasts.undoLatest()).toBe(false)
  expect(undone).toEqual(['starred', 'archived'])
})

it('nobody is hurried who has stopped at one', () => {
  const toasts = new Toasts()
  toasts.show({ text: 'archived' })
  toasts.pause()
  vi.advanceTimersByTime(60_000)
  expect(textsOf(toasts)).toEqual(['archived'])
  toasts.resume()
  vi.advanceTimersByTime(6000)
  expect(textsOf(toasts)).toEqual([])
})

it('what only told something is gone when the next is told; a way back and a problem stay', () => {
  const toasts = new Toasts()
  toasts.show({ text: 'made' })
  toasts.show({ text: 'sent', undo: () => undefined })
  toasts.show({ text: 'refused', tone: 'problem' })
  toasts.show({ text: 'added' })
  toasts.show({ text: 'saved' })
  expect(textsOf(toasts)).toEqual(['sent', 'refused', 'saved'])
})

it('the oldest makes room for the fourth', () => {
  const toasts = new Toasts()
  for (const text of ['1', '2', '3', '4']) toasts.show({ text, undo: () => undefined })
  expect(textsOf(toasts)).toEqual(['2', '3', '4'])
})
