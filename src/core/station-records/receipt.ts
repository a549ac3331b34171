// What a station signs about its decisions. A gate receipt names the station's log of an account,
// for the customer and for the account's other stations. A reader receipt names one decision and
// not the log, because the log tells how many others opened something.
import { equalBytes, key32, oneOf, signedRecord, time, uint, utf8, type EncodedBy } from '../base/index.ts'
import { hash, isSignedBy, sign, type KeyPair } from '../seal/index.ts'

/** A limit for both kinds. Without extensions they have less than 180 bytes. */
export const MAX_RECEIPT_BYTES = 256

/** The length of an account's log, and the hash over all its entries. */
export interface LogHead {
  readonly n: number
  readonly head: Uint8Array
}

const DOMAIN = 'fumikura/gate-receipt/1'
/** Persisted and sent. */
export const gateReceiptForm = signedRecord('gate receipt', {
  account: key32,
  /** A hash of what was asked and of the answer. */
  answered: key32,
  n: uint,
  head: key32,
})
export type GateReceipt = EncodedBy<typeof gateReceiptForm>

/** @param asked what was asked, in any number of parts */
export function hashAnswer(answer: string, ...asked: Uint8Array[]): Uint8Array {
  return hash('fumikura/gate-answered/1', utf8(answer), ...asked)
}

/** What a receipt names that was made only for its log head. */
export const ANSWERED_HEAD = hashAnswer('head')

export function signReceipt(facts: Omit<GateReceipt, 'signature'>, station: KeyPair): Uint8Array {
  const unsigned = gateReceiptForm.unsigned.encode(facts)
  return gateReceiptForm.encode({ ...facts, signature: sign(DOMAIN, station, unsigned) })
}

export function isReceiptGenuine(receipt: GateReceipt, station: Uint8Array): boolean {
  const unsigned = gateReceiptForm.unsigned.encode(receipt)
  return isSignedBy(DOMAIN, station, receipt.signature, unsigned)
}

/** Sent by position: append only. */
const READER_ANSWERS = ['released', 'RECALLED', 'EXPIRED'] as const
export type ReaderAnswer = (typeof READER_ANSWERS)[number]

const READER_DOMAIN = 'fumikura/gate-answer/1'
/** Persisted and sent. */
export const readerReceiptForm = signedRecord('reader receipt', {
  account: key32,
  handle: key32,
  /** The slot key that asked. */
  key: key32,
  answer: oneOf(READER_ANSWERS),
  /** When the station decided, by its clock. */
  at: time,
})

/** A decision that the station never changes. */
type ReaderReceipt = EncodedBy<typeof readerReceiptForm>

export function signReaderReceipt(facts: Omit<ReaderReceipt, 'signature'>, station: KeyPair): Uint8Array {
  const unsigned = readerReceiptForm.unsigned.encode(facts)
  const signature = sign(READER_DOMAIN, station, unsigned)
  return readerReceiptForm.encode({ ...facts, signature })
}

/** True if this station signed it for this gate and key of this account. */
export function isReaderReceiptFor(
  receipt: ReaderReceipt,
  station: Uint8Array,
  asked: Pick<ReaderReceipt, 'account' | 'handle' | 'key'>,
): boolean {
  const isMeant = (['account', 'handle', 'key'] as const).every((name) =>
    equalBytes(receipt[name], asked[name]),
  )
  const unsigned = readerReceiptForm.unsigned.encode(receipt)
  return isMeant && isSignedBy(READER_DOMAIN, station, receipt.signature, unsigned)
}
