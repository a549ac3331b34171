// A path can be taken once, by the name under which it was handed over, before or after the
// request. No other message gives a path.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HandedFiles } from '../../../src/main/engine-host/handed-files.ts'
import type { PortLike } from '../../../src/main/engine-host/port-channel.ts'

let say: (data: unknown) => void
let handed: HandedFiles

beforeEach(() => {
  vi.useFakeTimers()
  handed = new HandedFiles({
    on: (event: string, listener: (event: { data: unknown }) => void) => {
      if (event === 'message') say = (data) => listener({ data })
    },
    start: () => undefined,
  } as unknown as PortLike)
})
afterEach(() => void vi.useRealTimers())

const hand = (name: string, path: string): void => say(JSON.stringify([name, path]))

test('a file handed over earlier is taken once', async () => {
  hand('a', '/films/a.mp4')
  expect(await handed.claim('a')).toBe('/films/a.mp4')
  const again = expect(handed.claim('a')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await vi.advanceTimersByTimeAsync(10_000)
  await again
})

test('a request for a file waits until it is handed over', async () => {
  const taking = handed.claim('a')
  hand('a', '/films/a.mp4')
  expect(await taking).toBe('/films/a.mp4')
})

test.each([7, null, 'no JSON', '{"0":"a"}', '["a"]', '["a",7]', '[7,"/etc/passwd"]', 'null'])(
  'a message that is not a name with a path, as %j, is ignored',
  async (data) => {
    say(data)
    const taking = expect(handed.claim('a')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await vi.advanceTimersByTimeAsync(10_000)
    await taking
  },
)

test('only the latest stay of the files that are never taken', async () => {
  for (let i = 0; i < 1000; i++) hand(`n${i}`, `/films/${i}`)
  expect(await handed.claim('n999')).toBe('/films/999')
  const taking = expect(handed.claim('n0')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await vi.advanceTimersByTimeAsync(10_000)
  await taking
})
