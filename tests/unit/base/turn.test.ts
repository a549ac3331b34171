// Long work shares the turns of the thread.
import { expect, test } from 'vitest'
import { fromUtf8InTurns, inSlices, SLICE_SIZE, Turn } from '../../../src/core/base/index.ts'

const LIMIT_MS = 25

/** A clock of work, and the work in each turn of the event loop. */
function watchWork(): { turn: Turn; work: (ms: number) => void; end: () => number[] } {
  const worked = [0]
  let now = 0
  const tick = (): void => {
    worked.push(0)
    ticking = setImmediate(tick)
  }
  let ticking = setImmediate(tick)
  return {
    turn: new Turn({ now: () => now, monotonicMs: () => now }, LIMIT_MS),
    work(ms) {
      now += ms
      worked[worked.length - 1]! += ms
    },
    end() {
      clearImmediate(ticking)
      return worked
    },
  }
}

test('tasks that run at the same time take one turn together', async () => {
  const { turn, work, end } = watchWork()
  const steps = function* (): Generator<void, void> {
    for (let step = 0; step < 10; step++) yield work(10)
  }
  await Promise.all(Array.from({ length: 8 }, () => turn.run(steps())))
  const worked = end()
  expect(worked.reduce((sum, ms) => sum + ms, 0)).toBe(800)
  expect(Math.max(...worked)).toBeLessThanOrEqual(LIMIT_MS + 10)
})

test('each task goes on beside any others', async () => {
  const { turn, work, end } = watchWork()
  let isOver = false
  const endless = function* (): Generator<void, void> {
    while (!isOver) yield work(30)
  }
  const all = [turn.run(endless()), turn.run(endless())]
  for (let step = 0; step < 20; step++) {
    await turn.pass()
    work(1)
  }
  isOver = true
  await Promise.all(all)
  expect(Math.max(...end())).toBeLessThanOrEqual(LIMIT_MS + 30)
})

test('short work needs no new turn', async () => {
  const { turn, work, end } = watchWork()
  for (let step = 0; step < 20; step++) {
    await turn.pass()
    work(1)
  }
  expect(end()).toEqual([20])
})

test('what waits does not follow a long commit in one turn of the event loop', async () => {
  const { turn, work, end } = watchWork()
  setImmediate(() => {
    turn.enter()
    work(60)
  })
  turn.enter()
  work(30)
  await turn.next()
  work(20)
  expect(end()).toEqual([30, 60, 20])
})

test('steps are run to their end, and an error ends them', async () => {
  const { turn, work, end } = watchWork()
  const steps = function* (fails: boolean): Generator<void, string> {
    for (let step = 0; step < 6; step++) yield work(10)
    if (fails) throw new RangeError('the last step')
    return 'done'
  }
  expect(await turn.run(steps(false))).toBe('done')
  await expect(turn.run(steps(true))).rejects.toThrow('the last step')
  expect(Math.max(...end())).toBeLessThanOrEqual(LIMIT_MS + 10)
})

test('slices of a text are whole characters, and give the text', async () => {
  const text = '\u{1f600}'.repeat(SLICE_SIZE) + 'x'
  const slices: string[] = []
  for await (const slice of inSlices(text)) slices.push(slice)
  expect(slices.join('')).toBe(text)
  expect(slices.every((slice) => Buffer.from(slice).toString() === slice && slice.length <= SLICE_SIZE)).toBe(
    true,
  )
})

test('bytes are decoded as in one piece, with any characters at the ends of the slices', async () => {
  const texts = ['a\u{1f600}\ufdfa\u00e9', '\ufeffa', 'a'].map((unit) =>
    Buffer.from(unit.repeat(SLICE_SIZE / 3)),
  )
  const broken = Buffer.alloc(3 * SLICE_SIZE).map(
    (_, i) => [0xf0, 0x9f, 0x41, 0xe2, 0x80, 0xff, 0xc3][i % 7]!,
  )
  for (const bytes of [...texts, broken, broken.subarray(1), Buffer.alloc(0), Buffer.from([0xe2, 0x80])])
    expect((await fromUtf8InTurns(bytes)) === bytes.toString('utf8')).toBe(true)
})

test('long work has half of the time, however often somebody asks for work that goes first', async () => {
  const { turn, work, end } = watchWork()
  let [asked, ms] = [0, 0]
  for (; ms < 1_000; ms++) {
    await turn.first(async () => {
      if (turn.isAsked) asked++
      work(1)
    })
  }
  end()
  expect(asked).toBeGreaterThan(0)
  expect(asked).toBeLessThanOrEqual(ms / 2)
})

test('long work takes no turn while work runs that goes first, unless it takes too long', async () => {
  const { turn, work, end } = watchWork()
  const order: string[] = []
  let answer = (): void => undefined
  const asked = turn.first(() => new Promise<void>((resolve) => (answer = resolve)))
  expect(turn.isOver).toBe(true)
  const long = turn.pass().then(() => order.push('long'))
  for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve))
  order.push('key')
  answer()
  await Promise.all([asked, long])
  expect(order).toEqual(['key', 'long'])
  void turn.first(() => new Promise(() => undefined))
  const next = turn.next()
  work(LIMIT_MS + 10)
  await next
  end()
})
