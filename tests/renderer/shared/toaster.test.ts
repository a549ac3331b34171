// The toasts as drawn: screen reader text, countdown, and protection against a press that was meant
// for another control.
import { fireEvent, screen } from '@testing-library/svelte'
import { tick } from 'svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import Toaster from '../../../src/renderer/shared/Toaster.svelte'
import { renderInApp } from '../support/render.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const countdown = (seconds: number): string => `in ${seconds} s`

test('a toast counts down silently for screen readers, and stays while it has the pointer or the focus', async () => {
  const { app } = renderInApp(Toaster, {})
  app.toasts.show({ text: 'Sending to Bob', undo: () => undefined, lastsMs: 10_000, countdown })
  await tick()
  const status = screen.getByRole('status')
  expect(status.getAttribute('aria-relevant')).toBe('additions')
  expect(screen.getByRole('timer').getAttribute('aria-live')).toBe('off')
  const undo = screen.getByRole('button', { name: 'Undo' })
  await fireEvent.pointerEnter(status)
  undo.focus()
  await vi.advanceTimersByTimeAsync(2100)
  expect(status.textContent).toMatch(/Sending to Bob in 8 s/)
  await vi.advanceTimersByTimeAsync(8000)
  expect(screen.queryByText(/Sending to Bob/)).toBeNull()
})

test('the second of two quick presses does not undo the act', async () => {
  const { app } = renderInApp(Toaster, {})
  const undo = vi.fn()
  app.toasts.show({ text: 'Sending to Bob', undo })
  await tick()
  const button = screen.getByRole('button', { name: 'Undo' })
  expect(button.getAttribute('aria-disabled')).toBe('true')
  await fireEvent.click(button)
  expect(undo).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(500)
  expect(button.getAttribute('aria-disabled')).toBe('false')
  await fireEvent.click(button)
  expect(undo).toHaveBeenCalledOnce()
})

test('each letter has a toast of its own', async () => {
  const { app } = renderInApp(Toaster, {})
  for (const title of ['Keys', 'Boat', 'Oars'])
    app.toasts.show({ text: `Sending “${title}” to Bob`, undo: () => undefined, countdown })
  await tick()
  expect(screen.getAllByRole('button', { name: 'Undo' })).toHaveLength(3)
})
