// Converts between a contract time and the value of `<input type="datetime-local">`, which is
// local, to the minute and without a zone.
import type { IsoTime } from '../../core/contract/index.ts'

/** `2026-11-24T18:05` in local time. */
export function toLocalInput(at: IsoTime | Date): string {
  const time = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${String(time.getFullYear()).padStart(4, '0')}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`
}

const WHOLE = /^\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}/

/** Null if the field is empty or incomplete. */
export function fromLocalInput(value: string): IsoTime | null {
  const time = new Date(value)
  return !WHOLE.test(value) || Number.isNaN(time.getTime()) ? null : time.toISOString()
}

/** Returns the first full hour at least `hours` from now: the default of a field. */
export function nextFullHour(now: Date, hours: number): IsoTime {
  const time = new Date(now.getTime() + hours * 60 * 60 * 1000)
  time.setHours(time.getHours() + (time.getMinutes() > 0 ? 1 : 0), 0, 0, 0)
  return time.toISOString()
}
