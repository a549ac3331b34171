// What the author knows of each station of a gate: by its receipts, its log, and their own word.
import type { Rows } from '../ledger/index.ts'
import type { PlaceVotes } from './gate-situation.ts'
import type { GateRow } from './gates.ts'

interface StoredPlace {
  isSent: number
  released: number
  releasedToOther: number
  burned: number
  isLost: number
  isKept: number
  setting: 'held' | 'let-go' | null
}

const PLACES = `
  SELECT s.is_sent AS isSent, s.is_kept AS isKept, s.is_lost AS isLost,
    EXISTS (SELECT 1 FROM gate_votes v WHERE v.handle = g.handle AND v.place = s.place AND v.vote = 'released'
      AND (g.era IS NULL OR v.reader IN (SELECT m.key FROM roster_members m WHERE m.person = ?))) AS released,
    g.era IS NOT NULL AND EXISTS (SELECT 1 FROM gate_votes v WHERE v.handle = g.handle AND v.place = s.place
      AND v.vote = 'released' AND v.reader NOT IN (SELECT m.key FROM roster_members m WHERE m.person = ?)) AS releasedToOther,
    EXISTS (SELECT 1 FROM gate_votes v WHERE v.handle = g.handle AND v.place = s.place AND v.vote = 'burned') AS burned,
    (SELECT v.vote FROM gate_votes v WHERE v.handle = g.handle AND v.place = s.place AND v.vote IN ('held', 'let-go')
     ORDER BY v.seq DESC, v.vote LIMIT 1) AS setting
  FROM gate_rows g JOIN gate_places s ON s.gate = g.id WHERE g.id = ? ORDER BY s.place`

/**
 * @param member of the group for which the gate is; null for the group as a whole
 * @param isPutHeld all shares went to the stations as held, and no act came after them
 */
export function listPlaceVotes(
  rows: Rows,
  { id, since }: GateRow,
  { member, isPutHeld }: { member: Uint8Array | null; isPutHeld: boolean },
): PlaceVotes[] {
  const read = since === null ? toVotes : toVotesOfMany
  return rows.all<StoredPlace>(PLACES, member, member, id).map((place) => read(place, isPutHeld))
}

/** A station that burned a gate of a group has not burned it for a member whom it released to. */
function toVotesOfMany(place: StoredPlace, isPutHeld: boolean): PlaceVotes {
  const votes = toVotes(place, isPutHeld)
  return {
    ...votes,
    hasBurned: votes.hasBurned && !votes.hasReleased,
    hasReleasedToOther: place.releasedToOther === 1,
  }
}

/** What a station is known to have handed out stays so, also when it is destroyed. */
function toVotes(
  { isSent, released, burned, isLost, isKept, setting }: StoredPlace,
  isPutHeld: boolean,
): PlaceVotes {
  const isByWord = isLost === 1 && burned === 0 && released === 0
  return {
    ...{ isSent: isSent === 1, hasReleased: released === 1, hasBurned: burned === 1 || isByWord },
    ...{ isByWord, setting: setting ?? (isPutHeld && isKept === 1 ? 'held' : null) },
  }
}
