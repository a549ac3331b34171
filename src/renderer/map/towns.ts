// The towns of the world with more than 15,000 people, from GeoNames data inside the program. No
// server is asked.
// A line of the text is `FR <tab> names, separated by semicolons <tab> base64`. The bytes are, one
// after the other for all towns of the country: the latitude as a difference to the town before, the
// longitude, both in hundredths of a degree as 16 bits, and the radius in km as 8 bits.
// The Japanese names are a text of their own, loaded for a Japanese page. Its lines are `FR <tab>
// names`, in the same order; a town without such a name has none between the semicolons.
import text from 'virtual:fumikura-towns'
import { loadPart } from '../bridge/parts.ts'
import type { Spot } from './projection.ts'

export interface Town extends Spot {
  name: string
  region: string
  /** Its position among the towns of its country. */
  at: number
  /** How far a large town reaches, in km. */
  radius: number
}

/** A picture is named by a town if it was taken in it or at most this far outside. */
const OUTSIDE_KM = 20
const KM_PER_DEGREE = 111.2

const lines = new Map<string, string>()
const countries = new Map<string, readonly Town[]>()
/** By country; null until they are loaded. */
let japanese: ReadonlyMap<string, readonly string[]> | null = null

/** Resolves when `nameOfTown` has the names of this language. */
export async function loadTownNames(locale: string): Promise<void> {
  if (locale !== 'ja' || japanese !== null) return
  const { default: names } = await loadPart(() => import('virtual:fumikura-towns-ja'))
  japanese = new Map(names.split('\n').map((line) => [line.slice(0, 2), line.slice(3).split(';')]))
}

/** The name in this language if it has one, and it is loaded; else as the town writes it. */
export function nameOfTown({ name, region, at }: Town, locale: string): string {
  const names = locale === 'ja' ? japanese?.get(region) : undefined
  return names?.[at] || name
}

function townsOf(region: string): readonly Town[] {
  const known = countries.get(region)
  if (known !== undefined) return known
  if (lines.size === 0) for (const line of text.split('\n')) lines.set(line.slice(0, 2), line)
  const towns = parseLine(region, lines.get(region))
  countries.set(region, towns)
  return towns
}

function parseLine(region: string, line: string | undefined): Town[] {
  if (line === undefined) return []
  const [, names = '', numbers = ''] = line.split('\t')
  const bytes = Uint8Array.from(atob(numbers), (char) => char.charCodeAt(0))
  const view = new DataView(bytes.buffer)
  const all = names.split(';')
  let north = 0
  return all.map((name, at) => {
    north += view.getUint16(at * 2, true)
    const east = view.getUint16((all.length + at) * 2, true)
    const radius = view.getUint8(all.length * 4 + at)
    return { name, region, at, latitude: north / 100 - 90, longitude: east / 100 - 180, radius }
  })
}

/** Returns the town of this country in or near which the spot is; null if it is far from all. */
export function townAt(region: string, spot: Spot): Town | null {
  let nearest: Town | null = null
  let least = OUTSIDE_KM
  for (const town of townsOf(region)) {
    const outside = distance(town, spot) - town.radius
    if (outside < least) [least, nearest] = [outside, town]
  }
  return nearest
}

/** In km; exact enough near a town. */
function distance(a: Spot, b: Spot): number {
  const north = a.latitude - b.latitude
  const east = ((((a.longitude - b.longitude) % 360) + 540) % 360) - 180
  return KM_PER_DEGREE * Math.hypot(north, east * Math.cos((b.latitude * Math.PI) / 180))
}
