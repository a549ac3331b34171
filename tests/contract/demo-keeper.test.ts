// One demo world for all callers, ended with its host; the test plays its process by hand.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DemoKeeper, type DemoProcess } from '../../src/main/host/demo-keeper.ts'

class FakeProcess implements DemoProcess {
  readonly told: string[] = []
  say: (message: unknown) => void = () => undefined
  end: () => void = () => undefined
  /** False: the process ignores `release`, so it must be killed. */
  isPolite = true

  onMessage(listener: (message: unknown) => void): void {
    this.say = listener
  }

  onEnd(listener: () => void): void {
    this.end = listener
  }

  ask(): void {
    this.told.push('ask')
  }

  release(): void {
    this.told.push('release')
    if (this.isPolite) this.end()
  }

  kill(): void {
    this.told.push('kill')
    this.end()
  }
}

let started: FakeProcess[]
let keeper: DemoKeeper

beforeEach(() => {
  vi.useFakeTimers()
  started = []
  keeper = new DemoKeeper(() => {
    const process = new FakeProcess()
    started.push(process)
    return process
  })
})

afterEach(() => {
  vi.useRealTimers()
})

const link = (number: number) => ({ url: `http://127.0.0.1:${number}/`, file: `/tmp/open-${number}.html` })
const internal = expect.objectContaining({ code: 'INTERNAL' }) as Error

it('nothing starts before the first open()', async () => {
  await keeper.close()
  expect(started).toEqual([])
})

it('open() gives each caller their own link into the one world, during its start and later', async () => {
  const asked = [keeper.open(), keeper.open()]
  started[0]!.say({ something: 'else' })
  started[0]!.say(link(1))
  started[0]!.say(link(2))
  const late = keeper.open()
  started[0]!.say(link(3))
  expect(await Promise.all([...asked, late])).toEqual([link(1), link(2), link(3)])
  expect([started.length, started[0]!.told]).toEqual([1, ['ask', 'ask']])
})

it('a world that ends before it is ready answers INTERNAL, and the next open() starts a new one', async () => {
  const asked = keeper.open()
  started[0]!.end()
  await expect(asked).rejects.toEqual(internal)
  const again = keeper.open()
  started[1]!.say(link(2))
  expect(await again).toEqual(link(2))
})

it('a world that ended later is started again', async () => {
  const asked = keeper.open()
  started[0]!.say(link(1))
  await asked
  started[0]!.end()
  await vi.advanceTimersByTimeAsync(0)
  keeper.open().catch(() => undefined)
  expect(started).toHaveLength(2)
})

it('a silent world is abandoned and ended', async () => {
  const asked = expect(keeper.open()).rejects.toEqual(internal)
  await vi.advanceTimersByTimeAsync(60_000)
  await asked
  expect(started[0]!.told).toEqual(['release'])
})

it('close() releases the world and waits for its end; no world is started afterwards', async () => {
  const asked = keeper.open()
  started[0]!.say(link(1))
  await asked
  await keeper.close()
  expect(started[0]!.told).toEqual(['release'])
  await expect(keeper.open()).rejects.toEqual(internal)
  expect(started).toHaveLength(1)
})

it('a world that ignores the request to end is killed', async () => {
  const asked = expect(keeper.open()).rejects.toEqual(internal)
  started[0]!.isPolite = false
  const closed = keeper.close()
  await vi.advanceTimersByTimeAsync(5_000)
  await closed
  await asked
  expect(started[0]!.told).toEqual(['release', 'kill'])
})
