// Answers a reader: hands the share out for the first time, hands it out again, or refuses. The
// decision and its log entry are one transaction.
import {
  signReaderReceipt,
  type GateOpenAnswer,
  type GateOpenRequest,
  type OpenStatus,
  type ReaderAnswer,
} from '../custody/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { decideOpen, type OpenDecision } from './decide-gate.ts'
import type { GateParts } from './gates-parts.ts'
import { countOpening, isOverReleases } from './gates-quota.ts'
import { findGate, isFenced, lapseIfDue, release, type GateName } from './gates-rows.ts'
import { findReaderOf } from './rosters.ts'

type OpenParts = Pick<GateParts, 'station' | 'readTime' | 'limitsOf'> & {
  isStarting: (account: Uint8Array) => boolean
}

export const UNKNOWN_GATE: GateOpenAnswer = { status: 'UNKNOWN', share: null, receipt: null }

/** @param request genuine, that is, signed by its key for this connection and station */
export function openGate(tx: Transaction, request: GateOpenRequest, parts: OpenParts): GateOpenAnswer {
  const name: GateName = { account: request.account, handle: request.handle }
  const decision = decideRequest(tx, request, parts)
  const { now } = parts.readTime()
  if (decision === 'release') {
    release(tx, name, request.key, now)
    countOpening(tx, name.account, now)
  }
  // A reader who got EXPIRED must not get the share later if the clock is set back.
  if (decision === 'EXPIRED') lapseIfDue(tx, name, findGate(tx, name)!, now)
  return toAnswer(tx, request, decision, parts)
}

function decideRequest(tx: Transaction, request: GateOpenRequest, parts: OpenParts): OpenDecision {
  const { account, key } = request
  const [gate, reader] = [findGate(tx, request), findReaderOf(tx, request, key)]
  const time = parts.readTime()
  const { releasesPerDay } = parts.limitsOf(tx, account)
  return decideOpen(
    {
      found: gate === null || reader === null ? null : { gate, reader },
      isFenced: isFenced(tx, account),
      isStarting: parts.isStarting(account),
      isOverQuota: isOverReleases(tx, account, time.now, releasesPerDay),
    },
    time,
  )
}

const SIGNED: Partial<Record<OpenStatus, ReaderAnswer>> = {
  released: 'released',
  RECALLED: 'RECALLED',
  EXPIRED: 'EXPIRED',
}

function toAnswer(
  tx: Transaction,
  request: GateOpenRequest,
  decision: OpenDecision,
  { station }: OpenParts,
): GateOpenAnswer {
  const status = decision === 'release' || decision === 'again' ? 'released' : decision
  const answer = SIGNED[status]
  if (answer === undefined) return { status, share: null, receipt: null }
  const { account, handle, key } = request
  const { at } = findReaderOf(tx, request, key)!
  const receipt = signReaderReceipt({ account, handle, key, answer, at }, station)
  return { status, share: status === 'released' ? findGate(tx, request)!.share : null, receipt }
}
