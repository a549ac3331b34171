// Days as a browser's field has them, `2026-11-24`, and the moments at which they begin and end on the clock on the wall.
import type { IsoTime } from '../../core/contract/index.ts'

export function startOfDay(day: string): IsoTime {
  return new Date(`${day}T00:00`).toISOString()
}

/** The first moment that is not in it; a day is not always 24 hours. */
export function dayAfter(day: string): IsoTime {
  const next = new Date(`${day}T00:00`)
  next.setDate(next.getDate() + 1)
  return next.toISOString()
}
