// The order in which requests of several callers are served, and which ones are refused.
import { expect, test } from 'vitest'
import { RequestQueue, type QueueLimits } from '../../../src/core/network/request-queue.ts'
import { TestClock } from '../../support/test-clock.ts'

const LIMITS: QueueLimits = { atOnce: 1, atOncePerAsker: 1, waiting: 10_000, burst: 10_000, perSecond: 1 }

function queueWith(limits: Partial<QueueLimits>) {
  const clock = new TestClock()
  const queue = new RequestQueue({ ...LIMITS, ...limits }, clock)
  const served: string[] = []
  const ask = (asker: string, name: string) =>
    queue.run(asker, async () => {
      await Promise.resolve()
      return served.push(name)
    })
  return { ask, served, clock }
}

test('a request waits only for the current one, not for the waiting requests of another caller', async () => {
  const { ask, served } = queueWith({})
  const flood = Array.from({ length: 4500 }, (_, i) => ask('mallory', `m${i}`))
  const read = ask('carol', 'c')
  await Promise.all([...flood, read])
  expect(served.indexOf('c')).toBeLessThanOrEqual(2)
  expect(served).toHaveLength(4501)
})

test('what two callers ask for waits in the shorter line of both', async () => {
  const queue = new RequestQueue(LIMITS, new TestClock())
  const served: string[] = []
  const serve = (name: string) => async () => {
    await Promise.resolve()
    return served.push(name)
  }
  const flood = Array.from({ length: 500 }, (_, i) => queue.run('mallory', serve(`m${i}`)))
  await Promise.all([queue.runAny(['mallory', 'carol'], serve('both')), ...flood])
  expect(served.indexOf('both')).toBeLessThanOrEqual(2)
})

test('callers are served round-robin, one request each', async () => {
  const { ask, served } = queueWith({})
  await Promise.all(['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => ask(name[0]!, name)))
  expect(served).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2'])
})

test('requests above the limit are refused, only for the caller who sent them', async () => {
  const { ask } = queueWith({ waiting: 2 })
  const answers = await Promise.all([
    ask('a', '1'),
    ask('a', '2'),
    ask('a', '3'),
    ask('a', '4'),
    ask('b', '5'),
  ])
  expect(answers.map((answer) => answer !== null)).toEqual([true, true, true, false, true])
})

test('a caller without tokens waits, and does not delay other callers', async () => {
  const { ask, served } = queueWith({ burst: 2, perSecond: 1000 })
  await Promise.all([ask('a', 'a1'), ask('a', 'a2'), ask('b', 'b1')])
  expect(served).toEqual(['a1', 'a2', 'b1'])
  const late = ask('a', 'a3')
  await ask('b', 'b2')
  expect(served.at(-1)).toBe('b2')
  void late
})

test('a caller whose requests never end uses only its own slots', async () => {
  const clock = new TestClock()
  const queue = new RequestQueue({ ...LIMITS, atOnce: 4, atOncePerAsker: 2 }, clock)
  const never = new Promise<number>(() => undefined)
  for (let i = 0; i < 10; i++) void queue.run('slow', () => never)
  expect(await queue.run('other', () => 1)).toBe(1)
})
