// The message that one member sends another about a group, and the one-byte answer.
// Both ends are authenticated members; the receiver treats every field as a hint.
import { bytesUpTo, key32, listUpTo, optional, part, record, uint, type EncodedBy } from '../base/index.ts'

export const MAX_HEADS = 500
/** Answers. `NOT_IN_IT` counts only from the owner's device. */
export const HEARD = 0
export const NOT_IN_IT = 1
export const NOT_HEARD = 2

export const feedHeadEncoding = part('feed head', {
  era: uint,
  device: key32,
  generation: uint,
  length: uint,
})
/** Sent. */
export const gossipForm = record('gossip', {
  group: key32,
  number: uint,
  /** The owner's signed statement that the records continue in another core. */
  succession: optional(bytesUpTo(512)),
  /** Asks the receiver to send the heads of its feeds too, from this era on. */
  wantsSince: optional(uint),
  heads: listUpTo(feedHeadEncoding, MAX_HEADS),
})
export type Gossip = EncodedBy<typeof gossipForm>
