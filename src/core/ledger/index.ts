// ledger: the fsynced, encrypted database of what is true only in this home, and its rebuildable sister, the index.
// Other nouns declare a Schema, read with SQL, and write through the one queue.
export { Ledger } from './ledger.ts'
export { findLastCommit } from './commit-chain.ts'
export { listSchemaVersions } from './migrate.ts'
export { type IndexOptions, openIndex } from './open-index.ts'
export { type LedgerOptions, openLedger } from './open-ledger.ts'
export type { Found, Rows, RunResult, Schema, SqlValue, Transaction } from './rows.ts'
export type { Damage } from './sqlite-errors.ts'
