// A bench measures Fumikura next to a limit or a rival in the same run and reports the figures.
// It does not judge. A missed aim is a row like any other, and does not change the exit code.
import type { Summary } from './figures.ts'

export type Unit = 'ms' | 'bytes' | '%' | 'frames' | 'requests' | 'letters/s'

/** One measurement, and the same measurement of the rival. */
export interface Row {
  what: string
  unit: Unit
  own: Summary
  /** `what` is the rival's name; null if there is no rival. */
  rival: (Summary & { what: string }) | null
  aim: Aim | null
}

/** A promise of the project: a bound on a row's median, or on its p95 where the text says so. */
export interface Aim {
  text: string
  holds: boolean
}

export interface Findings {
  rows: Row[]
  /** What a reader of the rows must know: how they were measured, and what was left out. */
  notes: string[]
}

export interface Setting {
  /** Small sizes, for a run that only checks that everything works. */
  isQuick: boolean
  /** The file size, if the caller gave one. */
  megabytes: number | null
  /** The number of letters, if the caller gave one. */
  letters: number | null
  /** An empty folder for this bench, removed afterwards. */
  folder: string
  /** The folder for homes that are kept between runs. */
  cacheDir: string
  /** The folder of the modules that a bench starts as processes. */
  bundleDir: string
  projectDir: string
  /** Reports progress to the person who waits. */
  say: (sentence: string) => void
  /** Registers a function to run when the bench ends in any way; the latest runs first. */
  atEnd: (close: () => Promise<void> | void) => void
}

export interface Bench {
  name: string
  about: string
  run: (setting: Setting) => Promise<Findings>
}
