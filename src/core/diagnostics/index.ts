// diagnostics: refused input and the latest log lines, so that doctor can show damage and attacks.
// May import base, contract, ledger.
export * from './bad-input.ts'
export * from './log-ring.ts'
