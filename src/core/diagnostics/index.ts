// diagnostics: what was refused and skipped, so that damage and attacks are reported and never hidden.
// May import base, contract, ledger.
export * from './bad-input.ts'
