// The facts that every kind of film can give, and the time format in film texts.
// Pure.
import type { FileFacts } from '../../store/index.ts'

export type FilmFacts = Pick<FileFacts, 'takenAt' | 'place' | 'camera'>

const ZONED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?(?:Z|([+-]\d\d):?(\d\d))$/

/**
 * Parses `2031-04-01T09:00:00+0200`. Null if it has no zone, because the time is then ambiguous.
 */
export function parseZonedTime(text: string): number | null {
  const [, time, hours = '+00', minutes = '00'] = ZONED.exec(text.slice(0, 64).trim()) ?? []
  const at = Date.parse(`${time}${hours}:${minutes}`)
  return Number.isNaN(at) ? null : at
}
