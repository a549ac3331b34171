// Time zones that this computer knows by name.
const formats = new Map<string, Intl.DateTimeFormat | null>()
/** The names come from mails. */
const MAX_KEPT = 100

/**
 * Returns the name as this computer knows it. Some programs write a path before it, as in
 * `/example.org/Tzfile/Europe/Berlin`. Null if it is unknown.
 */
export function zoneOf(written: string): string | null {
  const parts = written.split('/').filter((part) => part !== '')
  for (const count of [parts.length, 3, 2]) {
    const name = parts.slice(-count).join('/')
    if (count <= parts.length && formatOf(name) !== null) return name
  }
  return null
}

/** In ms, east of Greenwich positive. */
export function offsetOf(zone: string, instant: number): number {
  const found = new Map(
    formatOf(zone)!
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const number = (type: Intl.DateTimeFormatPartTypes): number => found.get(type) ?? 0
  const local = Date.UTC(
    ...([number('year'), number('month') - 1, number('day')] as const),
    ...([number('hour'), number('minute'), number('second')] as const),
  )
  return local - Math.floor(instant / 1000) * 1000
}

/**
 * Returns the instant of a time on the clocks of a zone. Of an hour that comes twice the first; one
 * that the clocks skip counts by those before.
 * @param local the numbers on the clock, as ms since the epoch in UTC
 */
export function toInstant(zone: string, local: number): number {
  const [before, after] = [offsetOf(zone, local - DAY_MS), offsetOf(zone, local + DAY_MS)]
  const first = local - before
  return offsetOf(zone, first) === before
    ? first
    : offsetOf(zone, local - after) === after
      ? local - after
      : first
}

const DAY_MS = 86_400_000

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone)
  if (known !== undefined) return known
  if (formats.size >= MAX_KEPT) formats.clear()
  const made = makeFormat(zone)
  formats.set(zone, made)
  return made
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    const day = { year: 'numeric', month: 'numeric', day: 'numeric' } as const
    const clock = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const
    return new Intl.DateTimeFormat('en-US', { timeZone, ...day, ...clock })
  } catch {
    return null
  }
}
