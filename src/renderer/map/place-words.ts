// Where something is, in words: the country by the outline that is in the program, else the degrees. Pure.
import type { Messages } from '../messages/en/index.ts'
import type { Spot } from './projection.ts'
import { regionAt } from './world.ts'

export function tellSpot(spot: Spot, m: Messages, locale: string): string {
  const region = regionAt(spot)
  const name = region === null ? undefined : new Intl.DisplayNames([locale], { type: 'region' }).of(region)
  return name ?? tellDegrees(spot, m)
}

function tellDegrees({ latitude, longitude }: Spot, { files: { map } }: Messages): string {
  const [up, across] = [Math.abs(latitude).toFixed(1), Math.abs(longitude).toFixed(1)]
  return `${latitude < 0 ? map.south(up) : map.north(up)} ${longitude < 0 ? map.west(across) : map.east(across)}`
}
