// views: what people look at, derived and rebuildable: log → apply → view.
// May import base, contract, ledger. What a row says is told by the nouns above through `describe`; engine.ts joins them.
export * from './change-log.ts'
export * from './letter-index.ts'
