// The storm's own counts of receipts and shares, from the rows of author and readers. They do not
// use the decision that they check.
import { must } from '../trial.ts'
import type { TrueLetter, TrueReader } from './letters-at-stations.ts'
import type { KeepersWorld } from './world.ts'

interface Receipts {
  need: number
  distrust: number
  sent: number
  burned: number
}

const RECEIPTS = `
  SELECT g.need, g.distrust,
    (SELECT count(*) FROM gate_places s WHERE s.gate = g.id AND s.is_sent) AS sent,
    (SELECT count(DISTINCT v.place) FROM gate_votes v WHERE v.handle = g.handle AND v.vote = 'burned') AS burned
  FROM gates g WHERE g.object = ? AND g.audience = ?`

const personOf = ({ reader }: TrueReader): Uint8Array => Buffer.from(reader.id, 'hex')

/** Checks that so many stations burned that the rest cannot open, even with those that lie. */
export function checkReceipts({ author }: KeepersWorld, letter: TrueLetter, one: TrueReader): void {
  const { ledger } = author.person.home.parts
  const rows = ledger.all<Receipts & Record<string, number>>(RECEIPTS, letter.object, personOf(one))
  must(rows.length === 1, `${letter.name} has ${rows.length} gates`)
  const { need, distrust, sent, burned } = rows[0]!
  const left = sent - burned + distrust
  must(sent < need || left < need, `${letter.name} is gone with ${burned} burns of ${sent} at need ${need}`)
}

/** Stations whose share this reader has, or gets from a liar. */
export function countObtainable(world: KeepersWorld, letter: TrueLetter, one: TrueReader): number {
  const collected = one.reader.person.home.parts.ledger.all<{ place: number }>(
    'SELECT place FROM collected_shares WHERE object = ?',
    letter.object,
  )
  const kept = world.author.person.home.parts.ledger.all<{ place: number; station: Uint8Array }>(
    `SELECT s.place, s.device AS station FROM gates g JOIN gate_places s ON s.gate = g.id
     WHERE g.object = ? AND g.audience = ? AND s.is_kept`,
    ...[letter.object, personOf(one)],
  )
  const leaked = kept.filter(({ station }) => world.stationOf(station).nature === 'liar')
  return new Set([...collected, ...leaked].map(({ place }) => place)).size
}

/** Honest stations that have a share for this reader. */
export function countHonestShares(world: KeepersWorld, letter: TrueLetter, one: TrueReader): number {
  const kept = world.author.person.home.parts.ledger.all<{ station: Uint8Array }>(
    `SELECT s.device AS station FROM gates g JOIN gate_places s ON s.gate = g.id
     WHERE g.object = ? AND g.audience = ? AND s.is_kept`,
    ...[letter.object, personOf(one)],
  )
  return kept.filter(({ station }) => !world.stationOf(station).wasPutBack).length
}
