// cores: the only folder that uses Corestore. Keys of cores, cores that this device writes
// (ledger first), and foreign cores.
// May import base, contract, seal, home, ledger.
// A block: transaction → intent in the ledger → commit → append → flush → intent dropped.
export * from './attach.ts'
export {
  encodeCleared,
  readCleared,
  toRanges,
  type ClearedRange,
  MAX_CLEARED_RANGES,
  type ClearedLook,
  ClearedSearch,
} from './cleared-block.ts'
export { createProver, type ProofNode, type ProvenBlock, type SignedCore } from './block-proof.ts'
export { carriedEncoding, carryBlocks, type CarriedBlocks } from './carried-blocks.ts'
export { proveAll } from './take-whole.ts'
export { coreKey, discoveryKey, signerOf, isSignedByDevice } from './core-key.ts'
export { coresSchema, findCoreMark, type CoreKind } from './core-row.ts'
export * from './core-shelf.ts'
export type { DiskRoom } from './disk-room.ts'
export * from './foreign-cores.ts'
export type { PeerRole } from './frame-mux.ts'
export {
  type FormerCore,
  findFormerLength,
  findRescuedBlock,
  listFormerCores,
  refillCore,
  rescueBlock,
  retireOwnCores,
} from './former-cores.ts'
export * from './own-cores.ts'
export { countStoredBytes, findGap, findWriter, listGaps } from './stored-blocks.ts'
export type { default as Core } from 'hypercore'
