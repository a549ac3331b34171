// Reads the facts of a gate for gate-situation.ts from the ledger.
import { decodeAct } from '../custody/index.ts'
import type { Rows } from '../ledger/index.ts'
import { findAudience } from './facts.ts'
import type { GateFacts, OwnDecision, PlaceVotes } from './gate-situation.ts'
import type { GateRow } from './gates.ts'

interface StoredPlace {
  sentAt: number | null
  released: number
  burned: number
  setting: 'held' | 'let-go' | null
}

const PLACES = `
  SELECT s.sent_at AS sentAt,
    EXISTS (SELECT 1 FROM gate_votes v WHERE v.handle = g.handle AND v.place = s.place AND v.vote = 'released') AS released,
    EXISTS (SELECT 1 FROM gate_votes v WHERE v.handle = g.handle AND v.place = s.place AND v.vote = 'burned') AS burned,
    (SELECT v.vote FROM gate_votes v WHERE v.handle = g.handle AND v.place = s.place AND v.vote IN ('held', 'let-go')
     ORDER BY v.seq DESC, v.vote LIMIT 1) AS setting
  FROM gates g JOIN gate_shares s ON s.gate = g.id WHERE g.id = ? ORDER BY s.place`

/** @param now decides only whether the lease has ended */
export function tallyGate(rows: Rows, gate: GateRow, now: number): GateFacts {
  const { id, need, distrust, until, readerHasAt } = gate
  return {
    need,
    distrust,
    places: rows.all<StoredPlace>(PLACES, id).map(toVotes),
    own: ownDecision(rows, gate),
    isPastUntil: now >= until,
    readerHas: readerHasAt !== null,
  }
}

function toVotes({ sentAt, released, burned, setting }: StoredPlace): PlaceVotes {
  return { isSent: sentAt !== null, hasReleased: released === 1, hasBurned: burned === 1, setting }
}

/**
 * A burn decides for its gate also when the object was given to the person again, by a later gate.
 */
function ownDecision(rows: Rows, { objectId, person, handle }: GateRow): OwnDecision {
  const audience = findAudience(rows, objectId, person)
  if (audience?.isReleased === true) return 'released'
  const burn = rows.get<{ record: Uint8Array }>(LATEST, handle, 'burn')
  if (burn !== undefined) return decodeAct(burn.record).why === 'expired' ? 'expired' : 'recalled'
  if (audience !== null && audience.recalledAt !== null) return 'recalled'
  if (audience !== null && audience.expiredAt !== null) return 'expired'
  if (audience !== null && audience.heldAt !== null) return 'held'
  return rows.get(LATEST, handle, 'let-go') === undefined ? null : 'let-go'
}

const LATEST = 'SELECT record FROM gate_acts WHERE handle = ? AND kind = ? ORDER BY seq DESC LIMIT 1'
