// Reminders of own letters to readers who are silent: how often, and what the author learns.
// After notify. A reminder is a small record that names the letter, never a second letter.
import type { IsoTime, Party, RefText } from './ids.ts'
import type { ReaderStatus } from './letter.ts'

/**
 * A reader is reminded of one letter at most once in this time. The author's engine keeps to it, and
 * the reader's engine ignores any reminder that comes sooner.
 */
export const NUDGE_EVERY_MS = 24 * 60 * 60_000

/** A reader who has neither opened the letter nor, if it is urgent, answered it. */
export interface SilentReader extends ReaderStatus {
  /** When they were last reminded. Null before. */
  remindedAt: IsoTime | null
  /** True if `letters.nudge` reaches them now. */
  canRemind: boolean
}

/** Who is silent about an own letter. */
export interface Silence {
  /** All of them, whether or not they can be reminded. */
  count: number
  /** How many of them can be reminded now. */
  canRemind: number
  /** The first hundred, by name. */
  readers: SilentReader[]
  /** The last reminder of the letter: when, and to how many readers. Null before. */
  last: { at: IsoTime; count: number } | null
  /** When the next reader can be reminded. Null if one can be now, or none is left. */
  againAt: IsoTime | null
}

export interface NudgeResult {
  ref: RefText
  /** The readers whom this call reminded. */
  reminded: Party[]
  /** Silent readers who were reminded within the last day, so that this call left them out. */
  waiting: Party[]
  /** When the next of the readers whom the call was about can be reminded again. Null if none can. */
  againAt: IsoTime | null
}
