// seal: the only user of sodium. Hashes, signatures, boxes, records, wrapped keys,
// and the sealed object. Seals an object at "store" and proves it unaltered at
// "reference". It knows nothing of the content.
export { blindKeyPair, blindPublicKey, type BlindedKeyPair } from './blinded-key.ts'
export {
  agreeOnce,
  agreeSecret,
  KEM_BOX_OVERHEAD_BYTES,
  openKemBox,
  openSmallBox,
  pairKeyOf,
  sealKemBox,
  sealSmallBox,
  sealWithKem,
  SMALL_BOX_OVERHEAD_BYTES,
  type BoxPlace,
  type OpenedBox,
  type SmallBoxKey,
} from './box.ts'
export { encapsulate, hashKemKey, isKemKey, KEM_KEY_BYTES, KEM_SEED_BYTES, kemKeyOf, loadKem } from './kem.ts'
export {
  type ObjectShape,
  MAX_PLAINTEXT_BYTES,
  MAX_SMALL_PLAINTEXT_BYTES,
  readFrame,
  shapeObject,
} from './plaintext-frame.ts'
export { deriveKey, hash, hashInTurns } from './hash.ts'
export type { KeyPair } from './key-pair.ts'
export { KeyedHasher } from './keyed-hasher.ts'
export { ChunkOpener, openObject } from './object-opener.ts'
export {
  type ObjectSecrets,
  type SealedObject,
  drawSecrets,
  resealSmallObject,
  resumeObjectSealer,
  sealObject,
} from './object-sealer.ts'
export {
  drawStretching,
  type PassphraseCost,
  type Stretching,
  stretchPassphrase,
  type WrappedKey,
  unwrapKey,
  wrapKey,
} from './passphrase-key.ts'
export { CHUNK_BYTES, MAX_BLOCK_BYTES, readPrefix, SALT_BYTES } from './prefix.ts'
export {
  ONCE_OVERHEAD_BYTES,
  openOnce,
  openRecord,
  RECORD_OVERHEAD_BYTES,
  sealOnce,
  sealRecord,
} from './sealed-record.ts'
export { equalSecrets, randomBytes, wipe } from './secret.ts'
export { combineShares, hashShare, MAX_SHARES, SHARE_HASH_BYTES, splitSecret } from './secret-sharing.ts'
export { createSigningKeyPair, isSignedBy, sign, signMessage, type SigningKeys } from './signature.ts'
export { WORTH_A_THREAD_BYTES } from './slab.ts'
export { createSlabWorker, SlabThread, type SlabWorker } from './slab-thread.ts'
export { type ArrivedChunk, StreamOpener } from './stream-opener.ts'
export { StreamSealer } from './stream-sealer.ts'
export { blockCountOf, MAX_CHUNKS, MAX_NODE_BYTES, proofBlocksOf } from './tree.ts'
export { pointOf } from './x25519.ts'
