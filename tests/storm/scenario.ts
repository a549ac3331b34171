// A scenario: one kind of failure or malice, played in trials. Its `play` checks its invariants.
// The storm plays it with seed after seed for its share of the time.
import type { Trial } from './trial.ts'

export interface Scenario {
  /** The part before a hyphen names it too, so `disk` selects `disk-space`. */
  name: string
  about: string
  /** How many steps a trial has, if time allows. */
  steps: number
  /** The scenario's share of the time, relative to the others; 1 by default. */
  share?: number
  /** Why this machine cannot play it; null if it can. */
  findHindrance?(): string | null
  /** Plays one trial and checks its invariants. @throws Finding, or any other error */
  play(trial: Trial): Promise<void>
}

/**
 * Returns the named scenarios in list order; all if none is named. @throws Error for an unknown
 * name
 */
export function chooseScenarios(all: readonly Scenario[], names: readonly string[]): Scenario[] {
  const unknown = names.find((name) => !all.some((one) => isMeant(one, name)))
  if (unknown !== undefined) throw new Error(`There is no scenario '${unknown}'.`)
  return names.length === 0 ? [...all] : all.filter((one) => names.some((name) => isMeant(one, name)))
}

function isMeant(scenario: Scenario, name: string): boolean {
  return scenario.name === name || scenario.name.startsWith(`${name}-`)
}
