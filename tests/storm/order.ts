// The arguments after `npm run storm --`, and the arguments that repeat a failure. They belong
// together, because the parser must read what the printer writes.
import { parseArgs } from 'node:util'

export interface StormOrder {
  seed: number
  minutes: number
  /** Plays one trial of so many steps with this seed. Null: as many trials as fit into the time. */
  steps: number | null
  /** Prints every line of the trace at once. */
  isTraced: boolean
  names: string[]
}

export const USAGE = 'npm run storm -- [--seed N] [--minutes M] [--steps K] [--trace] [scenario…]'
const DEFAULT_MINUTES = 5
const MAX_SEED = 2 ** 32 - 1

/** @throws Error with a message for the user */
export function parseOrder(words: string[]): StormOrder {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      minutes: { type: 'string' },
      steps: { type: 'string' },
      trace: { type: 'boolean', default: false },
    },
  })
  return {
    seed: readWhole('--seed', values.seed, 0, MAX_SEED) ?? Math.floor(Math.random() * MAX_SEED),
    minutes: readMinutes(values.minutes),
    steps: readWhole('--steps', values.steps, 1, Number.MAX_SAFE_INTEGER),
    isTraced: values.trace,
    names: positionals,
  }
}

/** Returns the command that repeats exactly this trial. */
export function repeatCommand(name: string, seed: number, steps: number): string {
  return `npm run storm -- --seed ${seed} --steps ${steps} ${name}`
}

function readWhole(option: string, text: string | undefined, least: number, most: number): number | null {
  if (text === undefined) return null
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new Error(`${option} is a whole number from ${least} to ${most}, not '${text}'.`)
  return value
}

function readMinutes(text: string | undefined): number {
  if (text === undefined) return DEFAULT_MINUTES
  const value = Number(text)
  if (!(value > 0 && value < 1e6)) throw new Error(`--minutes is a number of minutes, not '${text}'.`)
  return value
}
