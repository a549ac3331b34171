// Groups: an audience with a name. Its owner decides who is a member. A post to a group is one body
// and one notice.
// Conversation, announcements and team differ only in the role that a new member gets.
import { call } from './calls.ts'
import { GROUP_STYLES, type GroupRole, type GroupStyle } from './choices.ts'
import type { GroupId, GroupLinkId, GroupLinkText, IsoTime, JoinRequestId, Party } from './ids.ts'
import type { PictureUrl } from './people.ts'
import type { Muted } from './threads.ts'
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

/**
 * `asked`: the owner has not accepted the request yet. `left` and `removed`: opened posts stay, no
 * new posts arrive.
 */
export type Membership = 'member' | 'asked' | 'left' | 'removed'

export interface GroupSummary {
  group: GroupId
  name: string
  style: GroupStyle
  picture: PictureUrl | null
  owner: Party
  /** This person's role in the group. */
  role: GroupRole
  membership: Membership
  memberCount: number
  /** When this person became a member. */
  since: IsoTime
  /** Set while this person has muted the group, by `threads.mute`. */
  muted: Muted | null
}

export interface GroupMember extends Party {
  role: GroupRole
  since: IsoTime
  /** True if the member can read posts from before they joined. */
  seesHistory: boolean
  /** True if one of the member's devices is connected now. */
  online: boolean
  /**
   * True if the member is also a contact, so that both can write to each other outside the group.
   */
  isContact: boolean
}

export interface Group extends GroupSummary {
  /** Increases when a member leaves or is removed. Each era has new secrets and new feeds. */
  era: number
  /** The number of additions within the era. */
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
  /** The number of persons who joined by this link. */
  uses: number
  state: 'open' | 'expired' | 'revoked'
}

export interface JoinRequest {
  id: JoinRequestId
  group: GroupId
  from: Party
  at: IsoTime
  /**
   * True if this person blocked the one who asks. Accepting is refused until the block is lifted.
   */
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
/** `owner` is not in this list, because the creator is the owner until they hand the group over. */
const role = z.enum(['poster', 'reader'])
const MAX_LINK_MS = 365 * 24 * 60 * 60 * 1000

export const groupCalls = {
  /**
   * Creates a group. The caller becomes its owner.
   * @throws INVALID
   */
  create: call<Group>()(z.strictObject({ name, style: z.enum(GROUP_STYLES).default('conversation') })),

  /** Lists groups by name, those with a current membership first. */
  list: call<GroupSummary[]>()(nothing),

  /**
   * Returns one group, by id or name.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  show: call<Group>()(oneGroup),

  /**
   * Adds contacts as members at once. One call starts one epoch. With `history` they can read
   * earlier posts.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, BLOCKED, TOO_LARGE
   */
  add: call<Group>()(
    z.strictObject({ group, persons, role: role.optional(), history: z.boolean().default(false) }),
  ),

  /**
   * Removes members. They get no key for later posts.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, INVALID if one of them is the owner
   */
  remove: call<Group>()(z.strictObject({ group, persons })),

  /**
   * Leaves a group.
   * @throws NOT_FOUND, AMBIGUOUS, INVALID if the caller is the owner, who must hand it over first
   */
  leave: call<GroupSummary>()(oneGroup),

  /**
   * Sets a member's role.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, INVALID (the owner)
   */
  setRole: call<Group>()(z.strictObject({ group, person, role })),

  /**
   * Makes another member the owner. The caller becomes a poster.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS
   */
  handOver: call<Group>()(z.strictObject({ group, person })),

  /**
   * Changes the name, style or picture.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, INVALID, TOO_LARGE
   */
  change: call<Group>()(
    z.strictObject({
      group,
      name: name.optional(),
      style: z.enum(GROUP_STYLES).optional(),
      picture: textUpTo(MAX_PICTURE_URL_CHARS).nullable().optional(),
    }),
  ),

  /**
   * Creates a link by which anyone who has it can join, until it expires (default: a week) or is
   * revoked.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS
   */
  createLink: call<GroupLink>()(
    z.strictObject({
      group,
      lifetimeMs: z.number().int().min(1000).max(MAX_LINK_MS).optional(),
      /** If true, the owner must accept each request to join. */
      needsApproval: z.boolean().default(false),
    }),
  ),

  /**
   * Lists the links of a group, newest first.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS
   */
  links: call<GroupLink[]>()(oneGroup),

  /**
   * Revokes a link. Returns the links of its group.
   * @throws NOT_FOUND
   */
  revokeLink: call<GroupLink[]>()(z.strictObject({ link: id })),

  /**
   * Joins by a link. The owner's device must be online.
   * @throws INVALID, LINK_REVOKED if the link is used up, revoked or expired, INVITER_AWAY after
   *   `waitMs`, TOO_LARGE
   */
  join: call<GroupSummary>()(z.strictObject({ link, waitMs: waitMs.default(10_000) })),

  /** Lists the requests to join own groups, newest first. */
  requests: call<JoinRequest[]>()(nothing),

  /**
   * Accepts or refuses a request. Returns the remaining requests.
   * @throws NOT_FOUND
   */
  answerRequest: call<JoinRequest[]>()(z.strictObject({ request: id, accept: z.boolean() })),

  /**
   * Removes a group that this person is no longer a member of from the list. Opened posts stay.
   * @throws NOT_FOUND, AMBIGUOUS, INVALID if still a member
   */
  forget: call<GroupSummary[]>()(oneGroup),
}
