// No typed text is lost: a save at every pause, one save at a time, and retries until it is on
// disk.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DraftSaver, type SaveState } from '../../../src/renderer/state/draft-saver.ts'

const AT = '2026-11-24T10:42:00.000Z'
let states: SaveState['kind'][]
let save: ReturnType<typeof vi.fn<() => Promise<string>>>
let saver: DraftSaver

beforeEach(() => {
  vi.useFakeTimers()
  states = []
  save = vi.fn(() => Promise.resolve(AT))
  saver = new DraftSaver({ save, onState: ({ kind }) => states.push(kind) })
})
afterEach(() => {
  vi.useRealTimers()
})

test('a pause of half a second saves; typing delays the save', async () => {
  for (let key = 0; key < 4; key++) {
    saver.touch()
    await vi.advanceTimersByTimeAsync(400)
  }
  expect(save).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(100)
  expect(save).toHaveBeenCalledOnce()
  expect(states.at(-1)).toBe('saved')
})

test('continuous typing is saved every five seconds', async () => {
  for (let key = 0; key < 52; key++) {
    saver.touch()
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(save).toHaveBeenCalledOnce()
})

test('text typed during a save is saved after it, never in parallel', async () => {
  let finish: (at: string) => void = () => undefined
  save.mockImplementationOnce(() => new Promise((resolve) => (finish = resolve)))
  saver.touch()
  const flushed = saver.flush()
  saver.touch()
  await vi.advanceTimersByTimeAsync(2000)
  expect(save).toHaveBeenCalledOnce()
  finish(AT)
  await flushed
  expect(save).toHaveBeenCalledTimes(2)
  expect(saver.isClean).toBe(true)
})

test('a failed save is reported, and retried until it is on disk', async () => {
  save.mockRejectedValueOnce(new Error('lost')).mockRejectedValueOnce(new Error('lost'))
  saver.touch()
  await expect(saver.flush()).rejects.toThrow('lost')
  expect([states.at(-1), saver.isClean]).toEqual(['failed', false])
  await vi.advanceTimersByTimeAsync(6000)
  expect(save).toHaveBeenCalledTimes(3)
  expect([states.at(-1), saver.isClean]).toEqual(['saved', true])
})

test('a stopped saver saves nothing further', async () => {
  saver.touch()
  await saver.stop()
  saver.touch()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(save).not.toHaveBeenCalled()
})
