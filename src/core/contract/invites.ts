// Invites: a link by which one person, or several, become contacts.
// This comes before the life of a message, because letters are sent only between paired persons.
import { call } from './calls.ts'
import type { GuestId, InviteId, InviteText, IsoTime, Party } from './ids.ts'
import { id, link, listUpTo, nothing, oneLine, waitMs, z } from './schema.ts'

const MAX_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000
export const MAX_INVITED = 100
/** More guests than can wait. */
const MAX_GUESTS = 500

export interface CreatedInvite {
  id: InviteId
  invite: InviteText
  expiresAt: IsoTime
  /** How many people it is for. With more than one, this person decides about each guest. */
  people: number
  /** What its maker calls it, to tell it from others. Not in the link. Null if it has no name. */
  forWhom: string | null
}

export interface Invite extends CreatedInvite {
  createdAt: IsoTime
  /** `used`: as many people as it is for have come by it. */
  state: 'open' | 'used' | 'expired' | 'revoked'
  /** Those who became contacts by the invite, the newest first. */
  guests: (Party & { at: IsoTime })[]
  /** How many guests wait for an answer. */
  waiting: number
}

/** Somebody who came by an invite for several, and waits. `name` is their unverified claim. */
export interface InviteGuest extends Party {
  guest: GuestId
  invite: InviteId
  at: IsoTime
}

/**
 * `waiting`: stored here, and sent when the inviter's device is online. `asked`: the inviter has it
 * and decides.
 */
export type AcceptedState = 'paired' | 'waiting' | 'asked'

export interface AcceptedInvite extends Party {
  state: AcceptedState
}

/** An accepted invite of another person that is not answered yet. */
export interface PendingInvite extends Party {
  invite: InviteId
  state: Exclude<AcceptedState, 'paired'>
  since: IsoTime
  expiresAt: IsoTime
}

export const inviteCalls = {
  /**
   * Creates an invite. It is answered while this engine runs with its network; a guest waits until
   * then. Default: a week, at most 30 days; one person.
   */
  create: call<CreatedInvite>()(
    z.strictObject({
      lifetimeMs: z.number().int().min(1000).max(MAX_LIFETIME_MS).optional(),
      people: z.number().int().min(1).max(MAX_INVITED).optional(),
      forWhom: oneLine.optional(),
    }),
  ),

  /**
   * Accepts an invite. Resolves when both sides have stored the contact, when the inviter is asked,
   * or after `waitMs`. An acceptance that waits goes on alone, also after a restart.
   * @throws INVITE_USED (also if both are already paired), INVITE_EXPIRED, BLOCKED, INVALID
   *   (`details.reason` is `own` for an own invite)
   */
  accept: call<AcceptedInvite>()(z.strictObject({ link, waitMs: waitMs.default(10_000) })),

  /** Lists the invites, newest first. */
  list: call<Invite[]>()(nothing),

  /**
   * Revokes an invite. Guests who wait stay. Returns all invites.
   * @throws NOT_FOUND
   */
  revoke: call<Invite[]>()(z.strictObject({ invite: id })),

  /** Lists the guests who wait for an answer, newest first. */
  guests: call<InviteGuest[]>()(nothing),

  /**
   * Accepts or declines guests. A declined guest is not told. Returns those who still wait.
   * @throws NOT_FOUND; if accepted QUOTA (as many as the invite is for have come), BLOCKED, INVALID
   */
  answer: call<InviteGuest[]>()(z.strictObject({ guests: listUpTo(id, MAX_GUESTS), accept: z.boolean() })),

  /** Lists the accepted invites of others that are not answered yet, newest first. */
  pending: call<PendingInvite[]>()(nothing),

  /**
   * Stops waiting for an accepted invite. Returns those that still wait.
   * @throws NOT_FOUND
   */
  withdraw: call<PendingInvite[]>()(z.strictObject({ invite: id })),
}
