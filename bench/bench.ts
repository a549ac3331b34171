// What a bench is: it measures Fumikura beside a limit or a rival in the same run, and says what it measured.
// It has no opinion and no exit code of its own: a figure that falls short is a row like any other.
import type { Summary } from './figures.ts'

export type Unit = 'ms' | 'bytes' | '%' | 'frames' | 'requests' | 'letters/s'

/** One thing that was measured, and the same of whoever it is measured against. */
export interface Row {
  what: string
  unit: Unit
  own: Summary
  /** `what` is its name; null where there is only an aim to compare with. */
  rival: (Summary & { what: string }) | null
  aim: Aim | null
}

/** A promise of the project, as a bound on the median (or, where it says so, the p95) of a row. */
export interface Aim {
  text: string
  holds: boolean
}

export interface Findings {
  rows: Row[]
  /** What one must know to read the rows: how it was made, and what was left out. */
  notes: string[]
}

export interface Setting {
  /** Small sizes, for a run that only asks whether everything still runs. */
  isQuick: boolean
  /** How large a file is to be, where the caller said so. */
  megabytes: number | null
  /** How many letters are to go out and in, where the caller said so. */
  letters: number | null
  /** An empty folder for this bench, removed after it. */
  folder: string
  /** Where made homes are kept between runs. */
  cacheDir: string
  /** The modules of the processes that a bench starts. */
  bundleDir: string
  projectDir: string
  /** Tells who waits what is being done. */
  say: (sentence: string) => void
  /** Called when the bench is over, whatever came of it; the latest first. */
  atEnd: (close: () => Promise<void> | void) => void
}

export interface Bench {
  name: string
  about: string
  run: (setting: Setting) => Promise<Findings>
}
