// Plays one trial to its end and says what was found: an invariant that broke, an error nobody caught, a trial that hangs.
// The trial is closed in every case, so that the next one begins on clean ground.
import type { Scenario } from './scenario.ts'
import { Finding, Trial, type TrialOptions } from './trial.ts'

export interface Played {
  trial: Trial
  /** Null when nothing was found. */
  failure: unknown
}

/** So long after its time a trial may still judge. */
const PATIENCE_MS = 180_000

export async function playTrial(scenario: Scenario, options: TrialOptions): Promise<Played> {
  const trial = new Trial(options)
  const stray = watchStrayErrors()
  try {
    const failure = await failureOf(withPatience(scenario.play(trial), options))
    const closing = await failureOf(withPatience(trial.end(), options))
    return { trial, failure: failure ?? stray.first() ?? closing }
  } finally {
    stray.stop()
  }
}

/** What it failed with, or null; a failure that is nothing still is one. */
function failureOf(task: Promise<void>): Promise<unknown> {
  return task.then(
    () => null,
    (error: unknown) => error ?? new Finding('it failed with nothing'),
  )
}

async function withPatience(task: Promise<void>, { endsAtMs }: TrialOptions): Promise<void> {
  const leftMs = Number.isFinite(endsAtMs) ? Math.max(0, endsAtMs - performance.now()) : 0
  let timer: NodeJS.Timeout | undefined
  const hang = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Finding('it hangs')), leftMs + PATIENCE_MS)
  })
  await Promise.race([task, hang]).finally(() => clearTimeout(timer))
}

/** Errors that belong to nobody's promise: in an engine they would end the process. */
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
