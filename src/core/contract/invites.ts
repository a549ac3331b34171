// Invites: a link that makes one pairing.
// Stands before the life of a message: letters go only between people who are paired.
import { call } from './calls.ts'
import type { InviteId, InviteText, IsoTime, Party, PersonId } from './ids.ts'
import { id, link, nothing, waitMs, z } from './schema.ts'

const MAX_LIFETIME_MS = 24 * 60 * 60 * 1000

export interface CreatedInvite {
  id: InviteId
  invite: InviteText
  expiresAt: IsoTime
}

export interface Invite extends CreatedInvite {
  createdAt: IsoTime
  state: 'open' | 'used' | 'expired' | 'revoked'
  /** Who became a contact by it; null until it is used. */
  usedBy: PersonId | null
}

export const inviteCalls = {
  /** Answered only while the inviter's engine runs with its network. A day unless told shorter. */
  create: call<CreatedInvite>()(
    z.strictObject({ lifetimeMs: z.number().int().min(1000).max(MAX_LIFETIME_MS).optional() }),
  ),

  /**
   * Pairs with the inviter; resolves when both sides have stored the contact.
   * @throws INVITE_USED (also between people already paired), INVITE_EXPIRED, INVITER_AWAY after `waitMs`, INVALID
   */
  accept: call<Party>()(z.strictObject({ link, waitMs: waitMs.default(10_000) })),

  /** Newest first. */
  list: call<Invite[]>()(nothing),

  /** @throws NOT_FOUND */
  revoke: call<Invite[]>()(z.strictObject({ invite: id })),
}
