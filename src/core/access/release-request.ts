// The request of a reader's device to a releaser, and the answer, over an authenticated connection.
// This is the reference step on the network. A request is valid on one connection only; an answer
// can be checked by its record.
import {
  MalformedRecord,
  bytesUpTo,
  equalBytes,
  key32,
  oneOf,
  optional,
  part,
  record,
  signedRecord,
  struct,
  uint,
  type EncodedBy,
} from '../base/index.ts'
import { carriedEncoding, type CarriedBlocks } from '../cores/index.ts'
import { isSignedBy, randomBytes, sign } from '../seal/index.ts'
import type { KeyPair } from '../seal/index.ts'
import type { ReleaseRefusal } from './decide.ts'
import { releaseForm, isReleaseGenuine } from './release-record.ts'
import type { ReleaseRecord } from './release-record.ts'

/** The answer as it is sent. The reader checks it with `checkAnswer` before using it. */
export type ReleaseAnswerRecord =
  | {
      readonly status: 'released'
      readonly boxNumber: number
      readonly grant: Uint8Array
      readonly record: Uint8Array
      /** All blocks of the object, exactly if the request asked for them. */
      readonly blocks?: CarriedBlocks | null
    }
  | { readonly status: ReleaseRefusal }
  | { readonly status: typeof APART }

/**
 * The releaser would release the object, but cannot send its blocks along. The reader fetches them
 * first, and then asks for the key alone. Nothing was released.
 */
export const APART = 'APART'

/** A content key sealed to a box has 80 bytes, one sealed under the secret of a group 56. */
export const MAX_GRANT_BYTES = 256
const MAX_RELEASE_BYTES = 256

const NONCE_BYTES = 32

const DOMAIN = 'fumikura/release-request/1'
/** The asking device signs it, together with the handshake hash of the connection. Sent. */
export const releaseRequestForm = signedRecord('release request', {
  objectId: key32,
  nonce: key32,
  /**
   * What the reader knows of the core of the object, if it asks for the blocks too. The answer then
   * has both, or neither.
   */
  known: optional(struct({ core: key32, fork: uint, length: uint })),
})
type ReleaseRequest = EncodedBy<typeof releaseRequestForm>
export type KnownCore = NonNullable<ReleaseRequest['known']>
/** Sent by position: append only. */
const STATUSES = [
  'released',
  'NOT_A_READER',
  'RECALLED',
  'HELD',
  'NOT_YET',
  'EXPIRED',
  'QUOTA',
  APART,
] as const
export const releasedEncoding = part('released', {
  boxNumber: uint,
  grant: bytesUpTo(MAX_GRANT_BYTES),
  record: bytesUpTo(MAX_RELEASE_BYTES),
  blocks: optional(carriedEncoding),
})
export const releaseAnswerForm = record('release answer', {
  status: oneOf(STATUSES),
  released: optional(releasedEncoding),
})

/**
 * @param handshakeHash the hash of the connection that the request will be sent on
 * @param known asks for the blocks too
 */
export function createReleaseRequest(
  objectId: Uint8Array,
  handshakeHash: Uint8Array,
  device: KeyPair,
  known: KnownCore | null = null,
): ReleaseRequest {
  const asked = { objectId, nonce: randomBytes(NONCE_BYTES), known }
  const unsigned = releaseRequestForm.unsigned.encode(asked)
  return { ...asked, signature: sign(DOMAIN, device, handshakeHash, unsigned) }
}

/**
 * True if `device`, the other end of this connection, signed the request. A request replayed on
 * another connection is not genuine.
 */
export function isRequestGenuine(
  value: ReleaseRequest,
  handshakeHash: Uint8Array,
  device: Uint8Array,
): boolean {
  const unsigned = releaseRequestForm.unsigned.encode(value)
  return isSignedBy(DOMAIN, device, value.signature, handshakeHash, unsigned)
}

export function encodeReleaseAnswer(value: ReleaseAnswerRecord): Uint8Array {
  return releaseAnswerForm.encode({
    status: value.status,
    released: value.status === 'released' ? { ...value, blocks: value.blocks ?? null } : null,
  })
}

/** @throws MalformedRecord */
export function decodeReleaseAnswer(bytes: Uint8Array): ReleaseAnswerRecord {
  const { status, released } = releaseAnswerForm.decode(bytes)
  if (status === 'released') {
    if (released === null || !Number.isSafeInteger(released.boxNumber))
      throw new MalformedRecord('a release without its grant')
    return { status, ...released }
  }
  if (released !== null) throw new MalformedRecord('a refusal with a grant')
  return { status }
}

interface ExpectedRelease {
  readonly objectId: Uint8Array
  readonly person: Uint8Array
  /** The device that releases the objects of this author. */
  readonly releaser: Uint8Array
}

/**
 * Returns the release record of an answer, if it is about this object and this person and signed by
 * this releaser.
 * @throws MalformedRecord otherwise; the sender must then be counted and not believed
 */
export function checkAnswer(recordBytes: Uint8Array, expected: ExpectedRelease): ReleaseRecord {
  const record = releaseForm.decode(recordBytes)
  const isMeant = equalBytes(record.objectId, expected.objectId) && equalBytes(record.person, expected.person)
  if (!isMeant) throw new MalformedRecord('a release of another object or to another person')
  if (!isReleaseGenuine(record, expected.releaser))
    throw new MalformedRecord('a release that its releaser has not signed')
  return record
}
