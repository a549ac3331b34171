// The storm: divides the time among the scenarios, plays each with seed after seed, and reports the
// findings. A finding ends its scenario. It is shrunk and printed with the command that repeats it.
import { inspect } from 'node:util'
import { repeatCommand, type StormOrder } from './order.ts'
import { playTrial, type Played } from './play.ts'
import { chooseScenarios, type Scenario } from './scenario.ts'
import { shrink } from './shrink.ts'

export interface StormResult {
  findings: { scenario: string; failure: unknown; repeat: string }[]
  counts: Map<string, number>
}

const SHRINK_MS = 60_000
const TRACE_SHOWN = 60

/** @throws Error when a scenario is named that does not exist */
export async function runStorm(
  order: StormOrder,
  all: readonly Scenario[],
  say: (line: string) => void,
): Promise<StormResult> {
  const scenarios = chooseScenarios(all, order.names)
  const startedAtMs = performance.now()
  const endsAtMs = order.steps === null ? startedAtMs + order.minutes * 60_000 : Infinity
  const result: StormResult = { findings: [], counts: new Map() }
  say(`storm: seed ${order.seed}, ${order.steps === null ? `${order.minutes} min` : `${order.steps} steps`}`)
  for (const [i, scenario] of scenarios.entries()) {
    const hindrance = scenario.findHindrance?.() ?? null
    if (hindrance !== null) say(`${scenario.name}: skipped, ${hindrance}`)
    else await blow(scenario, order, shareOf(scenarios.slice(i), endsAtMs), result, say)
  }
  const seconds = Math.round((performance.now() - startedAtMs) / 1000)
  const counted = [...result.counts].map(([what, times]) => `${times} ${what}`).join(', ')
  say(`storm: seed ${order.seed}, ${seconds} s: ${counted} · ${result.findings.length} findings`)
  return result
}

/** Returns the time when the first of the remaining scenarios must end. */
function shareOf(left: readonly Scenario[], endsAtMs: number): number {
  const now = performance.now()
  const shares = left.map(({ share = 1 }) => share)
  return now + ((endsAtMs - now) * shares[0]!) / shares.reduce((sum, share) => sum + share, 0)
}

async function blow(
  scenario: Scenario,
  order: StormOrder,
  endsAtMs: number,
  result: StormResult,
  say: (line: string) => void,
): Promise<void> {
  const startedAtMs = performance.now()
  const counts = new Map<string, number>()
  let trials = 0
  do {
    const { seed, steps, onNote } = trialOrder(scenario, order, trials++, say)
    const played = await playTrial(scenario, { seed, steps, endsAtMs, onNote })
    add(counts, played.trial.counts)
    if (played.failure === null) continue
    const found = await report(scenario, played, order.steps === null, say)
    result.findings.push(found)
    break
  } while (order.steps === null && performance.now() < endsAtMs)
  add(result.counts, counts)
  const seconds = Math.round((performance.now() - startedAtMs) / 1000)
  say(
    `${scenario.name}: ${trials} trials in ${seconds} s: ${[...counts].map(([what, times]) => `${times} ${what}`).join(', ')}`,
  )
}

function trialOrder(
  scenario: Scenario,
  order: StormOrder,
  trial: number,
  say: (line: string) => void,
): { seed: number; steps: number; onNote?: (line: string) => void } {
  const onNote = order.isTraced ? (line: string): void => say(`  ${scenario.name} ${line}`) : undefined
  return { seed: seedOf(order.seed, trial), steps: order.steps ?? scenario.steps, onNote }
}

/** The first trial has the storm's own seed, so that a repeat command needs no other. */
function seedOf(seed: number, trial: number): number {
  return trial === 0 ? seed : Math.imul(seed ^ 0x9e3779b9, 2 * trial + 1) >>> 0
}

async function report(
  { name, ...scenario }: Scenario,
  failed: Played,
  isShrunk: boolean,
  say: (line: string) => void,
): Promise<StormResult['findings'][number]> {
  const again = isShrunk ? await shrink({ name, ...scenario }, failed, SHRINK_MS) : null
  const { trial, failure } = again?.played ?? failed
  const repeat = repeatCommand(name, trial.seed, again?.steps ?? trial.steps)
  say(`${name}: FOUND with seed ${trial.seed}: ${inspect(failure)}`)
  for (const line of trial.trace.slice(-TRACE_SHOWN)) say(`  ${line}`)
  if (again?.isRepeatable === false) say(`${name}: it did not come again at once: it depends on timing too`)
  say(`${name}: again by: ${repeat}`)
  return { scenario: name, failure, repeat }
}

function add(sum: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [what, times] of counts) sum.set(what, (sum.get(what) ?? 0) + times)
}
