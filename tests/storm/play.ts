// Plays one trial to its end and returns its finding: a broken invariant, an uncaught error, or a
// hanging trial. The trial is always closed, so that the next one starts clean.
import type { Scenario } from './scenario.ts'
import { Finding, Trial, type TrialOptions } from './trial.ts'

export interface Played {
  trial: Trial
  /** Null if the trial found nothing. */
  failure: unknown
}

/**
 * A trial may judge so long after its time or its last step, because a busy machine is no finding.
 */
const PATIENCE_MS = 180_000
const LOOK_EVERY_MS = 1_000

export async function playTrial(scenario: Scenario, options: TrialOptions): Promise<Played> {
  const trial = new Trial(options)
  const stray = watchStrayErrors()
  try {
    const failure = await failureOf(withPatience(scenario.play(trial), trial, options))
    const closing = await failureOf(withPatience(trial.end(), trial, options))
    return { trial, failure: failure ?? stray.first() ?? closing }
  } finally {
    stray.stop()
  }
}

/** Returns the error of the task, or null. A rejection without an error counts too. */
function failureOf(task: Promise<void>): Promise<unknown> {
  return task.then(
    () => null,
    (error: unknown) => error ?? new Finding('it failed with nothing'),
  )
}

async function withPatience(task: Promise<void>, trial: Trial, { endsAtMs }: TrialOptions): Promise<void> {
  const endsBy = Number.isFinite(endsAtMs) ? endsAtMs : 0
  const startedAtMs = performance.now()
  let timer: NodeJS.Timeout | undefined
  const hang = new Promise<never>((_resolve, reject) => {
    timer = setInterval(() => {
      const silentSince = Math.max(startedAtMs, endsBy, trial.movedAtMs)
      if (performance.now() - silentSince > PATIENCE_MS) reject(new Finding('it hangs'))
    }, LOOK_EVERY_MS)
  })
  await Promise.race([task, hang]).finally(() => clearInterval(timer))
}

/** Errors without a handler. In an engine they would end the process. */
function watchStrayErrors(): { first(): unknown; stop(): void } {
  const strays: unknown[] = []
  const onStray = (error: unknown): void => void strays.push(error ?? new Finding('a stray nothing'))
  process.on('uncaughtException', onStray)
  process.on('unhandledRejection', onStray)
  return {
    first: () => strays[0] ?? null,
    stop: () => {
      process.off('uncaughtException', onStray)
      process.off('unhandledRejection', onStray)
    },
  }
}
