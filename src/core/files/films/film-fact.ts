// What a film says of itself, as every kind of film says it; and a time as texts in films write it.
// Pure.
import type { FileFacts } from '../../store/index.ts'

export type FilmFacts = Pick<FileFacts, 'takenAt' | 'place' | 'camera'>

const ZONED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?(?:Z|([+-]\d\d):?(\d\d))$/

/** `2031-04-01T09:00:00+0200`; without a zone it is nobody's time. */
export function parseZonedTime(text: string): number | null {
  const [, time, hours = '+00', minutes = '00'] = ZONED.exec(text.slice(0, 64).trim()) ?? []
  const at = Date.parse(`${time}${hours}:${minutes}`)
  return Number.isNaN(at) ? null : at
}
