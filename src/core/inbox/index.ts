// inbox: "receive". Notices are checked and filed here, and withdrawals noted.
// May import base, contract, seal, ledger, identity, store, feeds, access, network, views.
// Path: feed record → checked → filed with the reader's progress in one transaction → the author is told that it arrived.
export * from './inbox.ts'
