// Reads the facts of the gates of a letter from the ledger, for the decision about it.
import type { Rows } from '../ledger/index.ts'
import { findAudience, isReleasedTo } from './facts.ts'
import { findBurnReason, findSetting } from './gate-acts.ts'
import type { GateFacts, OwnDecision, PlaceVotes } from './gate-situation.ts'
import type { GateRow } from './gates.ts'
import type { GateOfLetter } from './letter-situation.ts'

interface StoredPlace {
  isSent: number
  released: number
  releasedToOther: number
  burned: number
  isLost: number
  setting: 'held' | 'let-go' | null
}

const PLACES = `
  SELECT s.is_sent AS isSent, s.is_lost AS isLost,
    EXISTS (SELECT 1 FROM gate_votes v WHERE v.handle = g.handle AND v.place = s.place AND v.vote = 'released'
      AND (g.era IS NULL OR v.reader IN (SELECT m.key FROM roster_members m WHERE m.person = ?))) AS released,
    g.era IS NOT NULL AND EXISTS (SELECT 1 FROM gate_votes v WHERE v.handle = g.handle AND v.place = s.place
      AND v.vote = 'released' AND v.reader NOT IN (SELECT m.key FROM roster_members m WHERE m.person = ?)) AS releasedToOther,
    EXISTS (SELECT 1 FROM gate_votes v WHERE v.handle = g.handle AND v.place = s.place AND v.vote = 'burned') AS burned,
    (SELECT v.vote FROM gate_votes v WHERE v.handle = g.handle AND v.place = s.place AND v.vote IN ('held', 'let-go')
     ORDER BY v.seq DESC, v.vote LIMIT 1) AS setting
  FROM gate_rows g JOIN gate_places s ON s.gate = g.id WHERE g.id = ? ORDER BY s.place`

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
  const { id, need, distrust, until, readerHasAt } = gate
  const places = rows.all<StoredPlace>(PLACES, member, member, id)
  const isForMany = gate.since !== null
  return {
    need,
    distrust,
    about: !isForMany ? 'reader' : member === null ? 'group' : 'member',
    places: places.map((place) => (isForMany ? toVotesOfMany(place) : toVotes(place))),
    own: ownDecision(rows, gate, member),
    isPastUntil: now >= until,
    readerHas: readerHasAt !== null,
  }
}

/** A station that burned a gate of a group has not burned it for a member whom it released to. */
function toVotesOfMany(place: StoredPlace): PlaceVotes {
  const votes = toVotes(place)
  return {
    ...votes,
    hasBurned: votes.hasBurned && !votes.hasReleased,
    hasReleasedToOther: place.releasedToOther === 1,
  }
}

/** What a station is known to have handed out stays so, also when it is destroyed. */
function toVotes({ isSent, released, burned, isLost, setting }: StoredPlace): PlaceVotes {
  const isByWord = isLost === 1 && burned === 0 && released === 0
  return {
    ...{ isSent: isSent === 1, hasReleased: released === 1, hasBurned: burned === 1 || isByWord },
    ...{ isByWord, setting },
  }
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
