// A scenario: one kind of failure or malice, played in trials. Its `play` checks its invariants.
// The storm plays it with seed after seed for its share of the time.
import type { Trial } from './trial.ts'

export interface Scenario {
  /** `disk-space` is also meant by `disk`. */
  name: string
  about: string
  /** How many steps a trial has, if time allows. */
  steps: number
  /** Its share of the time, relative to the others; 1 by default. */
  share?: number
  /** Why it cannot be played here. */
  findHindrance?(): string | null
  /** Plays and judges. @throws whatever it found */
  play(trial: Trial): Promise<void>
}

/** The named scenarios in their own order; all if none is named. @throws Error for an unknown name */
export function chooseScenarios(all: readonly Scenario[], names: readonly string[]): Scenario[] {
  const unknown = names.find((name) => !all.some((one) => isMeant(one, name)))
  if (unknown !== undefined) throw new Error(`There is no scenario '${unknown}'.`)
  return names.length === 0 ? [...all] : all.filter((one) => names.some((name) => isMeant(one, name)))
}

function isMeant(scenario: Scenario, name: string): boolean {
  return scenario.name === name || scenario.name.startsWith(`${name}-`)
}
