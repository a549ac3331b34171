// Describes a location: its country, by the outline in the program; otherwise its degrees.
import { m } from '../messages/messages.svelte.ts'
import type { Spot } from './projection.ts'
import { regionAt } from './world.ts'

/** At most this many countries are named; the others are counted. */
const MAX_NAMED = 3

/**
 * Names the countries of these pictures, those with most pictures first. Without a country, gives
 * the location of the shown picture.
 */
export function describeSpots(
  { spots, taken }: { spots: readonly (Spot & { count: number })[]; taken: Spot },
  locale: string,
): string {
  const counts = new Map<string, number>()
  for (const spot of spots) {
    const region = regionOf(spot)
    if (region !== null) counts.set(region, (counts.get(region) ?? 0) + spot.count)
  }
  if (counts.size === 0) return describeSpot(taken, locale)
  const regions = [...counts].sort((a, b) => b[1] - a[1]).map(([region]) => region)
  const names = new Intl.DisplayNames([locale], { type: 'region' })
  const named = regions.slice(0, MAX_NAMED).map((region) => names.of(region) ?? region)
  const others = regions.length - named.length
  const all = others > 0 ? [...named, m.files.map.others(others)] : named
  return new Intl.ListFormat(locale, { type: 'unit', style: 'short' }).format(all)
}

/** A cache, because every move of the map needs these names again. */
const regions = new Map<string, string | null>()

function regionOf(spot: Spot): string | null {
  const key = `${spot.latitude} ${spot.longitude}`
  const known = regions.get(key)
  if (known !== undefined) return known
  const region = regionAt(spot)
  regions.set(key, region)
  return region
}

export function describeSpot(spot: Spot, locale: string): string {
  const region = regionAt(spot)
  const name = region === null ? undefined : new Intl.DisplayNames([locale], { type: 'region' }).of(region)
  return name ?? describeDegrees(spot)
}

function describeDegrees({ latitude, longitude }: Spot): string {
  const { map } = m.files
  const [up, across] = [Math.abs(latitude).toFixed(1), Math.abs(longitude).toFixed(1)]
  return `${latitude < 0 ? map.south(up) : map.north(up)} ${longitude < 0 ? map.west(across) : map.east(across)}`
}
