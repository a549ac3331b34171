// A reader asks a station for their share of a gate, over a connection with a throw-away key. The
// slot key signs the request for this connection and this station. This is "reference" without the
// author.
import {
  bytesUpTo,
  key32,
  MalformedRecord,
  oneOf,
  optional,
  record,
  signedRecord,
  type EncodedBy,
} from '../base/index.ts'
import { isSignedBy, randomBytes, sign, type KeyPair } from '../seal/index.ts'
import { MAX_RECEIPT_BYTES } from './receipt.ts'

const NONCE_BYTES = 32
const MAX_SHARE_BYTES = 128

/** The connection on which a request is genuine. */
interface OpenConnection {
  readonly handshakeHash: Uint8Array
  /** The device of the station. */
  readonly station: Uint8Array
}

const DOMAIN = 'fumikura/gate-open/1'
/** Sent. */
export const gateOpenRequestForm = signedRecord('gate open request', {
  /** The author's account at the station, which keeps the gates of each account apart. */
  account: key32,
  handle: key32,
  /** The public slot key. */
  key: key32,
  nonce: key32,
})
export type GateOpenRequest = EncodedBy<typeof gateOpenRequestForm>

/**
 * `UNKNOWN`: no such gate for this key. `FENCED`: the station has lost decisions. `MOVED`: the
 * author replaced the gate. `STARTING`: the station decides nothing yet; ask again. Sent by
 * position: append only.
 */
export const OPEN_STATUSES = [
  'released',
  'UNKNOWN',
  'FENCED',
  'RECALLED',
  'EXPIRED',
  'MOVED',
  'HELD',
  'NOT_YET',
  'QUOTA',
  'STARTING',
] as const
export type OpenStatus = (typeof OPEN_STATUSES)[number]

const SIGNED: ReadonlySet<OpenStatus> = new Set(['released', 'RECALLED', 'EXPIRED'])

/** Sent. */
export const gateOpenAnswerForm = record('gate open answer', {
  status: oneOf(OPEN_STATUSES),
  /** Exactly if the status is `released`. Check its hash before using it. */
  share: optional(bytesUpTo(MAX_SHARE_BYTES)),
  /** The encoded reader receipt, exactly for `released`, `RECALLED` and `EXPIRED`. */
  receipt: optional(bytesUpTo(MAX_RECEIPT_BYTES)),
})
export type GateOpenAnswer = EncodedBy<typeof gateOpenAnswerForm>

export function createGateOpenRequest(
  asked: Pick<GateOpenRequest, 'account' | 'handle'>,
  { handshakeHash, station }: OpenConnection,
  slot: KeyPair,
): GateOpenRequest {
  const facts = { ...asked, key: slot.publicKey, nonce: randomBytes(NONCE_BYTES) }
  const unsigned = gateOpenRequestForm.unsigned.encode(facts)
  return { ...facts, signature: sign(DOMAIN, slot, handshakeHash, station, unsigned) }
}

/** True if the slot key of the request signed it for this connection and this station. */
export function isOpenRequestGenuine(
  request: GateOpenRequest,
  { handshakeHash, station }: OpenConnection,
): boolean {
  const unsigned = gateOpenRequestForm.unsigned.encode(request)
  return isSignedBy(DOMAIN, request.key, request.signature, handshakeHash, station, unsigned)
}

/** @throws MalformedRecord */
export function decodeGateOpenAnswer(bytes: Uint8Array): GateOpenAnswer {
  const { status, share, receipt } = gateOpenAnswerForm.decode(bytes)
  if ((status === 'released') !== (share !== null)) throw new MalformedRecord('a share that does not fit')
  if (SIGNED.has(status) !== (receipt !== null)) throw new MalformedRecord('a receipt that does not fit')
  return { status, share, receipt }
}
