// access: who may have which content key, and the durable moment from which on they have it.
// Between notify and reference: hold, schedule, expire, recall and release. After reference: the
// states that readers report.
export { type Members, type Memberships, nobodyKnown, noMemberships, personAudience } from './memberships.ts'
export {
  type ActResult,
  type LetGoResult,
  holdObject,
  letGoObject,
  scheduleObject,
  recallObject,
  withdrawPublic,
  areWordsKept,
  markWordsKept,
  outcomesOf,
} from './object-acts.ts'
export { type TimeReading, ClockGuard, uptimeMs } from './clock-guard.ts'
export {
  type AskedGate,
  type Audiences,
  type AudienceStrategy,
  type GateName,
  type NoticeReaders,
  strategyOf,
} from './strategies.ts'
export { admitPerson, barPerson, listRegated, withdrawFromPerson } from './barred.ts'
export { type AccessMode, decideRelease } from './decide.ts'
export { expireDue, listDoomed } from './expiry.ts'
export {
  type AudienceRow,
  destroyContentKey,
  destroyObjectKeys,
  endedAt,
  findAudience,
  findContentKey,
  forgetNotes,
  isReleasedTo,
  listRoutes,
  loadAudiences,
  wasGiven,
} from './facts.ts'
export { beginDoubts, countRecoveries, endDoubts } from './doubts.ts'
export { restoreNotice, restoreReport, restoreRelease, restoreWithdrawal, forgetKept } from './former-acts.ts'
export {
  actOnGate,
  addAct,
  restoreBurn,
  restoreGateReport,
  countStations,
  findNoticeGate,
  applyGateAnswers,
} from './gate-standing.ts'
export * from './wanted-gates.ts'
export { hasGateErrands, listUnsent, markSent } from './gate-shares.ts'
export * from './former-letters.ts'
export {
  type AudienceGrant,
  forgetTakenBack,
  grantObject,
  personGrant,
  regrant,
  resealGrants,
} from './grant.ts'
export { markHandedOver, takeBackHandOver } from './hand-over.ts'
export { findNextDueTime } from './next-due-time.ts'
export {
  type DueNotice,
  findDueNotice,
  holdUnnoticed,
  isPublic,
  listGivenKinds,
  listPublic,
  markDueNoticed,
} from './notices.ts'
export { listAllReleased, listReleasedTo, type Release } from './released.ts'
export {
  listLatestOf,
  listNoticed,
  firstNoticedAfterEra,
  listNoticedSince,
  listNoticedTo,
  listNoticesSince,
  listUnarrived,
  listUnkept,
} from './unarrived.ts'
export { listStates, markArrived, recordState } from './reader-states.ts'
export { MAX_RELEASES, decodeReleases, encodeReleases } from './release-record.ts'
export {
  type KnownCore,
  type ReleaseAnswerRecord,
  APART,
  checkAnswer,
  createReleaseRequest,
  decodeReleaseAnswer,
  releaseRequestForm,
  encodeReleaseAnswer,
  isRequestGenuine,
} from './release-request.ts'
export { type ReleaseAnswer, markKept, releaseTo } from './release.ts'
export { accessSchema } from './schema.ts'
export { type ReaderStatus, stateOfAudience, statusOf, tallyOf } from './status.ts'
export {
  countPendingReleases,
  listPendingReleases,
  removePendingRelease,
  addPendingRelease,
} from './pending-releases.ts'
export {
  type Withdrawal,
  type WithdrawalKind,
  type WithdrawalRecord,
  withdrawalForm,
  isWithdrawalGenuine,
  signWithdrawal,
} from './withdrawal-record.ts'
export { hasAnyRight } from './rights.ts'
