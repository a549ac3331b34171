// The storm itself. An injected fault is found, printed with its seed and the command that repeats
// it, and the command finds it again. Without this test, a storm that can find nothing would look
// like one without findings.
import { afterEach, expect, test, vi } from 'vitest'
import type { Transaction } from '../../src/core/ledger/index.ts'
import { PlainLedger } from '../unit/access/plain-ledger.ts'
import { modelScenario } from './model.ts'
import { parseOrder, repeatCommand } from './order.ts'
import { playTrial } from './play.ts'
import { runStorm, type StormResult } from './run-storm.ts'
import type { Scenario } from './scenario.ts'
import { slopeOf } from './soak/slope.ts'
import { must } from './trial.ts'

/** Loses an acknowledged transaction every so often. */
class ForgetfulLedger extends PlainLedger {
  #transactions = 0

  override transact<T>(task: (tx: Transaction) => T): T {
    if (++this.#transactions % 400 !== 0) return super.transact(task)
    let value: { done: T } | null = null
    try {
      super.transact((tx) => {
        value = { done: task(tx) }
        throw new Error('forgotten')
      })
    } catch (error) {
      if (value === null) throw error
    }
    return value!.done
  }
}

async function storm(words: string[], scenarios: Scenario[]): Promise<StormResult & { lines: string[] }> {
  const lines: string[] = []
  const result = await runStorm(parseOrder(words), scenarios, (line) => lines.push(line))
  return { ...result, lines }
}

/** Returns the arguments after `npm run storm --` in the line with the repeat command. */
function repeatWords(lines: string[]): string[] {
  const line = lines.find((one) => one.includes('again by: '))!
  return line.split('npm run storm -- ')[1]!.split(' ')
}

test('a ledger that loses an acknowledged commit is found, and the printed command finds it again', async () => {
  const scenarios = [modelScenario((path) => new ForgetfulLedger(path))]
  // It ends at the first finding.
  const first = await storm(['--seed', '7', '--minutes', '3', 'model'], scenarios)
  expect(first.findings).toHaveLength(1)
  expect(first.lines.join('\n')).toContain('FOUND with seed 7')
  const again = await storm(repeatWords(first.lines), scenarios)
  expect(again.findings).toHaveLength(1)
  expect(again.lines.at(-1)).toContain('1 findings')
})

/** Fails two steps after it has drawn a seven. */
const sevens: Scenario = {
  name: 'sevens',
  about: 'steps that fail from a certain one on',
  steps: 500,
  async play(trial) {
    const drawn: number[] = []
    while (trial.next()) {
      drawn.push(trial.random.below(20))
      trial.note(`draws ${drawn.at(-1)}`)
      must(drawn.at(-3) !== 7, 'a seven')
    }
  },
}

test('a failure is reduced as far as its steps allow, with the trace that leads to it', async () => {
  const { lines } = await storm(['--seed', '3', '--minutes', '3'], [sevens])
  const { seed, steps } = parseOrder(repeatWords(lines))
  const fewer = await storm(
    repeatCommand('sevens', seed, steps! - 1)
      .split(' -- ')[1]!
      .split(' '),
    [sevens],
  )
  expect(fewer.findings).toEqual([])
  expect(lines.filter((line) => line.endsWith('draws 7'))).toHaveLength(1)
})

test('an unhandled rejection is a finding, and the resources of a trial are always closed', async () => {
  let closed = 0
  const stray: Scenario = {
    name: 'stray',
    about: 'a rejected promise without a handler',
    steps: 1,
    async play(trial) {
      trial.onEnd(async () => closed++)
      void Promise.reject(new Error('stray'))
      await new Promise((resolve) => setTimeout(resolve, 20))
    },
  }
  const { findings } = await storm(['--seed', '1', '--steps', '1'], [stray])
  expect([findings.map(({ failure }) => (failure as Error).message), closed]).toEqual([['stray'], 1])
})

test('one seed makes the same choices, another makes others', async () => {
  const traceOf = async (seed: string): Promise<string[]> => {
    const { lines } = await storm(['--seed', seed, '--steps', '40', '--trace'], [sevens])
    return lines.filter((line) => line.startsWith('  sevens'))
  }
  expect(await traceOf('5')).toEqual(await traceOf('5'))
  expect(await traceOf('5')).not.toEqual(await traceOf('6'))
})

test.each([[['--seed', 'x']], [['--minutes', '0']], [['--steps', '0']], [['--nonsense']]])(
  'the arguments %j are refused',
  (words) => {
    expect(() => parseOrder(words)).toThrow(/./)
  },
)

test('a steady growth shows in the slope, noise does not', () => {
  const noise = [3, -2, 1, 0, -3, 2, -1, 1, 0, -1]
  const points = (growth: number) => noise.map((value, at) => ({ at, value: value + growth * at }))
  expect(slopeOf(points(10))).toBeCloseTo(10 + slopeOf(points(0)))
  expect(Math.abs(slopeOf(points(0)))).toBeLessThan(0.3)
})

afterEach(() => {
  vi.useRealTimers()
})

/** Pauses `pauseMs` before each step, and never ends. */
function slow(pauseMs: number): Scenario {
  return {
    name: 'slow',
    about: 'a trial that takes its time',
    steps: 5,
    async play(trial) {
      while (trial.next()) await new Promise((resolve) => setTimeout(resolve, pauseMs))
      await new Promise(() => undefined)
    },
  }
}

test('a slow trial is waited for, and a trial without any progress counts as hanging', async () => {
  vi.useFakeTimers()
  let hungAt = 0
  const hung = playTrial(slow(150_000), { seed: 1, steps: 5, endsAtMs: Infinity }).then((played) => {
    hungAt = performance.now()
    return played
  })
  const startedAt = performance.now()
  await vi.advanceTimersByTimeAsync(15 * 60_000)
  const { trial, failure } = await hung
  expect([trial.taken, String(failure)]).toEqual([5, 'Finding: it hangs'])
  expect((hungAt - startedAt) / 1000).toBeCloseTo(4 * 150 + 180, -1)
})
