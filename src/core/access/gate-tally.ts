// Reads the facts of the gates of a letter from the ledger, for the decision about it.
import {
  findBurnReason,
  findSetting,
  listPlaceVotes,
  type GateFacts,
  type GateOfLetter,
  type GateRow,
  type OwnDecision,
} from '../gates/index.ts'
import type { Rows } from '../ledger/index.ts'
import { findAudience, isReleasedTo } from './facts.ts'

/**
 * @param now decides only whether the lease has ended
 * @param member of the group for which the gate is; null for the group as a whole
 */
export function tallyGate(
  rows: Rows,
  gate: GateRow,
  now: number,
  member: Uint8Array | null = null,
): GateFacts {
  const { need, distrust, until, readerHasAt } = gate
  const own = ownDecision(rows, gate, member)
  return {
    need,
    distrust,
    about: gate.since === null ? 'reader' : member === null ? 'group' : 'member',
    places: listPlaceVotes(rows, gate, { member, isPutHeld: isPutHeld(rows, gate) }),
    own,
    isPastUntil: now >= until,
    readerHas: readerHasAt !== null,
  }
}

/** True if the gate is newer than the author's hold: the stations got it as held, and no act. */
function isPutHeld(rows: Rows, { objectId, person, handle, madeAt }: GateRow): boolean {
  const heldAt = findAudience(rows, objectId, person)?.heldAt ?? null
  return heldAt !== null && heldAt <= madeAt && findSetting(rows, handle) === null
}

/**
 * The facts of all gates of an object for one audience.
 * @param gates the newest first
 * @param about a member of the group, else the group as a whole; and what the own device decided,
 * if that is not in the ledger
 */
export function tallyLetter(
  rows: Rows,
  gates: readonly GateRow[],
  now: number,
  { member = null, own }: { member?: Uint8Array | null; own?: OwnDecision } = {},
): GateOfLetter[] {
  const decided = own ?? (gates[0] === undefined ? null : ownDecision(rows, gates[0], member))

  return gates.map((gate) => ({
    facts: { ...tallyGate(rows, gate, now, member), own: decided },
    isEnded: gate.stage === 'ended',
  }))
}

/**
 * A burn decides for its gate also when the object was given to the person again, by a later gate.
 */
function ownDecision(
  rows: Rows,
  { objectId, person, handle }: GateRow,
  member: Uint8Array | null,
): OwnDecision {
  if (member !== null && isReleasedTo(rows, { objectId, person: member })) return 'released'
  const audience = findAudience(rows, objectId, person)
  if (audience?.isReleased === true) return 'released'
  const why = findBurnReason(rows, handle)
  if (why !== null && why !== 'superseded') return why === 'expired' ? 'expired' : 'recalled'
  if (audience !== null && audience.recalledAt !== null) return 'recalled'
  if (audience !== null && audience.expiredAt !== null) return 'expired'
  if (audience !== null && audience.heldAt !== null) return 'held'
  const setting = findSetting(rows, handle)
  return setting === 'hold' ? 'held' : setting
}
