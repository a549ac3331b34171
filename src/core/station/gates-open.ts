// Answers a reader: hands the share out for the first time, hands it out again, or refuses. The
// decision and its log entry are one transaction.
import {
  signReaderReceipt,
  type GateOpenAnswer,
  type GateOpenRequest,
  type OpenStatus,
  type ReaderAnswer,
} from '../station-records/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { decideOpen, type OpenDecision, type OpenFacts } from './decide-gate.ts'
import type { GateParts } from './gates-parts.ts'
import { countOpening, isLogFull, isOverReleases } from './gates-quota.ts'
import { findGate, isFenced, lapseIfDue, release, type GateName } from './gates-rows.ts'
import { findReaderOf } from './station-rosters.ts'

type OpenParts = Pick<GateParts, 'station' | 'readTime' | 'limitsOf'> & {
  isStarting: (account: Uint8Array) => boolean
}

export const UNKNOWN_GATE: GateOpenAnswer = { status: 'UNKNOWN', share: null, receipt: null }

/** @param request genuine, that is, signed by its key for this connection and station */
export function openGate(tx: Transaction, request: GateOpenRequest, parts: OpenParts): GateOpenAnswer {
  const name: GateName = { account: request.account, handle: request.handle }
  const [gate, reader] = [findGate(tx, name), findReaderOf(tx, name, request.key)]
  const found = gate === null || reader === null ? null : { gate, reader }
  // A request that is refused takes as long.
  const decision = decideRequest(tx, request, found, parts)
  if (found === null) return UNKNOWN_GATE
  const at = record(tx, request, { decision, found, now: parts.readTime().now })
  return toAnswer(request, { status: statusOf(decision), share: found.gate.share, at }, parts)
}

function decideRequest(
  tx: Transaction,
  { account }: GateOpenRequest,
  found: OpenFacts['found'],
  parts: OpenParts,
): OpenDecision {
  const time = parts.readTime()
  const { gates, releasesPerDay } = parts.limitsOf(tx, account)
  return decideOpen(
    {
      found,
      isFenced: isFenced(tx, account),
      isStarting: parts.isStarting(account),
      isOverQuota: isOverReleases(tx, account, time.now, releasesPerDay) || isLogFull(tx, account, gates),
    },
    time,
  )
}

interface Decided {
  readonly decision: OpenDecision
  readonly found: NonNullable<OpenFacts['found']>
  readonly now: number
}

/** Writes down a new decision. Returns when the reader was decided about. */
function record(tx: Transaction, request: GateOpenRequest, { decision, found, now }: Decided): number {
  const { gate, reader } = found
  if (decision === 'release') {
    release(tx, request, request.key, now)
    countOpening(tx, request.account, now)
    return now
  }
  // A reader who got EXPIRED must not get the share later if the clock is set back.
  if (decision === 'EXPIRED') lapseIfDue(tx, request, gate, now)
  return decision === 'EXPIRED' ? findReaderOf(tx, request, request.key)!.at : reader.at
}

function statusOf(decision: OpenDecision): OpenStatus {
  return decision === 'release' || decision === 'again' ? 'released' : decision
}

const SIGNED: Partial<Record<OpenStatus, ReaderAnswer>> = {
  released: 'released',
  RECALLED: 'RECALLED',
  EXPIRED: 'EXPIRED',
}

interface Said {
  readonly status: OpenStatus
  readonly share: Uint8Array | null
  readonly at: number
}

function toAnswer(
  { account, handle, key }: GateOpenRequest,
  { status, share, at }: Said,
  { station }: OpenParts,
): GateOpenAnswer {
  const answer = SIGNED[status]
  if (answer === undefined) return { status, share: null, receipt: null }
  const receipt = signReaderReceipt({ account, handle, key, answer, at }, station)
  return { status, share: status === 'released' ? share : null, receipt }
}
