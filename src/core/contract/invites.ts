// Invites: a link that creates one pairing.
// This comes before the life of a message, because letters are sent only between paired persons.
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
  /** The person who became a contact by the invite. Null until the invite is used. */
  usedBy: PersonId | null
}

export const inviteCalls = {
  /**
   * Creates an invite. It can be accepted only while this engine runs with its network. Default and
   * longest lifetime: a day.
   */
  create: call<CreatedInvite>()(
    z.strictObject({ lifetimeMs: z.number().int().min(1000).max(MAX_LIFETIME_MS).optional() }),
  ),

  /**
   * Pairs with the inviter. Resolves when both sides have stored the contact.
   * @throws INVITE_USED (also if both are already paired), INVITE_EXPIRED, INVITER_AWAY after
   *   `waitMs`, INVALID
   */
  accept: call<Party>()(z.strictObject({ link, waitMs: waitMs.default(10_000) })),

  /** Lists the invites, newest first. */
  list: call<Invite[]>()(nothing),

  /**
   * Revokes an invite. Returns all invites.
   * @throws NOT_FOUND
   */
  revoke: call<Invite[]>()(z.strictObject({ invite: id })),
}
