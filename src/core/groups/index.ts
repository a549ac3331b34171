// groups: an audience with members. The owner's records say who is a member; each member's feed
// carries posts and answers.
// May import every noun of lower rank. Path: record of the owner → roster → who may read, post and
// be notified.
export type { AskRow } from './join-desk.ts'
export type { LinkRow } from './join-links.ts'
export {
  countGroups,
  countMembers,
  findGroup,
  findMember,
  getGroup,
  listMembers,
  retireGroupDevice,
  type GroupRow,
  type MemberRow,
} from './group-row.ts'
export { createGroupStrategy } from './group-strategy.ts'
export { Groups } from './groups.ts'
export { MAX_GROUP_NAME_BYTES } from './membership-record.ts'
export { groupsSchema } from './schema.ts'
