// gates: what an author knows of the gates of their letters: who may have which share, what the
// stations have answered, and what that means. It knows no letter: access connects the two.
export { countStationsOf, countStationsOfLetters } from './asked-stations.ts'
export { insertFormerGate, type FormerGate } from './former-gates.ts'
export {
  findBurnReason,
  findSetting,
  hasPendingActs,
  insertAct,
  listPendingActs,
  recordNews,
  recordVote,
  restoreGates,
  type NewAct,
  type PendingAct,
} from './gate-acts.ts'
export { endGates, listPendingForgets, recordForgotten } from './gate-forgetting.ts'
export {
  countHandedOver,
  dropPendingActs,
  findStation,
  listStationsOf,
  loseStation,
  numberSet,
} from './gate-sets.ts'
export {
  decideGateState,
  type GateCount,
  type GateFacts,
  type GateSituation,
  type OwnDecision,
  type PlaceVotes,
} from './gate-situation.ts'
export {
  findGateByHandle,
  insertGate,
  isSetInUse,
  listGates,
  listGatesFor,
  markReaderHas,
  nextGateNumber,
  setStage,
  type GateRow,
} from './gates.ts'
export { endOfLease, findLeaseDays, findLeaseMs, setLeaseDays } from './lease.ts'
export { decideLetterState, findDeciding, type GateOfLetter } from './letter-situation.ts'
export { countPendingRecalls } from './pending-recalls.ts'
export { listPlaceVotes } from './place-votes.ts'
export {
  listRosters,
  listTouched,
  listUntold,
  markTold,
  recordRoster,
  planRoster,
  strikeFromRosters,
  wasOnRoster,
  type Roster,
  type WantedMember,
} from './author-rosters.ts'
export { gatesSchema } from './schema.ts'
export { endGatesOf, recordReceipt, markShareSent } from './outgoing-shares.ts'
export { type StationCustomer } from './station-receipt.ts'
