// Where something is, in words: the country by the outline that is in the program, else the degrees. Pure.
import type { Messages } from '../messages/en/index.ts'
import type { Spot } from './projection.ts'
import { regionAt } from './world.ts'

/** As many countries are named; the others are counted together with them. */
const MAX_NAMED = 3

/** The countries of these pictures, those of most pictures first; the place of the one that is shown where there is none. */
export function tellSpots(
  { spots, taken }: { spots: readonly (Spot & { count: number })[]; taken: Spot },
  m: Messages,
  locale: string,
): string {
  const counts = new Map<string, number>()
  for (const spot of spots) {
    const region = regionOf(spot)
    if (region !== null) counts.set(region, (counts.get(region) ?? 0) + spot.count)
  }
  if (counts.size === 0) return tellSpot(taken, m, locale)
  const regions = [...counts].sort((a, b) => b[1] - a[1]).map(([region]) => region)
  const names = new Intl.DisplayNames([locale], { type: 'region' })
  const named = regions.slice(0, MAX_NAMED).map((region) => names.of(region) ?? region)
  const others = regions.length - named.length
  const all = others > 0 ? [...named, m.files.map.others(others)] : named
  return new Intl.ListFormat(locale, { type: 'unit', style: 'short' }).format(all)
}

/** Asked for again whenever the map moves. */
const regions = new Map<string, string | null>()

function regionOf(spot: Spot): string | null {
  const key = `${spot.latitude} ${spot.longitude}`
  const known = regions.get(key)
  if (known !== undefined) return known
  const region = regionAt(spot)
  regions.set(key, region)
  return region
}

export function tellSpot(spot: Spot, m: Messages, locale: string): string {
  const region = regionAt(spot)
  const name = region === null ? undefined : new Intl.DisplayNames([locale], { type: 'region' }).of(region)
  return name ?? tellDegrees(spot, m)
}

function tellDegrees({ latitude, longitude }: Spot, { files: { map } }: Messages): string {
  const [up, across] = [Math.abs(latitude).toFixed(1), Math.abs(longitude).toFixed(1)]
  return `${latitude < 0 ? map.south(up) : map.north(up)} ${longitude < 0 ? map.west(across) : map.east(across)}`
}
