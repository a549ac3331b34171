// Days and sizes in a search query. Pure.
import { EngineError } from '../contract/errors.ts'
import type { SearchExpects } from '../contract/index.ts'

/** Days before today. */
const WORDS: Readonly<Record<string, number>> = { today: 0, yesterday: 1, 今日: 0, 昨日: 1 }

/**
 * A day such as 2026-01-31, a month such as 2026-01, a year, `today` or `yesterday`: its first moment
 * in the local time zone. @throws INVALID
 */
export function parseDay(operator: string, value: string, nowMs: number): number {
  const typed = value.normalize('NFKC').toLowerCase()
  const daysAgo = Object.hasOwn(WORDS, typed) ? WORDS[typed] : undefined
  if (daysAgo !== undefined) {
    const now = new Date(nowMs)
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).getTime()
  }
  const [, year, month = '1', day = '1'] = /^(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?$/.exec(typed) ?? []
  const date = new Date(Number(year), Number(month) - 1, Number(day))
  if (year === undefined || date.getMonth() !== Number(month) - 1)
    throw invalid(operator, value, { expects: 'day', known: 'a day like 2026-01-31' })
  return date.getTime()
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 }

/** A size such as 500k, 10MB or 1.5g, in decimal units as sizes are shown. @throws INVALID */
export function parseSize(operator: string, value: string): number {
  const typed = value.normalize('NFKC').toLowerCase()
  const [, number, unit = ''] = /^(\d{1,15}(?:\.\d{1,3})?) ?([kmg]?)b?$/.exec(typed) ?? []
  if (number === undefined)
    throw invalid(operator, value, { expects: 'size', known: 'a size like 500k, 10M or 1G' })
  return Math.round(Number(number) * UNITS[unit]!)
}

interface Expected {
  expects: SearchExpects
  /** What the value can be, in words or as a list. */
  known: string
}

/** Its details let a page say the same in another language. */
export function invalid(operator: string, value: string, { expects, known }: Expected): EngineError {
  return new EngineError('INVALID', `${operator} cannot be ${value}; it can be: ${known}.`, {
    details: { operator, value, expects, known },
  })
}
