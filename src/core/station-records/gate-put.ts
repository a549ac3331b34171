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
  type EncodedBy,
} from '../base/index.ts'
import { MAX_KEEPERS } from '../identity/index.ts'
import { hashAnswer, MAX_RECEIPT_BYTES } from './receipt.ts'

/** A sealed grant has 80 bytes, and a share one more. */
const MAX_SHARE_BYTES = 128
/** The longest lease, and how long a station remembers a burn. */
export const LONGEST_LEASE_MS = 400 * 24 * 60 * 60 * 1000

export const MAX_PUT_GATES = 64

export const putGateEncoding = part('put gate', {
  handle: key32,
  /** The number of the gate among those of its object and audience. */
  number: uint,
  /** The place of this station in the set, from 1. */
  place: uint,
  share: bytesUpTo(MAX_SHARE_BYTES),
  /**
   * The slot key of the reader of a person's letter. Exactly one of `key` and `roster` is given.
   */
  key: optional(key32),
  /** The members who may ask for a post of a group. */
  roster: optional(struct({ name: key32, epoch: uint })),
  /** The share is handed out from this time on; null at once. ms since the epoch. */
  from: optional(time),
  /** The letter's own expiry. */
  expires: optional(time),
  /** The end of the lease. At this time the station burns the share in any case. */
  until: time,
  isHeld: bool,
})
export type PutGate = EncodedBy<typeof putGateEncoding>
/** Sent. */
export const gatePutForm = record('gate put', { gates: listUpTo(putGateEncoding, MAX_PUT_GATES) })

/**
 * `kept`: the share is on the disk. `recalled`: a burn came before it. `other`: the station has
 * another share under this handle. Sent by position: append only.
 */
const PUT_ANSWERS = ['kept', 'recalled', 'other', 'quota', 'fenced'] as const
export type PutAnswer = (typeof PUT_ANSWERS)[number]

export const answeredPutEncoding = part('answered put', {
  answer: oneOf(PUT_ANSWERS),
  /** The encoded receipt; null if the share was not kept. */
  receipt: optional(bytesUpTo(MAX_RECEIPT_BYTES)),
})
export type AnsweredPut = EncodedBy<typeof answeredPutEncoding>
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
