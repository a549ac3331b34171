// Whether any reader may still get an object, or may have got it. While one may, its content key
// stays.
// Recall and expiry ask this at their end, and so does the answer of a station.
import { decideLetterState, listGatesFor, type GateSituation } from '../gates/index.ts'
import type { Rows } from '../ledger/index.ts'
import { hasRight, situationAt, situationOf } from './decide.ts'
import { loadAudiences, type AudienceRow } from './facts.ts'
import { tallyLetter } from './gate-tally.ts'

export function hasAnyRight(rows: Rows, objectId: Uint8Array): boolean {
  return loadAudiences(rows, objectId).some(
    (row) => isOpenHere(row) || mayStationsRelease(rows, objectId, row),
  )
}

/** Like `hasAnyRight`, by this home's own decisions alone. */
export function hasOwnRight(rows: Rows, objectId: Uint8Array): boolean {
  return loadAudiences(rows, objectId).some(isOpenHere)
}

function isOpenHere(row: AudienceRow): boolean {
  return row.releases > 0 || row.isUnsettled || hasRight(situationOf(row))
}

/** True if a recall or expiry is not certain, so that stations may have released the object. */
function mayStationsRelease(rows: Rows, objectId: Uint8Array, row: AudienceRow): boolean {
  const situation = situateGate(rows, objectId, row, 0)
  return situation !== null && situation.state !== 'recalled' && situation.state !== 'expired'
}

/**
 * Returns what an author can say about this reader. Null without a gate, and before the notice,
 * because no share has left this home then.
 * @param member of the group that the audience is; else the audience as a whole
 */
export function situateGate(
  rows: Rows,
  objectId: Uint8Array,
  row: AudienceRow,
  now: number,
  member: Uint8Array | null = null,
): GateSituation | null {
  if (row.noticedAt === null) return null
  const gates = listGatesFor(rows, { objectId, person: row.audience.key })
  if (gates.length === 0) return null
  const facts = tallyLetter(rows, gates, now, { member })
  // An expiry that is due and not recorded yet counts as one.
  const hasExpired = facts[0]!.facts.own === null && !hasRight(situationAt(row, now))
  return decideLetterState(hasExpired ? tallyLetter(rows, gates, now, { member, own: 'expired' }) : facts)
}
