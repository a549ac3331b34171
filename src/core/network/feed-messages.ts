// The two messages by which records of a feed reach a reader without a round trip: a reader asks for
// what it lacks when a wire opens, and an author sends what was appended. Neither has an answer.
import {
  decodeRecord,
  encodeRecord,
  key32,
  listUpTo,
  part,
  record,
  uint,
  type EncodedBy,
} from '../base/index.ts'
import { carriedEncoding } from '../cores/index.ts'

export const MAX_ASKED_FEEDS = 16

export const knownFeedEncoding = part('known feed', { feed: key32, length: uint })
/** Sent. */
export const feedQuestionEncoding = record('feed question', {
  feeds: listUpTo(knownFeedEncoding, MAX_ASKED_FEEDS),
})
/** Sent. */
export const feedBlocksEncoding = record('feed blocks', { carried: carriedEncoding })

type FeedQuestion = EncodedBy<typeof feedQuestionEncoding>
type FeedBlocks = EncodedBy<typeof feedBlocksEncoding>

export const encodeFeedQuestion = (value: FeedQuestion): Uint8Array =>
  encodeRecord(feedQuestionEncoding, value)
export const decodeFeedQuestion = (bytes: Uint8Array): FeedQuestion =>
  decodeRecord(feedQuestionEncoding, bytes)
export const encodeFeedBlocks = (value: FeedBlocks): Uint8Array => encodeRecord(feedBlocksEncoding, value)
export const decodeFeedBlocks = (bytes: Uint8Array): FeedBlocks => decodeRecord(feedBlocksEncoding, bytes)
