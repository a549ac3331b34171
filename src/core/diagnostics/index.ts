// diagnostics: what was refused and skipped, and what the engine noted, so that damage and attacks are reported and never hidden.
// May import base, contract, ledger.
export * from './bad-input.ts'
export * from './log-ring.ts'
