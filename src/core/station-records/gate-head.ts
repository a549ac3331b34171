// What the stations of one account tell each other: how long their logs are. A station that was put
// back to an earlier state learns from the others that it has lost decisions.
import { bytesUpTo, key32, listUpTo, optional, part, record, type EncodedBy } from '../base/index.ts'
import { MAX_RECEIPT_BYTES } from './receipt.ts'

export const MAX_HEADS = 64

export const seenHeadEncoding = part('seen head', {
  /** The account at the asking station. */
  account: key32,
  /** Null if the answering station has none. */
  receipt: optional(bytesUpTo(MAX_RECEIPT_BYTES)),
})

/** The latest receipt of the asking station that the answering one has. */
export type SeenHead = EncodedBy<typeof seenHeadEncoding>
/** Sent. The request has the asking station's own receipts, one per account. */
export const gateHeadRequestForm = record('gate head request', {
  heads: listUpTo(bytesUpTo(MAX_RECEIPT_BYTES), MAX_HEADS),
})
export const gateHeadAnswerForm = record('gate head answer', {
  seen: listUpTo(seenHeadEncoding, MAX_HEADS),
})
