// network: wires to devices, the peers behind them, and the decision who may replicate which core.
// May import base, contract, seal, ledger, diagnostics, identity, cores, store, feeds.
// In: wire → peer matched to a person → its cores attached, its requests answered.
// Out: waitFor → request.
export * from './dht.ts'
export * from './feed-carrier.ts'
export * from './peer.ts'
export * from './peers.ts'
export * from './replicate.ts'
export { dhtNodesEncoding, fromDhtNodes, toDhtNodes, Whereabouts } from './whereabouts.ts'
export { RequestQueue } from './request-queue.ts'
export * from './wires/index.ts'
