// Toasts: they leave after a time, and carry an undo.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Toasts } from '../../../src/renderer/state/toasts.svelte.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const textsOf = (toasts: Toasts): string[] => toasts.shown.map(({ text }) => text)

it('a toast leaves after a while; a toast with an undo stays longer', () => {
  const toasts = new Toasts()
  toasts.show({ text: 'saved' })
  toasts.show({ text: 'archived', undo: () => undefined })
  vi.advanceTimersByTime(6000)
  expect(textsOf(toasts)).toEqual(['archived'])
  vi.advanceTimersByTime(4000)
  expect(textsOf(toasts)).toEqual([])
})

it('undo reverts the latest act that can be undone, once', async () => {
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

it('a toast leaves after its time, also with a countdown', () => {
  const toasts = new Toasts()
  toasts.show({ text: 'Sending', undo: () => undefined, lastsMs: 9500, countdown: (left) => `in ${left} s` })
  vi.advanceTimersByTime(9499)
  expect(textsOf(toasts)).toEqual(['Sending'])
  vi.advanceTimersByTime(1)
  expect(textsOf(toasts)).toEqual([])
})

it('a press does nothing in the first half second, and works after it', async () => {
  const toasts = new Toasts()
  const undone: string[] = []
  toasts.show({ text: 'sent', undo: () => void undone.push('sent') })
  const { id } = toasts.shown[0]!
  vi.advanceTimersByTime(499)
  await toasts.press(id, 'undo')
  await toasts.press(id, 'dismiss')
  expect([textsOf(toasts), undone]).toEqual([['sent'], []])
  vi.advanceTimersByTime(1)
  await toasts.press(id, 'undo')
  await toasts.press(id, 'undo')
  expect([textsOf(toasts), undone]).toEqual([[], ['sent']])
})

it('an information toast is replaced by the next; an undo and a problem stay', () => {
  const toasts = new Toasts()
  toasts.show({ text: 'made' })
  toasts.show({ text: 'sent', undo: () => undefined })
  toasts.show({ text: 'refused', tone: 'problem' })
  toasts.show({ text: 'added' })
  toasts.show({ text: 'saved' })
  expect(textsOf(toasts)).toEqual(['sent', 'refused', 'saved'])
})

it('each of six letters keeps its toast; the oldest makes room for the seventh', () => {
  const toasts = new Toasts()
  for (let n = 1; n <= 6; n++) toasts.show({ text: String(n), undo: () => undefined })
  expect(textsOf(toasts)).toEqual(['1', '2', '3', '4', '5', '6'])
  toasts.show({ text: '7', undo: () => undefined })
  expect(textsOf(toasts)).toEqual(['2', '3', '4', '5', '6', '7'])
})
