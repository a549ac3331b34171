// A customer gives gates to a station: per gate a share, the key of its reader, and the conditions
// under which the station hands the share out. This is a part of "store", after the commit.
import {
  bool,
  bytesUpTo,
  key32,
  listUpTo,
  MalformedRecord,
  oneOf,
  optional,
  part,
  record,
  struct,
  time,
  uint,
} from '../base/index.ts'
import { MAX_KEEPERS } from '../identity/index.ts'
import { hashAnswer, MAX_RECEIPT_BYTES } from './receipt.ts'

/** A sealed grant has 80 bytes, and a share one more. */
const MAX_SHARE_BYTES = 128
/** The longest lease, and how long a station remembers a burn. */
export const LONGEST_LEASE_MS = 400 * 24 * 60 * 60 * 1000

export const MAX_PUT_GATES = 64

export interface PutGate {
  readonly handle: Uint8Array
  /** The number of the gate among those of its object and audience. */
  readonly number: number
  /** The place of this station in the set, from 1. */
  readonly place: number
  readonly share: Uint8Array
  /**
   * The slot key of the reader of a person's letter. Exactly one of `key` and `roster` is given.
   */
  readonly key: Uint8Array | null
  /** The members who may ask for a post of a group. */
  readonly roster: PutRoster | null
  /** The share is handed out from this time on; null at once. ms since the epoch. */
  readonly from: number | null
  /** The letter's own expiry. */
  readonly expires: number | null
  /** The end of the lease. At this time the station burns the share in any case. */
  readonly until: number
  readonly isHeld: boolean
}

/** The members of a roster who may ask for a gate of this epoch. */
interface PutRoster {
  readonly name: Uint8Array
  readonly epoch: number
}

export const putGateEncoding = part('put gate', {
  handle: key32,
  number: uint,
  place: uint,
  share: bytesUpTo(MAX_SHARE_BYTES),
  key: optional(key32),
  roster: optional(struct({ name: key32, epoch: uint })),
  from: optional(time),
  expires: optional(time),
  until: time,
  isHeld: bool,
})
/** Sent. */
export const gatePutForm = record('gate put', { gates: listUpTo(putGateEncoding, MAX_PUT_GATES) })

/**
 * `kept`: the share is on the disk. `recalled`: a burn came before it. `other`: the station has
 * another share under this handle. Sent by position: append only.
 */
const PUT_ANSWERS = ['kept', 'recalled', 'other', 'quota', 'fenced'] as const
export type PutAnswer = (typeof PUT_ANSWERS)[number]

export interface AnsweredPut {
  readonly answer: PutAnswer
  /** The encoded receipt; null if the share was not kept. */
  readonly receipt: Uint8Array | null
}

export const answeredPutEncoding = part('answered put', {
  answer: oneOf(PUT_ANSWERS),
  receipt: optional(bytesUpTo(MAX_RECEIPT_BYTES)),
})
/** Sent. The answers are in the order of the gates. */
export const gatePutAnswerForm = record('gate put answer', {
  answers: listUpTo(answeredPutEncoding, MAX_PUT_GATES),
})

/** @throws MalformedRecord */
export function decodeGatePut(bytes: Uint8Array): PutGate[] {
  const { gates } = gatePutForm.decode(bytes)
  for (const { place, share, key, roster } of gates) {
    if ((key === null) === (roster === null)) throw new MalformedRecord('a gate without one kind of reader')
    if (place < 1 || place > MAX_KEEPERS) throw new MalformedRecord(`a share for place ${place}`)
    if (share.byteLength < 2) throw new MalformedRecord('a share without a value')
  }
  return gates
}

/** @throws MalformedRecord */
export function decodeGatePutAnswer(bytes: Uint8Array): AnsweredPut[] {
  const { answers } = gatePutAnswerForm.decode(bytes)
  for (const { answer, receipt } of answers)
    if ((answer === 'kept') !== (receipt !== null)) throw new MalformedRecord('a receipt that does not fit')
  return answers
}

/** Returns what a receipt for a kept share names. The author has only the hash of the share. */
export function hashKeptShare(handle: Uint8Array, shareHash: Uint8Array): Uint8Array {
  return hashAnswer('kept', handle, shareHash)
}
