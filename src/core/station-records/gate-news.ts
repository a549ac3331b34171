// What a customer asks a station about its decisions since the last time, and the order to forget
// shares that their readers keep.
import {
  bool,
  bytesUpTo,
  key32,
  listUpTo,
  optional,
  part,
  record,
  uint,
  type EncodedBy,
} from '../base/index.ts'
import { MAX_KEEPERS } from '../identity/index.ts'
import { MAX_ENTRY_BYTES } from './gate-log.ts'
import { MAX_RECEIPT_BYTES } from './receipt.ts'

export const MAX_NEWS_ENTRIES = 128
export const MAX_FORGOTTEN = 256

export const coKeeperHeadEncoding = part('co-keeper head', {
  station: key32,
  receipt: bytesUpTo(MAX_RECEIPT_BYTES),
})

/** The latest receipt of another station of the account that this station has. */
export type CoKeeperHead = EncodedBy<typeof coKeeperHeadEncoding>
/** Sent. */
export const gateNewsRequestForm = record('gate news request', {
  /** The number of the last entry that the customer has. */
  since: uint,
  /** The station's receipt for its longest log that the customer has seen. Null if there is none. */
  seen: optional(bytesUpTo(MAX_RECEIPT_BYTES)),
})
export type GateNewsRequest = EncodedBy<typeof gateNewsRequestForm>
export const gateNewsForm = record('gate news', {
  /** Encoded log entries. `followLog` checks that they follow each other. */
  entries: listUpTo(bytesUpTo(MAX_ENTRY_BYTES), MAX_NEWS_ENTRIES),
  /** The encoded receipt for the head after the last entry. */
  receipt: bytesUpTo(MAX_RECEIPT_BYTES),
  /** True if the station has lost decisions of this account and no longer decides anything. */
  isFenced: bool,
  heads: listUpTo(coKeeperHeadEncoding, MAX_KEEPERS),
})
export type GateNews = EncodedBy<typeof gateNewsForm>
export const gateForgetForm = record('gate forget', { handles: listUpTo(key32, MAX_FORGOTTEN) })
