// ledger: the fsynced, encrypted database of facts that exist only in this home,
// and the index, which can be rebuilt. Other nouns declare a Schema, read with SQL,
// and write through the single queue.
export { Ledger } from './ledger.ts'
export { findLastCommit } from './commit-chain.ts'
export { listSchemaVersions } from './migrate.ts'
export { openIndex } from './open-index.ts'
export { openLedger } from './open-ledger.ts'
export type { Rows, Schema, SqlValue, Stored, Transaction } from './rows.ts'
export { untilCommitted } from './until-committed.ts'
export { writeAll, writeEach } from './write-each.ts'
