// A home closes its parts in reverse order, and does not wait forever for a part that hangs.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Closing } from '../../../src/core/base/index.ts'
import { listeningLog } from '../ledger/test-ledger.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => vi.useRealTimers())

const never = (): Promise<void> => new Promise(() => undefined)

test('Closing: steps run one at a time in reverse order, even if one of them throws', async () => {
  const closing = new Closing()
  const ran: string[] = []
  for (const name of ['first', 'second', 'third'])
    closing.add(name, async () => {
      await Promise.resolve()
      ran.push(name)
      if (name !== 'first') throw new Error(name)
    })
  const log = listeningLog()
  const { failures, late } = await closing.run(log)
  expect([ran, failures.map(String), late]).toEqual([
    ['third', 'second', 'first'],
    ['Error: third', 'Error: second'],
    null,
  ])
  expect(log.events).toEqual([])
})

test('Closing: steps that never end delay the close by at most 10 s, and every step is started', async () => {
  const closing = new Closing()
  const begun: number[] = []
  for (let i = 0; i < 25; i++)
    closing.add(`step ${i}`, () => {
      begun.push(i)
      return never()
    })
  const log = listeningLog()
  const running = closing.run(log)
  await vi.advanceTimersByTimeAsync(9_400)
  const { late } = await running
  expect([begun.length, late === null, log.events]).toEqual([25, false, ['not-closed-in-time']])
})

test('Closing: `late` resolves when the late steps have ended', async () => {
  const closing = new Closing()
  let end = (): void => undefined
  closing.add('slow', () => new Promise<void>((resolve) => (end = resolve)))
  const running = closing.run(listeningLog())
  await vi.advanceTimersByTimeAsync(3_000)
  const { late } = await running
  let hasEnded = false
  void late!.then(() => (hasEnded = true))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(hasEnded).toBe(false)
  end()
  await late
  expect(hasEnded).toBe(true)
})
