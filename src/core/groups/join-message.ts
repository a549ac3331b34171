// What a joiner asks an owner's device, and what that answers: the token of a link and a card, and how it was decided.
// Sent before anybody is in anything: both ends may be strangers to each other.
import {
  bytesUpTo,
  decodeRecord,
  encodeRecord,
  key32,
  oneOf,
  optional,
  struct,
  versioned,
  type EncodedBy,
} from '../base/index.ts'
import { TOKEN_BYTES } from './group-link.ts'
import { titleEncoding } from './title.ts'

/** Sent: do not change. */
const JOIN_ANSWERS = ['joined', 'asked', 'revoked', 'full'] as const
const requestEncoding = versioned(
  1,
  struct({ group: key32, token: bytesUpTo(TOKEN_BYTES), card: bytesUpTo(6 * 1024) }),
)
const answerEncoding = versioned(
  1,
  struct({
    answer: oneOf(JOIN_ANSWERS),
    /** Only where a link is good: who comes with none learns nothing of its owner, nor whether there is such a group. */
    owner: optional(struct({ core: key32, title: titleEncoding, card: bytesUpTo(6 * 1024) })),
  }),
)
export type JoinRequest = EncodedBy<typeof requestEncoding>
export type JoinAnswer = EncodedBy<typeof answerEncoding>

export const encodeJoinRequest = (request: JoinRequest): Uint8Array => encodeRecord(requestEncoding, request)
/** @throws MalformedRecord */
export const decodeJoinRequest = (bytes: Uint8Array): JoinRequest => decodeRecord(requestEncoding, bytes)
export const encodeJoinAnswer = (answer: JoinAnswer): Uint8Array => encodeRecord(answerEncoding, answer)
/** @throws MalformedRecord */
export const decodeJoinAnswer = (bytes: Uint8Array): JoinAnswer => decodeRecord(answerEncoding, bytes)
