// Whoever holds the key of an object may have its ciphertext from anyone who kept it: also who was given it later, whom the first readers
// were never told of. Asked when the author is away. The proof is good on one wire alone, and tells those who have not the object nothing.
import { concatBytes, equalBytes } from '../base/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import { deriveKey } from '../seal/index.ts'
import { HOLDER_TAG_BYTES, holderKeyOf, holderTagOf, objectId, type Ref } from '../store/index.ts'
import { findAttachedByTag } from './attachments.ts'
import type { DeliveryParts } from './parts.ts'

const METHOD = 'key-holder'
/** By which the object is found, then the proof. */
const REQUEST_BYTES = HOLDER_TAG_BYTES + 32
const HERE = Uint8Array.of(1)
const NOT_HERE = Uint8Array.of(0)
const ANSWER_MS = 3000

/** Sent: do not change. */
function proofOf(holderKey: Uint8Array, peer: Peer, asker: Uint8Array): Uint8Array {
  return deriveKey('fumikura/key-holder/1', holderKey, concatBytes(peer.handshakeHash, asker))
}

/** Lets those who prove that they hold the key have the core of what is kept here. */
export function answerKeyHolders(
  parts: Pick<DeliveryParts, 'ledger' | 'store' | 'replicate'>,
  peers: Peers,
): void {
  peers.respond({
    name: METHOD,
    isForStrangers: false,
    maxRequestBytes: REQUEST_BYTES,
    handle: (peer, request) => {
      if (request.byteLength !== REQUEST_BYTES) return NOT_HERE
      const core = findProven(parts, peer, request)
      if (core === null) return NOT_HERE
      parts.replicate.allowHere(peer, core)
      return HERE
    },
  })
}

/** Two lookups and a hash, whatever is kept here: names and sizes of objects are chosen by others. */
function findProven(
  { ledger, store }: Pick<DeliveryParts, 'ledger' | 'store'>,
  peer: Peer,
  request: Uint8Array,
): Uint8Array | null {
  const tag = request.subarray(0, HOLDER_TAG_BYTES)
  const held = store.findByHolderTag(ledger, tag) ?? findAttachedByTag(ledger, tag)
  if (held === null) return null
  const proof = request.subarray(HOLDER_TAG_BYTES)
  return equalBytes(proofOf(held.holderKey, peer, peer.device), proof) ? held.core : null
}

/** Whether a peer has something of it, and gives it to whoever holds its key. */
export async function isHeldBy(
  peer: Peer,
  ref: Ref,
  contentKey: Uint8Array,
  device: Uint8Array,
): Promise<boolean> {
  if (peer.person === null) return false
  const holderKey = holderKeyOf(contentKey, objectId(ref), peer.person)
  const request = concatBytes(holderTagOf(holderKey), proofOf(holderKey, peer, device))
  const answer = await peer.request(METHOD, request, ANSWER_MS)
  return answer !== null && equalBytes(answer, HERE)
}
