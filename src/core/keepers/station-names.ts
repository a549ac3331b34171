// The names of a person's stations: what a station is called here, and which one a text means.
import { oneLine, parseText, toHex, toText } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { MAX_STATION_NAME_BYTES, type StationLink } from '../station-records/index.ts'
import type { Station } from './station-rows.ts'

const MIN_ID_START = 6

/**
 * Finds a station by its name, its id, or the start of its id.
 * @throws NOT_FOUND, AMBIGUOUS
 */
export function resolveStation(stations: readonly Station[], text: string): Station {
  const wanted = fold(text)
  const key = parseText(text)
  const found = stations.filter(
    ({ name, device }) =>
      fold(name) === wanted ||
      (key !== null && toHex(key) === toHex(device)) ||
      (text.length >= MIN_ID_START && toText(device).startsWith(text)),
  )
  if (found.length > 1) throw new EngineError('AMBIGUOUS', 'Several stations are called that.')
  if (found[0] === undefined) throw new EngineError('NOT_FOUND', 'You have no station of that name.')
  return found[0]
}

function fold(name: string): string {
  return name.trim().toLowerCase()
}

const NAMELESS = 'station'

/** Returns the chosen name, else the one that the station gives itself. */
export function nameOf(link: StationLink, name: string | null): string {
  return cleanName(name ?? link.name)
}

export function cleanName(name: string): string {
  return oneLine(name, MAX_STATION_NAME_BYTES) || NAMELESS
}
