// The storm's own counts of shares for a reader of the scenario `keepers-circle`, gate by gate,
// from the rows of author and readers.
import { GARDEN, type CircleGroup } from './circle-group.ts'
import type { CircleLetter, CircleReader } from './circle-letters.ts'
import type { KeepersWorld, OneStation } from './world.ts'

interface PlaceRow extends Record<string, unknown> {
  gate: number
  number: number
  need: number
  stage: string
  place: number
  station: Uint8Array
  isKept: number
}

const PLACES = `
  SELECT g.id AS gate, g.number, g.need, g.stage, s.place, s.device AS station, s.is_kept AS isKept
  FROM gates g JOIN gate_places s ON s.gate = g.id WHERE g.object = ? AND g.audience = ?`

function listGates(world: KeepersWorld, { object }: CircleLetter, audience: Uint8Array): PlaceRow[][] {
  const { ledger } = world.author.person.home.parts
  const rows = ledger.all<PlaceRow & Record<string, never>>(PLACES, object, audience)
  const gates = new Map<number, PlaceRow[]>()
  for (const row of rows) gates.set(row.gate, [...(gates.get(row.gate) ?? []), row])
  return [...gates.values()]
}

/** The audiences through which this reader can open the letter, or could. */
function waysOf(group: CircleGroup, letter: CircleLetter, { name, reader }: CircleReader): Uint8Array[] {
  const own = letter.everGiven.has(name) ? [Buffer.from(reader.id, 'hex')] : []
  const byGroup = letter.everGiven.has(GARDEN) && letter.everMembers.has(name) ? [group.id] : []
  return [...own, ...byGroup]
}

const stationAt = (world: KeepersWorld, { station }: PlaceRow): OneStation => world.stationOf(station)

/** For each gate: the stations whose share the reader has, or gets from a liar. */
export function countInWrongHands(
  world: KeepersWorld,
  group: CircleGroup,
  letter: CircleLetter,
  one: CircleReader,
): { need: number; count: number }[] {
  const collected = listCollected(letter, one)
  return waysOf(group, letter, one)
    .flatMap((way) => listGates(world, letter, way))
    .map((places) => {
      const { need, number } = places[0]!
      const leaked = places.filter((row) => row.isKept === 1 && stationAt(world, row).nature === 'liar')
      const own = collected.filter((row) => row.number === number)
      return { need, count: new Set([...own, ...leaked].map(({ place }) => place)).size }
    })
}

/** True if this reader has enough shares of one gate already. */
export function hasEnough(
  world: KeepersWorld,
  group: CircleGroup,
  letter: CircleLetter,
  one: CircleReader,
): boolean {
  const collected = listCollected(letter, one)
  return waysOf(group, letter, one)
    .flatMap((way) => listGates(world, letter, way))
    .some((places) => {
      const { need, number } = places[0]!
      return collected.filter((row) => row.number === number).length >= need
    })
}
function listCollected(
  { object }: CircleLetter,
  { reader }: CircleReader,
): { number: number; place: number }[] {
  const sql = 'SELECT number, place FROM collected_shares WHERE object = ?'
  return reader.person.home.parts.ledger.all<{ number: number; place: number }>(sql, object)
}

/** True if enough stations that decide have a share of one gate. */
export function hasHonestGate(
  world: KeepersWorld,
  group: CircleGroup,
  letter: CircleLetter,
  one: CircleReader,
): boolean {
  return waysOf(group, letter, one)
    .filter((way) => letter.given.has(way === group.id ? GARDEN : one.name))
    .flatMap((way) => listGates(world, letter, way))
    .some((places) => {
      const sound = places.filter((row) => {
        const { wasPutBack, isOver } = stationAt(world, row)
        return row.isKept === 1 && !wasPutBack && !isOver
      })
      return places[0]!.stage === 'live' && sound.length >= places[0]!.need
    })
}
