// The decision about one object and one audience. It is a pure function of facts and a time. It
// reads and writes nothing. It is made between notify and reference. If the facts do not allow an
// action, the answer is no.
import type { Outcome } from '../contract/letter.ts'
import { STATE_OF_SITUATION, TRANSITIONS } from './transitions.ts'
import type { Action, Situation, StandingRefusal } from './transitions.ts'

export type AccessMode = 'open' | 'controlled'

/**
 * What the ledger says about an object and an audience, and whether this reader has a release.
 * Times in ms since the epoch.
 */
export interface AudienceFacts {
  readonly mode: AccessMode
  readonly heldAt: number | null
  /** The notice is due from this time on, and no key is released before it. */
  readonly notBefore: number
  readonly expiresAt: number | null
  readonly noticedAt: number | null
  readonly recalledAt: number | null
  /** When the expiry was recorded. A recorded expiry is final, whatever the clock says later. */
  readonly expiredAt: number | null
  readonly isReleased: boolean
  /**
   * True if a lost device may have recalled or released the object after its backup was made.
   * Nothing is released while this is unknown.
   */
  readonly isInDoubt?: boolean
}

interface ReleaseFacts {
  /** True if a release record exists for this person, even if they have left the audience since. */
  readonly isReleased: boolean
  /** Null if the reader is not in the audience, or the object does not exist. */
  readonly audience: AudienceFacts | null
  readonly isOverQuota: boolean
}

/** The answer to a reader who gets no key. */
export type ReleaseRefusal = StandingRefusal | 'NOT_YET' | 'QUOTA'

/**
 * `again`: the object was already released to this person, who gets the same answer, whatever
 * happened since.
 */
export type ReleaseDecision = 'release' | 'again' | ReleaseRefusal

export type AuthorAct = Extract<Action, 'hold' | 'let-go' | 'recall'>

export interface ActDecision {
  readonly from: Situation
  readonly next: Situation
  readonly outcome: Outcome
}

/**
 * Returns the situation according to the recorded facts. A release overrides everything. Recall and
 * expiry exclude each other.
 */
export function situationOf(facts: AudienceFacts): Situation {
  if (facts.isReleased) return 'referenced'
  if (facts.recalledAt !== null) return facts.noticedAt === null ? 'recalled-unnoticed' : 'recalled'
  if (facts.expiredAt !== null) return facts.noticedAt === null ? 'expired-unnoticed' : 'expired'
  if (facts.noticedAt === null) return facts.heldAt === null ? 'scheduled' : 'waiting-held'
  if (facts.mode === 'open') return 'open-notified'
  return facts.heldAt === null ? 'notified' : 'held-after-notice'
}

/**
 * Returns the situation at `now`: as recorded, or expired if that time has passed and the expiry is
 * not recorded yet.
 */
export function situationAt(facts: AudienceFacts, now: number): Situation {
  const recorded = situationOf(facts)
  return isPast(facts.expiresAt, now) ? TRANSITIONS[recorded].expire.next : recorded
}

/**
 * Decides an act of the author. To let go of an object that is already due notifies its readers in
 * one step.
 */
export function decideAct(facts: AudienceFacts, act: AuthorAct, now: number): ActDecision {
  const from = situationAt(facts, now)
  const { next, result } = TRANSITIONS[from][act]
  if (act === 'let-go' && next === 'scheduled' && hasBegun(facts, now)) {
    return { from, next: noticedSituation(facts), outcome: TRANSITIONS.scheduled['fall-due'].result }
  }
  return { from, next, outcome: result }
}

/**
 * Decides a request for the key. The order of the checks is guaranteed: already released → audience
 * → recalled → held → time window → quota. Expiry ends a hold, so an object that is held and
 * expired answers `EXPIRED`.
 * @param latest the latest possible time while the clock is in doubt, else equal to `now`. A letter
 * that may have expired by `latest` is not refused finally: the answer is `NOT_YET`
 */
export function decideRelease(facts: ReleaseFacts, now: number, latest = now): ReleaseDecision {
  const { audience } = facts
  if (facts.isReleased) return 'again'
  if (audience === null) return 'NOT_A_READER'
  const { result } = TRANSITIONS[situationAt(audience, now)].request
  if (result !== 'released') return result
  if (audience.isInDoubt === true) return 'NOT_YET'
  if (!hasBegun(audience, now) || isPast(audience.expiresAt, latest)) return 'NOT_YET'
  return facts.isOverQuota ? 'QUOTA' : 'release'
}

/**
 * Decides among several audiences that give a reader access to an object. An audience that releases
 * the key is used first, then one that may still do so.
 */
export function decideAmong(
  routes: readonly AudienceFacts[],
  reader: Omit<ReleaseFacts, 'audience'>,
  now: number,
  latest = now,
): { readonly decision: ReleaseDecision; readonly route: number } {
  const decisions = routes.map((audience) => decideRelease({ ...reader, audience }, now, latest))
  for (const decision of BEST_FIRST) {
    const route = decisions.indexOf(decision)
    if (route !== -1) return { decision, route: route }
  }
  return { decision: decideRelease({ ...reader, audience: null }, now, latest), route: -1 }
}

const BEST_FIRST: readonly ReleaseDecision[] = [
  'again',
  'release',
  'NOT_YET',
  'HELD',
  'QUOTA',
  'EXPIRED',
  'RECALLED',
  'NOT_A_READER',
]

/** True if the audience can still get the key, or already has it. */
export function hasRight(situation: Situation): boolean {
  const state = STATE_OF_SITUATION[situation]
  return state !== 'recalled' && state !== 'expired'
}

function noticedSituation(facts: AudienceFacts): Situation {
  const step = TRANSITIONS.scheduled['fall-due']
  return (facts.mode === 'open' ? step.nextIfOpen : undefined) ?? step.next
}

/**
 * An object whose notice went out at or after `notBefore` stays available if the clock is set back.
 */
function hasBegun(facts: AudienceFacts, now: number): boolean {
  return now >= facts.notBefore || (facts.noticedAt !== null && facts.noticedAt >= facts.notBefore)
}

function isPast(time: number | null, now: number): boolean {
  return time !== null && now >= time
}
