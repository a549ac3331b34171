// The two messages by which records of a feed reach a reader without a round trip: a reader asks for
// what it lacks when a wire opens, and an author sends what was appended. Neither has an answer.
import { key32, listUpTo, part, record, uint } from '../base/index.ts'
import { carriedEncoding } from '../cores/index.ts'

export const MAX_ASKED_FEEDS = 16

export const knownFeedEncoding = part('known feed', { feed: key32, length: uint })
/** Sent. */
export const feedQuestionForm = record('feed question', {
  feeds: listUpTo(knownFeedEncoding, MAX_ASKED_FEEDS),
})
/** Sent. */
export const feedBlocksForm = record('feed blocks', { carried: carriedEncoding })
