// Groups: an audience with a name of its own. Its owner says who is in it; a post to it is one body and one notice.
// Conversation, announcements and team are one thing with other roles for whoever joins.
import { call } from './calls.ts'
import type { GroupId, GroupLinkId, GroupLinkText, IsoTime, JoinRequestId, Party } from './ids.ts'
import type { PictureUrl } from './people.ts'
import {
  id,
  link,
  listUpTo,
  MAX_GROUP_MEMBERS,
  MAX_PICTURE_URL_CHARS,
  nothing,
  person,
  textUpTo,
  waitMs,
  z,
} from './schema.ts'

/** The owner alone changes who is in it and posts like a poster; a reader opens and answers, and posts nothing. */
export const GROUP_ROLES = ['owner', 'poster', 'reader'] as const
export type GroupRole = (typeof GROUP_ROLES)[number]

/** What it is meant for, and which role a new member gets: poster, reader, poster. */
export const GROUP_STYLES = ['conversation', 'announcements', 'team'] as const
export type GroupStyle = (typeof GROUP_STYLES)[number]

/** `asked`: the owner has not said yes yet. `left` and `removed`: what was opened stays, nothing new comes. */
export type Membership = 'member' | 'asked' | 'left' | 'removed'

export interface GroupSummary {
  group: GroupId
  name: string
  style: GroupStyle
  picture: PictureUrl | null
  owner: Party
  /** What I am in it. */
  role: GroupRole
  membership: Membership
  memberCount: number
  /** Since when I am in it. */
  since: IsoTime
}

export interface GroupMember extends Party {
  role: GroupRole
  since: IsoTime
  /** Reads what was posted before they joined. */
  seesHistory: boolean
  /** A live connection to one of their devices, now. */
  online: boolean
  /** Paired with me, so that we write to each other also outside the group. */
  isContact: boolean
}

export interface Group extends GroupSummary {
  /** Begins anew whenever somebody goes: fresh secrets, fresh feeds. */
  era: number
  /** Counts additions within the era. */
  epoch: number
  /** The owner first, then by name. */
  members: GroupMember[]
}

export interface GroupLink {
  id: GroupLinkId
  group: GroupId
  link: GroupLinkText
  createdAt: IsoTime
  expiresAt: IsoTime
  needsApproval: boolean
  /** How many have joined by it. */
  uses: number
  state: 'open' | 'expired' | 'revoked'
}

export interface JoinRequest {
  id: JoinRequestId
  group: GroupId
  from: Party
  at: IsoTime
  /** I have blocked them: a yes is refused until they are unblocked. */
  blocked: boolean
}

const group = person
const name = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]/u.test(text), { error: 'One line.' })
const oneGroup = z.strictObject({ group })
const persons = listUpTo(person, MAX_GROUP_MEMBERS).refine((list) => list.length > 0, {
  error: 'At least one.',
})
/** Owner is who made it, until they hand it over. */
const role = z.enum(['poster', 'reader'])
const MAX_LINK_MS = 365 * 24 * 60 * 60 * 1000

export const groupCalls = {
  /** I am its owner. @throws INVALID */
  create: call<Group>()(z.strictObject({ name, style: z.enum(GROUP_STYLES).default('conversation') })),

  /** Those I am in first, by name. */
  list: call<GroupSummary[]>()(nothing),

  /** By id or by name. @throws NOT_FOUND, AMBIGUOUS */
  show: call<Group>()(oneGroup),

  /** Contacts become members at once; all of them are one epoch. @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, BLOCKED, TOO_LARGE */
  add: call<Group>()(
    z.strictObject({ group, persons, role: role.optional(), history: z.boolean().default(false) }),
  ),

  /** They get no key for anything more. @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, INVALID (the owner) */
  remove: call<Group>()(z.strictObject({ group, persons })),

  /** I am no member any more. @throws NOT_FOUND, AMBIGUOUS, INVALID (an owner hands it over first) */
  leave: call<GroupSummary>()(oneGroup),

  /** @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, INVALID (the owner) */
  setRole: call<Group>()(z.strictObject({ group, person, role })),

  /** Somebody else is the owner from then on, and I am a poster. @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS */
  handOver: call<Group>()(z.strictObject({ group, person })),

  /** @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, INVALID, TOO_LARGE */
  change: call<Group>()(
    z.strictObject({
      group,
      name: name.optional(),
      style: z.enum(GROUP_STYLES).optional(),
      picture: textUpTo(MAX_PICTURE_URL_CHARS).nullable().optional(),
    }),
  ),

  /** A link that lets in whoever has it, until it ends (a week unless told) or is revoked. @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS */
  createLink: call<GroupLink>()(
    z.strictObject({
      group,
      lifetimeMs: z.number().int().min(1000).max(MAX_LINK_MS).optional(),
      /** Nobody is in before I say so. */
      needsApproval: z.boolean().default(false),
    }),
  ),

  /** Newest first. @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS */
  links: call<GroupLink[]>()(oneGroup),

  /** @throws NOT_FOUND */
  revokeLink: call<GroupLink[]>()(z.strictObject({ link: id })),

  /**
   * Joins by a link; the owner's device must be there. @throws INVALID, LINK_REVOKED (used up, revoked or ended), INVITER_AWAY after `waitMs`,
   *   TOO_LARGE
   */
  join: call<GroupSummary>()(z.strictObject({ link, waitMs: waitMs.default(10_000) })),

  /** Who asks to be let into groups of mine, newest first. */
  requests: call<JoinRequest[]>()(nothing),

  /** @throws NOT_FOUND */
  answerRequest: call<JoinRequest[]>()(z.strictObject({ request: id, accept: z.boolean() })),

  /** Forgets a group I am not in any more; what was opened stays. @throws NOT_FOUND, AMBIGUOUS, INVALID (still a member) */
  forget: call<GroupSummary[]>()(oneGroup),
}
