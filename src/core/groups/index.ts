// groups: an audience with members. Its owner's records say who is in it; each member's feed carries what they post and answer.
// May import every noun up to letters, whose audience it is. Path: record of the owner → roster → who may read, post, be told.
export type { AskRow } from './join-desk.ts'
export type { LinkRow } from './join-links.ts'
export {
  countGroups,
  countMembers,
  findMember,
  getGroup,
  listMembers,
  retireGroupDevice,
  type GroupRow,
  type MemberRow,
} from './group-row.ts'
export { createGroupWay } from './group-way.ts'
export { Groups } from './groups.ts'
export { MAX_GROUP_NAME_BYTES } from './membership-record.ts'
export { groupsSchema } from './schema.ts'
