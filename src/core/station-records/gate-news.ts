// What a customer asks a station about its decisions since the last time, and the order to forget
// shares that their readers keep.
import { bool, bytesUpTo, key32, listUpTo, optional, part, record, uint } from '../base/index.ts'
import { MAX_KEEPERS } from '../identity/index.ts'
import { MAX_ENTRY_BYTES } from './gate-log.ts'
import { MAX_RECEIPT_BYTES } from './receipt.ts'

export const MAX_NEWS_ENTRIES = 128
export const MAX_FORGOTTEN = 256

/** The latest receipt of another station of the account that this station has. */
export interface CoKeeperHead {
  readonly station: Uint8Array
  readonly receipt: Uint8Array
}

export interface GateNews {
  /** Encoded log entries. `followLog` checks that they follow each other. */
  readonly entries: readonly Uint8Array[]
  /** The encoded receipt for the head after the last entry. */
  readonly receipt: Uint8Array
  /** True if the station has lost decisions of this account and no longer decides anything. */
  readonly isFenced: boolean
  readonly heads: readonly CoKeeperHead[]
}

export const coKeeperHeadEncoding = part('co-keeper head', {
  station: key32,
  receipt: bytesUpTo(MAX_RECEIPT_BYTES),
})
/** Sent. */
export const gateNewsRequestForm = record('gate news request', {
  since: uint,
  seen: optional(bytesUpTo(MAX_RECEIPT_BYTES)),
})
export const gateNewsForm = record('gate news', {
  entries: listUpTo(bytesUpTo(MAX_ENTRY_BYTES), MAX_NEWS_ENTRIES),
  receipt: bytesUpTo(MAX_RECEIPT_BYTES),
  isFenced: bool,
  heads: listUpTo(coKeeperHeadEncoding, MAX_KEEPERS),
})
export const gateForgetForm = record('gate forget', { handles: listUpTo(key32, MAX_FORGOTTEN) })

export interface GateNewsRequest {
  /** The number of the last entry that the customer has. */
  readonly since: number
  /** The station's receipt for its longest log that the customer has seen. Null if there is none. */
  readonly seen: Uint8Array | null
}
