// The decision about an object and one audience: plain facts and a time in, a verdict out, nothing read and nothing written.
// It stands between notify and reference; what the facts do not say is a no.
import type { Outcome } from './states.ts'
import { STATE_OF_SITUATION, TRANSITIONS } from './transitions.ts'
import type { Action, Situation, StandingRefusal } from './transitions.ts'

export type AccessMode = 'open' | 'controlled'

/** What the ledger says about (object, audience), and whether the reader in question has a release. Times in ms. */
export interface AudienceFacts {
  readonly mode: AccessMode
  readonly heldAt: number | null
  /** Its notice is due from then on, and no key is given before. */
  readonly notBefore: number
  readonly expiresAt: number | null
  readonly noticedAt: number | null
  readonly recalledAt: number | null
  /** When the expiry was recorded: from then on it holds whatever a clock says. */
  readonly expiredAt: number | null
  readonly isReleased: boolean
  /** Whether a device of which only a backup is left may have recalled or released it since; nothing is given while that is unknown. */
  readonly isInDoubt?: boolean
}

export interface ReleaseFacts {
  /** A release record exists for this person, even if they left the audience since. */
  readonly isReleased: boolean
  /** Null outside the audience, and for what does not exist. */
  readonly audience: AudienceFacts | null
  readonly isOverQuota: boolean
}

/** What a reader is told who gets no key. */
export type ReleaseRefusal = StandingRefusal | 'NOT_YET' | 'QUOTA'

/** `again`: this person was already released to, and gets the same answer whatever came since. */
export type ReleaseDecision = 'release' | 'again' | ReleaseRefusal

export type AuthorAct = Extract<Action, 'hold' | 'let-go' | 'recall'>

export interface ActDecision {
  readonly from: Situation
  readonly next: Situation
  readonly outcome: Outcome
}

/** Where it stands by what is recorded. A release outweighs everything; recall and expiry exclude each other. */
export function situationOf(facts: AudienceFacts): Situation {
  if (facts.isReleased) return 'referenced'
  if (facts.recalledAt !== null) return facts.noticedAt === null ? 'recalled-unnoticed' : 'recalled'
  if (facts.expiredAt !== null) return facts.noticedAt === null ? 'expired-unnoticed' : 'expired'
  if (facts.noticedAt === null) return facts.heldAt === null ? 'scheduled' : 'waiting-held'
  if (facts.mode === 'open') return 'open-notified'
  return facts.heldAt === null ? 'notified' : 'held-after-notice'
}

/** Where it stands at `now`: as recorded, or expired if that time is reached and nobody recorded it yet. */
export function situationAt(facts: AudienceFacts, now: number): Situation {
  const recorded = situationOf(facts)
  return isPast(facts.expiresAt, now) ? TRANSITIONS[recorded].expire.next : recorded
}

/** An act of the author. Letting go of what is already due leads through the schedule to its notice in one step. */
export function decideAct(facts: AudienceFacts, act: AuthorAct, now: number): ActDecision {
  const from = situationAt(facts, now)
  const { next, result } = TRANSITIONS[from][act]
  if (act === 'let-go' && next === 'scheduled' && hasBegun(facts, now)) {
    return { from, next: noticedSituation(facts), outcome: TRANSITIONS.scheduled['fall-due'].result }
  }
  return { from, next, outcome: result }
}

/**
 * A reader asks for the key. The order is part of the promise: already released → audience → recalled → held → time
 * window → quota. Expiry ends a hold, so what is both answers `EXPIRED`.
 * @param latest the latest time it can be while the clock is in doubt. A letter that would have run out by then is not
 *   refused for good, it waits (`NOT_YET`); without doubt it equals `now`.
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

/** Of several audiences by which a reader could come to an object, the one that decides: any that lets them, else the one that may yet. */
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

/** Whether somebody may still get the key, or already has it. */
export function hasRight(situation: Situation): boolean {
  const state = STATE_OF_SITUATION[situation]
  return state !== 'recalled' && state !== 'expired'
}

function noticedSituation(facts: AudienceFacts): Situation {
  const step = TRANSITIONS.scheduled['fall-due']
  return (facts.mode === 'open' ? step.nextIfOpen : undefined) ?? step.next
}

/** A window that was open when the notice went out stays open when the clock goes back. */
function hasBegun(facts: AudienceFacts, now: number): boolean {
  return now >= facts.notBefore || (facts.noticedAt !== null && facts.noticedAt >= facts.notBefore)
}

function isPast(time: number | null, now: number): boolean {
  return time !== null && now >= time
}
