// Shrinks a failure: the same seed with fewer and fewer steps, as long as it still fails. A failure
// that depends on the machine's timing may not repeat; then the steps stay as they were.
import { playTrial, type Played } from './play.ts'
import type { Scenario } from './scenario.ts'

export interface Shrunk {
  steps: number
  /** The smallest trial that failed. */
  played: Played
  /** True if the failure repeated. */
  isRepeatable: boolean
}

/** Binary search between the longest passing and the shortest failing prefix, for `budgetMs`. */
export async function shrink(scenario: Scenario, failed: Played, budgetMs: number): Promise<Shrunk> {
  const { seed, taken } = failed.trial
  const endsAtMs = performance.now() + budgetMs
  let smallest: Shrunk = { steps: Math.max(1, taken), played: failed, isRepeatable: false }
  let passed = 0
  while (smallest.steps - passed > 1 || !smallest.isRepeatable) {
    if (performance.now() > endsAtMs) break
    const steps = smallest.isRepeatable ? Math.ceil((passed + smallest.steps) / 2) : smallest.steps
    const played = await playTrial(scenario, { seed, steps, endsAtMs: Infinity })
    if (played.failure !== null) smallest = { steps, played, isRepeatable: true }
    else if (smallest.isRepeatable) passed = steps
    else break
    if (steps <= 1) break
  }
  return smallest
}
