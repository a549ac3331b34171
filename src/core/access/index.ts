// access: who may have which content key, and the durable moment from which on they have it.
// Between notify and reference: hold, schedule, expire, recall and release. After reference: the
// states that readers report.
export {
  AUDIENCE_KINDS,
  type Audience,
  type AudienceKind,
  type Epoch,
  type Members,
  type Memberships,
  NO_EPOCH,
  nobodyKnown,
  noMemberships,
  personAudience,
  PUBLIC_KEY,
} from './audience.ts'
export {
  type ActResult,
  type LetGoResult,
  type RecallResult,
  holdObject,
  letGoObject,
  scheduleObject,
  recallObject,
  withdrawPublic,
  areWordsKept,
  markWordsKept,
} from './author-acts.ts'
export {
  type ClockGuardEvents,
  type ClockGuardOptions,
  type ClockStatus,
  type ClockTrust,
  type TimeReading,
  ClockGuard,
  uptimeMs,
} from './clock-guard.ts'
export {
  type AskedGate,
  type Audiences,
  type AudienceStrategy,
  type GateName,
  type NoticeReaders,
  type Publish,
  strategyOf,
} from './audiences.ts'
export {
  type StationsOfPerson,
  admitPerson,
  barPerson,
  countStationsOf,
  countStationsOfLetters,
  listRegated,
  withdrawFromPerson,
} from './barred.ts'
export { findClockMark } from './clock-mark.ts'
export {
  type AccessMode,
  type ActDecision,
  type AudienceFacts,
  type AuthorAct,
  type ReleaseDecision,
  type ReleaseFacts,
  type ReleaseRefusal,
  decideAct,
  decideRelease,
} from './decide.ts'
export { type ExpiryResult, EXPIRED_KEY_LIFETIME_MS, expireDue, listDoomed } from './expiry.ts'
export {
  type AudienceRow,
  type ObjectAudience,
  type ObjectReader,
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
export { beginDoubts, settlePerson } from './doubts.ts'
export { adoptNotice, adoptReadersWord, adoptRelease, adoptWithdrawal, forgetKept } from './former-acts.ts'
export { type AudienceOutcome, type ReaderOutcome } from './outcomes.ts'
export {
  type NewAct,
  type PendingAct,
  insertAct,
  listPendingActs,
  recordNews,
  recordVote,
  restoreGates,
} from './gate-acts.ts'
export { countPendingRecalls } from './pending-recalls.ts'
export {
  type GateCount,
  type GateFacts,
  type GateSituation,
  type GateState,
  type OwnDecision,
  type PlaceVotes,
  decideGateState,
  GATE_TABLE,
} from './gate-situation.ts'
export { listPendingForgets, recordForgotten } from './gate-forgetting.ts'
export {
  actOnGate,
  adoptBurn,
  adoptGateWord,
  countStations,
  findNoticeGate,
  settleGate,
} from './gate-standing.ts'
export { tallyGate } from './gate-tally.ts'
export { decideLetterState } from './letter-situation.ts'
export * from './wanted-gates.ts'
export { countHandedOver, dropPendingActs, loseStation } from './gate-sets.ts'
export { hasGateErrands, listUnsent, markSent, recordReceipt } from './gate-shares.ts'
export * from './former-letters.ts'
export { numberSet } from './gate-sets.ts'
export {
  type GateRow,
  type NewGate,
  findGate,
  findGateByHandle,
  insertGate,
  isSetInUse,
  listGates,
  listGatesFor,
  markReaderHas,
  nextGateNumber,
  setStage,
} from './gates.ts'
export { endOfLease, findLeaseDays, findLeaseMs, setLeaseDays } from './lease.ts'
export { type StationCustomer } from './station-receipt.ts'
export {
  type ObjectGrant,
  type AudienceGrant,
  forgetTakenBack,
  grantObject,
  personGrant,
  regrant,
  resealGrants,
} from './grant.ts'
export {
  type Roster,
  type RosterChanges,
  type WantedMember,
  listRosters,
  listUntold,
  markTold,
  noteRoster,
  planRoster,
  strikeFromRosters,
} from './rosters.ts'
export { findNextDueTime } from './next-due-time.ts'
export {
  type DueNotice,
  findDueNotice,
  holdUnnoticed,
  isPublic,
  listGivenKinds,
  listPublic,
  markNotified,
  takeDue,
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
export {
  type RecordedState,
  type StateRecord,
  type StateRefusal,
  type StateVerdict,
  listStates,
  markArrived,
  recordState,
} from './reader-states.ts'
export {
  MAX_RELEASES,
  type ReleaseRecord,
  releaseForm,
  decodeReleases,
  encodeReleases,
  isReleaseGenuine,
  signRelease,
} from './release-record.ts'
export {
  type ExpectedRelease,
  type KnownCore,
  type ReleaseAnswerRecord,
  type ReleaseRequest,
  APART,
  checkAnswer,
  createReleaseRequest,
  decodeReleaseAnswer,
  releaseRequestForm,
  encodeReleaseAnswer,
  isRequestGenuine,
} from './release-request.ts'
export { type ReleaseAnswer, type ReleaseOrder, type Released, markKept, releaseTo } from './release.ts'
export { accessSchema } from './schema.ts'
export { type ReaderState, type ReaderValue, type Outcome, sumUp } from './states.ts'
export { type ReaderStatus, type Tally, stateOfAudience, statusOf, tallyOf } from './status.ts'
export {
  type Action,
  type Situation,
  ACTIONS,
  SITUATIONS,
  STATE_OF_SITUATION,
  TRANSITIONS,
} from './transitions.ts'
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
