// Times as a person types and reads them; the contract has only ISO 8601.
import { EngineError } from '../../core/contract/index.ts'

const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * ISO 8601 (local time without a zone), or `+90s`, `+10m`, `+2h`, `+3d` from now.
 * @throws INVALID
 */
export function parseTime(text: string, now: number): string {
  const [, amount, unit] = /^\+(\d{1,6})([smhd])$/.exec(text) ?? []
  if (amount !== undefined) return new Date(now + Number(amount) * UNIT_MS[unit!]!).toISOString()
  // Date.parse alone would also accept "1" or "May". A date without a time means local midnight.
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text)
  const isIso = isDate || /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/i.test(text)
  const time = isIso ? Date.parse(isDate ? `${text}T00:00` : text.replace(' ', 'T')) : NaN
  if (Number.isNaN(time))
    throw new EngineError('INVALID', `${text} is not a time; write 2031-04-01T09:00, or +2h.`)
  return new Date(time).toISOString()
}

/** Returns a duration: `90s`, `10m`, `2h`, `3d`. @throws INVALID */
export function parseDurationMs(text: string): number {
  const [, amount, unit] = /^\+?(\d{1,6})([smhd])$/.exec(text) ?? []
  if (amount === undefined) throw new EngineError('INVALID', `${text} is not a duration; write 12h, or 30d.`)
  return Number(amount) * UNIT_MS[unit!]!
}

/** Seconds, as `--wait` takes them. */
export const DEFAULT_WAIT = '10'
const MAX_WAIT_S = 24 * 60 * 60

/** @throws INVALID */
export function parseWaitMs(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN
  if (!(seconds <= MAX_WAIT_S))
    throw new EngineError('INVALID', `--wait must be a number of seconds up to ${MAX_WAIT_S}.`)
  return Math.round(seconds * 1000)
}

/** `2031-04-01 09:00`, local time; empty for null. */
export function showTime(iso: string | null): string {
  if (iso === null) return ''
  const time = new Date(iso)
  const two = (number: number): string => String(number).padStart(2, '0')
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}`
}
