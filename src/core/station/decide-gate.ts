// The decision of a station about one request to open a gate: a pure function of the rows and the
// time. After the lines that only stations have, it is the decision of every releaser.
import { decideRelease, type TimeReading } from '../access/index.ts'
import type { OpenStatus } from '../station-records/index.ts'
import { endOf, type GateRow, type ReaderRow } from './gates-rows.ts'

export interface OpenFacts {
  /** Null if there is no such gate, or another key asks. */
  readonly found: { readonly gate: GateRow; readonly reader: ReaderRow } | null
  readonly isFenced: boolean
  /** True after a start, until the other stations of the account were heard. */
  readonly isStarting: boolean
  readonly isOverQuota: boolean
}

/** `release`: for the first time. `again`: as it was decided before. */
export type OpenDecision = 'release' | 'again' | Exclude<OpenStatus, 'released'>

export function decideOpen(facts: OpenFacts, { now, latest }: TimeReading): OpenDecision {
  const { found, isFenced, isStarting, isOverQuota } = facts
  if (found === null) return 'UNKNOWN'
  const { gate, reader } = found
  if (reader.state === 'released') return gate.share === null ? 'UNKNOWN' : 'again'
  if (isFenced) return 'FENCED'
  if (isStarting) return 'STARTING'
  if (reader.why === 'superseded') return 'MOVED'
  const decision = decideRelease(
    { isReleased: false, audience: toAudience(gate, reader), isOverQuota },
    now,
    latest,
  )
  return decision === 'NOT_A_READER' ? 'UNKNOWN' : decision
}

function toAudience(
  gate: GateRow,
  { state, why, at }: ReaderRow,
): Parameters<typeof decideRelease>[0]['audience'] {
  const hasExpired = state === 'lapsed' || why === 'expired'
  return {
    mode: 'controlled',
    heldAt: gate.isHeld === 1 ? gate.putAt : null,
    notBefore: gate.from ?? gate.putAt,
    expiresAt: endOf(gate),
    noticedAt: gate.putAt,
    recalledAt: state === 'burned' && !hasExpired ? at : null,
    expiredAt: hasExpired ? at : null,
    isReleased: false,
  }
}
