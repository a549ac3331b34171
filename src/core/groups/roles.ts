// The rights of each role in a group, as a table. A right that is not in the table is denied.
// Each receiver checks who may post, because every member holds the same roster.

/** Persisted by position: append only. */
export const GROUP_ROLES = ['owner', 'poster', 'reader'] as const
export type GroupRole = (typeof GROUP_ROLES)[number]

/** Persisted by position: append only. */
export const GROUP_STYLES = ['conversation', 'announcements', 'team'] as const
export type GroupStyle = (typeof GROUP_STYLES)[number]

export type GroupRight = 'read' | 'answer' | 'post' | 'change-members'

const RIGHTS: Readonly<Record<GroupRole, readonly GroupRight[]>> = {
  owner: ['read', 'answer', 'post', 'change-members'],
  poster: ['read', 'answer', 'post'],
  reader: ['read', 'answer'],
}

export function hasRoleRight(role: GroupRole, right: GroupRight): boolean {
  return RIGHTS[role].includes(right)
}

/** The role of a new member unless the owner chooses another. */
export const ROLE_OF_NEW: Readonly<Record<GroupStyle, GroupRole>> = {
  conversation: 'poster',
  announcements: 'reader',
  team: 'poster',
}
