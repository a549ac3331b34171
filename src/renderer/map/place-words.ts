// Describes a location: its town and country, by the data in the program; otherwise its degrees.
// The caller loads the names of towns in the language first (loadTownNames).
import { m } from '../messages/messages.svelte.ts'
import type { Spot } from './projection.ts'
import { nameOfTown, townAt, type Town } from './towns.ts'
import { regionAt } from './world.ts'

/** At most this many countries, or towns of one country, are named. */
const MAX_NAMED = 3

/**
 * Names the places of these pictures, those with most pictures first: the towns of one country, or
 * the countries. Without a country, gives the location of the shown picture.
 */
export function describeSpots(
  { spots, taken }: { spots: readonly (Spot & { count: number })[]; taken: Spot },
  locale: string,
): string {
  const [only] = spots
  // The spots of the engine are rounded, the one picture is not.
  if (spots.length === 1 && only?.count === 1) return describeSpot(taken, locale)
  const regions = new Map<string, number>()
  const towns = new Map<Town | null, number>()
  for (const spot of spots) {
    const { region, town } = placeOf(spot)
    if (region === null) continue
    add(regions, region, spot.count)
    add(towns, town, spot.count)
  }
  if (regions.size === 0) return describeSpot(taken, locale)
  const [region] = regions.keys()
  if (regions.size === 1) return describeTowns(byCount(towns), region!, locale)
  const ranked = byCount(regions)
  const named = ranked.slice(0, MAX_NAMED).map((each) => nameOf(each, locale))
  const others = ranked.length - named.length
  return list(others > 0 ? [...named, m.files.map.others(others)] : named, locale)
}

const add = <Key>(counts: Map<Key, number>, key: Key, count: number): unknown =>
  counts.set(key, (counts.get(key) ?? 0) + count)

const byCount = <Key>(counts: ReadonlyMap<Key, number>): Key[] =>
  [...counts].sort((a, b) => b[1] - a[1]).map(([key]) => key)

function describeTowns(towns: readonly (Town | null)[], region: string, locale: string): string {
  const named = towns.filter((town) => town !== null).map((town) => nameOfTown(town, locale))
  const areAll = named.length === towns.length && named.length <= MAX_NAMED
  return areAll ? m.files.map.inCountry(list(named, locale), nameOf(region, locale)) : nameOf(region, locale)
}

const list = (names: readonly string[], locale: string): string =>
  new Intl.ListFormat(locale, { type: 'unit', style: 'short' }).format(names)

const nameOf = (region: string, locale: string): string =>
  new Intl.DisplayNames([locale], { type: 'region' }).of(region) ?? region

interface NamedPlace {
  region: string | null
  town: Town | null
}

/** A cache, because every move of the map needs these names again. */
const places = new Map<string, NamedPlace>()

function placeOf(spot: Spot): NamedPlace {
  const key = `${spot.latitude} ${spot.longitude}`
  const known = places.get(key)
  if (known !== undefined) return known
  const region = regionAt(spot)
  const found = { region, town: region === null ? null : townAt(region, spot) }
  places.set(key, found)
  return found
}

/** Returns for example `Kyoto, Japan`. */
export function describeSpot(spot: Spot, locale: string): string {
  const { region, town } = placeOf(spot)
  if (region === null) return describeDegrees(spot)
  return describeTowns([town], region, locale)
}

function describeDegrees({ latitude, longitude }: Spot): string {
  const { map } = m.files
  const [up, across] = [Math.abs(latitude).toFixed(1), Math.abs(longitude).toFixed(1)]
  return `${latitude < 0 ? map.south(up) : map.north(up)} ${longitude < 0 ? map.west(across) : map.east(across)}`
}
