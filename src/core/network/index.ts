// network: wires to devices, the peers behind them, and the decision who may replicate which core.
// May import base, contract, seal, ledger, diagnostics, identity, cores, store, feeds.
// In: wire → peer matched to a person → its cores attached, its requests answered.
// Out: waitFor → request.
export { runDht } from './private-dht.ts'
export { FAR_PROTOCOL, FarChannel, type FarLink } from './far-channel.ts'
export * from './feed-carrier.ts'
export { type RequestHandler, type Method, Peer } from './peer.ts'
export * from './peers.ts'
export * from './replicate.ts'
export { dhtNodesEncoding, fromDhtNodes, toDhtNodes, Whereabouts } from './whereabouts.ts'
export { RequestQueue } from './request-queue.ts'
export {
  createWires,
  checkUdpPort,
  choosesLan,
  type LanChoice,
  lineTo,
  createNoWires,
  type DeviceKeyPair,
  type WireSource,
} from './wires/index.ts'
