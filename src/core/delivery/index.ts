// delivery: brings any object to any audience: give, notify, share, reference, release, act,
// answer.
// It may import every noun of a lower rank, and no noun that says what an object is. A kind of
// object adds its own behaviour through its row in kinds.ts.
// Path: give.ts (store, grants) → notify.ts → [network: replicate] → receive-record.ts → [inbox:
// receive] → reference.ts, with release-desk.ts on the author's side → marks.ts (state).
export * from './addressees.ts'
export { askFor, listAsks } from './asks.ts'
export * from './attached-rows.ts'
export {
  attachmentsOf,
  sumAttached,
  listFileNames,
  keepAttached,
  keepWithin,
  listKeepingLocation,
  allowAttached,
  locateAttached,
  markAttachedKept,
  markAttachedGone,
  type Attachment,
} from './attachments.ts'
export { hold, letGo, schedule, recall, type ActingParts } from './author-acts.ts'
export * from './cost.ts'
export { watchDamage } from './damage.ts'
export {
  findDeletion,
  isDeleted,
  listDeletions,
  standingOfDeletion,
  forgetProvenDeletions,
  type DeletedObject,
} from './deletions.ts'
export * from './destroy.ts'
export * from './deferred-records.ts'
export * from './barred-person.ts'
export { checkRewritten, attachSources, watchPeer, sourcesOf, type Wait } from './fetch-blocks.ts'
export {
  giveObject,
  stateAfter,
  checkRecipients,
  checkPolicy,
  canHaveVersions,
  prepareLinks,
  namedIn,
  type Recipients,
  ONESELF,
  type GivenState,
  type Giving,
} from './give.ts'
export { answerKeyHolders } from './key-holders.ts'
export { firstOf, type ObjectChange, type Kind, type Kinds } from './kinds.ts'
export * from './blocked-author.ts'
export { markObject, markInTransaction, findMark } from './marks.ts'
export { findGiven, announceToNewMembers, makeNotice, type NotifyingParts } from './notify.ts'
export * from './nudge.ts'
export * from './open-own.ts'
export { mayHandOver, opensFrom } from './opens-from.ts'
export { changeMyself, changeMyselfBy } from './card-changes.ts'
export type * from './parts.ts'
export { createPersonStrategy } from './person-strategy.ts'
export {
  fromNoticed,
  notBeforeOf,
  fitPolicy,
  defaultMode,
  renewPolicy,
  insertPolicy,
  findPolicy,
  hasWithPolicy,
  countWithPolicy,
  listWithPolicy,
  UNGIVEN,
} from './policy.ts'
export type { GroupRecords, TalkRecords } from './ports.ts'
export * from './publish-attached.ts'
export * from './receive-record.ts'
export * from './received-state.ts'
export { Reference } from './reference.ts'
export * from './release-desk.ts'
export { listRewrites } from './rewrites.ts'
export * from './schema.ts'
export * from './share.ts'
export { GateRenewal } from './renew-gates.ts'
export { openOwnReleases } from './own-releases.ts'
export { resealForCard } from './pair-grant.ts'
export { beginFeed, repeatRecords, repeatSince } from './repeat-records.ts'
export * from './due-timer.ts'
export { findByWords, findTold } from './find-by-words.ts'
export {
  keepVersion,
  isCorrectedOut,
  findLatestVersion,
  findFirstVersions,
  lookUpVersions,
  isReplaced,
  listReplaced,
  MAX_CORRECTIONS,
} from './versions.ts'
