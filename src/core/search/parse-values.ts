// Days and sizes in a search query. Pure.
import { EngineError } from '../contract/errors.ts'

/** A day such as 2026-01-31: its first moment in the local time zone. @throws INVALID */
export function parseDay(operator: string, value: string): number {
  const typed = value.normalize('NFKC')
  const [, year, month, day] = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(typed) ?? []
  const date = new Date(Number(year), Number(month) - 1, Number(day))
  if (year === undefined || date.getMonth() !== Number(month) - 1)
    throw invalid(operator, value, 'a day like 2026-01-31')
  return date.getTime()
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 }

/** A size such as 500k, 10MB or 1.5g, in decimal units as sizes are shown. @throws INVALID */
export function parseSize(operator: string, value: string): number {
  const typed = value.normalize('NFKC').toLowerCase()
  const [, number, unit = ''] = /^(\d{1,15}(?:\.\d{1,3})?) ?([kmg]?)b?$/.exec(typed) ?? []
  if (number === undefined) throw invalid(operator, value, 'a size like 500k, 10M or 1G')
  return Math.round(Number(number) * UNITS[unit]!)
}

export function invalid(operator: string, value: string, known: string): EngineError {
  return new EngineError('INVALID', `${operator} cannot be ${value}; it can be: ${known}.`)
}
