// store: "send = store". Refs, object headers and links, and the objects themselves.
// May import base, contract, seal, home, ledger, identity, cores. Path: header + body → sealed blocks → ledger → core → ref.
export * from './object-header.ts'
export * from './object-store.ts'
export * from './ref.ts'
