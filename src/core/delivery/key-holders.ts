// Lets a person who holds the key of an object fetch its ciphertext from anyone who keeps it. This
// includes readers who were added later, whom the first readers do not know.
// A reader asks for it while the author is away. The proof is valid on one connection only, and a
// peer without the object learns nothing from it.
import { concatBytes, equalBytes } from '../base/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import { deriveKey } from '../seal/index.ts'
import { HOLDER_TAG_BYTES, holderKeyOf, holderTagOf, objectId, type Ref } from '../store/index.ts'
import { findAttachedByTag } from './attachments.ts'
import type { DeliveryParts } from './parts.ts'

const METHOD = 'key-holder'
/** The tag that finds the object, then the proof. */
const REQUEST_BYTES = HOLDER_TAG_BYTES + 32
const HERE = Uint8Array.of(1)
const NOT_HERE = Uint8Array.of(0)
const ANSWER_MS = 3000

/** Sent: do not change. */
function proofOf(holderKey: Uint8Array, peer: Peer, asker: Uint8Array): Uint8Array {
  return deriveKey('fumikura/key-holder/1', holderKey, concatBytes(peer.handshakeHash, asker))
}

/** Gives the core of a kept object to a peer that proves that it holds the key. */
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

/**
 * A call costs two look-ups and one hash, however many objects this home keeps. It must stay this
 * cheap, because other persons choose the names and the sizes of the kept objects.
 */
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

/**
 * Resolves with true if a peer keeps this object; the peer then gives the object to this device.
 */
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
