// Whoever holds the key of an object may have its ciphertext from anyone who kept it: also who was given it later, whom the first readers
// were never told of. Asked when the author is away. The proof is good on one wire alone, and tells those who have not the object nothing.
import { concatBytes, equalBytes } from '../base/index.ts'
import type { Reader } from '../ledger/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import { deriveKey } from '../seal/index.ts'
import { objectId, type ObjectStore, type Ref } from '../store/index.ts'
import { attachmentsOf } from './attachments.ts'
import type { LetterParts } from './parts.ts'

const METHOD = 'key-holder'
/** The first byte of the object's name, so that few are tried; then the proof. */
const REQUEST_BYTES = 1 + 32
const HERE = Uint8Array.of(1)
const NOT_HERE = Uint8Array.of(0)
const ANSWER_MS = 3000
/** What begins alike is hardly ever more; whoever made it more made it for themselves. */
const MAX_TRIED = 2000

interface Held {
  core: Uint8Array
  contentKey: Uint8Array
}

/** Sent: do not change. */
function proofOf(contentKey: Uint8Array, object: Uint8Array, peer: Peer, asker: Uint8Array): Uint8Array {
  return deriveKey('fumikura/key-holder/1', contentKey, concatBytes(object, peer.handshakeHash, asker))
}

/** Lets those who prove that they hold the key have the core of what is kept here. */
export function answerKeyHolders(
  parts: Pick<LetterParts, 'ledger' | 'store' | 'replicate'>,
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

function findProven(
  { ledger, store }: Pick<LetterParts, 'ledger' | 'store'>,
  peer: Peer,
  request: Uint8Array,
): Uint8Array | null {
  const proof = request.subarray(1)
  for (const [object, held] of listHeld(ledger, store, request[0]!))
    if (equalBytes(proofOf(held.contentKey, object, peer, peer.device), proof)) return held.core
  return null
}

/** Letters and files of others that are kept here, and whose names begin with this byte. */
function* listHeld(reader: Reader, store: ObjectStore, first: number): Generator<[Uint8Array, Held]> {
  const from = Uint8Array.of(first)
  const to = first === 255 ? new Uint8Array(33).fill(255) : Uint8Array.of(first + 1)
  const letters = reader.all<{ object: Uint8Array; core: Uint8Array; content_key: Uint8Array }>(
    'SELECT object, core, content_key FROM kept_objects WHERE object >= ? AND object < ? LIMIT ?',
    ...[from, to, MAX_TRIED],
  )
  for (const { object, core, content_key } of letters) yield [object, { core, contentKey: content_key }]
  const files = reader.all<{ letter: Uint8Array; file: Uint8Array; core: Uint8Array }>(
    'SELECT letter, file, core FROM attached WHERE file >= ? AND file < ? AND is_kept = 1 LIMIT ?',
    ...[from, to, MAX_TRIED],
  )
  for (const { letter, file, core } of files) {
    const kept = store.findKept(reader, letter)
    const found =
      kept === null
        ? undefined
        : attachmentsOf(kept.header, kept.ref.person).find(({ ref }) => equalBytes(objectId(ref), file))
    if (found !== undefined) yield [file, { core, contentKey: found.key }]
  }
}

/** Whether a peer has something of it, and gives it to whoever holds its key. */
export async function isHeldBy(
  peer: Peer,
  ref: Ref,
  contentKey: Uint8Array,
  device: Uint8Array,
): Promise<boolean> {
  const object = objectId(ref)
  const request = concatBytes(object.subarray(0, 1), proofOf(contentKey, object, peer, device))
  const answer = await peer.request(METHOD, request, ANSWER_MS)
  return answer !== null && equalBytes(answer, HERE)
}
