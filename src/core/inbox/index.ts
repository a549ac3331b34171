// inbox: receive. It checks and files notices, and records withdrawals.
// It may import base, contract, seal, ledger, identity, store, feeds, access, network, views.
// Path: feed record → check → file in the transaction that advances the feed reader → report the
// arrival to the author.
export * from './arrival-reports.ts'
export * from './inbox.ts'
export {
  countReceived,
  hasReceived,
  isGone,
  listReceived,
  listReceivedStates,
  type ReceivedLetter,
  type ReceivedState,
} from './received-row.ts'
export { inboxSchema } from './schema.ts'
