// What a reader's device asks a releaser, and what it is answered, over an authenticated connection.
// The reference step on the wire: the request holds for one connection only, the answer for whoever can check its record.
import {
  MalformedRecord,
  bytesUpTo,
  decodeRecord,
  encodeRecord,
  equalBytes,
  key32,
  oneOf,
  optional,
  signature64,
  struct,
  uint,
  versioned,
} from '../base/index.ts'
import { isSignedBy, randomBytes, sign } from '../seal/index.ts'
import type { KeyPair } from '../seal/index.ts'
import type { ReleaseRefusal } from './decide.ts'
import { decodeRelease, isReleaseGenuine } from './release-record.ts'
import type { ReleaseRecord } from './release-record.ts'

export interface ReleaseRequest {
  readonly objectId: Uint8Array
  readonly nonce: Uint8Array
  /** By the asking device, over the connection's handshake hash as well. */
  readonly signature: Uint8Array
}

/** The answer as it is sent. Whoever asks checks it with `checkAnswer` before using it. */
export type ReleaseAnswerRecord =
  | {
      readonly status: 'released'
      readonly boxNumber: number
      readonly grant: Uint8Array
      readonly record: Uint8Array
    }
  | { readonly status: ReleaseRefusal }

/** A content key sealed to a box has 80 bytes, under a group's key 72. */
export const MAX_GRANT_BYTES = 256
const MAX_RELEASE_BYTES = 256

const NONCE_BYTES = 32

// Sent: do not change, only add a version. The statuses are stored by position: append only.
const DOMAIN = 'fumikura/release-request/1'
const request = versioned(1, struct({ objectId: key32, nonce: key32, signature: signature64 }))
const STATUSES = ['released', 'NOT_A_READER', 'RECALLED', 'HELD', 'NOT_YET', 'EXPIRED', 'QUOTA'] as const
const released = struct({
  boxNumber: uint,
  grant: bytesUpTo(MAX_GRANT_BYTES),
  record: bytesUpTo(MAX_RELEASE_BYTES),
})
const answer = versioned(1, struct({ status: oneOf(STATUSES), released: optional(released) }))

/** @param handshakeHash of the connection it will be sent on */
export function createReleaseRequest(
  objectId: Uint8Array,
  handshakeHash: Uint8Array,
  device: KeyPair,
): ReleaseRequest {
  const nonce = randomBytes(NONCE_BYTES)
  return { objectId, nonce, signature: sign(DOMAIN, device, handshakeHash, objectId, nonce) }
}

export function encodeReleaseRequest(value: ReleaseRequest): Uint8Array {
  return encodeRecord(request, value)
}

/** @throws MalformedRecord; whether it may be heeded `isRequestGenuine` says */
export function decodeReleaseRequest(bytes: Uint8Array): ReleaseRequest {
  return decodeRecord(request, bytes)
}

/** Whether `device`, the other end of this very connection, asked. A request replayed on another connection is not genuine. */
export function isRequestGenuine(
  value: ReleaseRequest,
  handshakeHash: Uint8Array,
  device: Uint8Array,
): boolean {
  return isSignedBy(DOMAIN, device, value.signature, handshakeHash, value.objectId, value.nonce)
}

export function encodeReleaseAnswer(value: ReleaseAnswerRecord): Uint8Array {
  return encodeRecord(answer, { status: value.status, released: value.status === 'released' ? value : null })
}

/** @throws MalformedRecord */
export function decodeReleaseAnswer(bytes: Uint8Array): ReleaseAnswerRecord {
  const { status, released } = decodeRecord(answer, bytes)
  if (status === 'released') {
    if (released === null || !Number.isSafeInteger(released.boxNumber))
      throw new MalformedRecord('a release without its grant')
    return { status, ...released }
  }
  if (released !== null) throw new MalformedRecord('a refusal with a grant')
  return { status }
}

export interface ExpectedRelease {
  readonly objectId: Uint8Array
  readonly person: Uint8Array
  /** The device that is to release the author's objects. */
  readonly releaser: Uint8Array
}

/**
 * The release record inside an answer, if it is about this object and this person and signed by this releaser.
 * @throws MalformedRecord otherwise: whoever answered so is to be counted and not believed
 */
export function checkAnswer(recordBytes: Uint8Array, expected: ExpectedRelease): ReleaseRecord {
  const record = decodeRelease(recordBytes)
  const isMeant = equalBytes(record.objectId, expected.objectId) && equalBytes(record.person, expected.person)
  if (!isMeant) throw new MalformedRecord('a release of something else')
  if (!isReleaseGenuine(record, expected.releaser))
    throw new MalformedRecord('a release nobody entitled has signed')
  return record
}
