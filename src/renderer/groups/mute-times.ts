// How long a group can be muted, in the person's own day, and how it is muted now. Pure.
import type { Muted } from '../../core/contract/index.ts'

const HOUR_MS = 60 * 60_000
const MORNING_HOUR = 8

export type MuteName = 'hour' | 'tomorrow' | 'always'

/** In the order of the menu. Null for good. */
export function muteTimes(now: Date): Record<MuteName, Date | null> {
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING_HOUR)
  return { hour: new Date(now.getTime() + HOUR_MS), tomorrow, always: null }
}

/** Which of them was chosen. Null if it is not muted, or by another door until another time. */
export function muteNameOf(muted: Muted | null, now: Date): MuteName | null {
  if (muted === null) return null
  if (muted.until === null) return 'always'
  const until = Date.parse(muted.until)
  const { hour, tomorrow } = muteTimes(now)
  if (until === tomorrow!.getTime()) return 'tomorrow'
  return until <= hour!.getTime() ? 'hour' : null
}
