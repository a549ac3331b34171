// The request to join a group by a link, and the answer of the owner's device.
// Both ends may be strangers to each other.
import { bytesUpTo, fixedBytes, key32, oneOf, optional, part, record, type EncodedBy } from '../base/index.ts'
import { kemKeyEncoding } from '../identity/index.ts'
import { TOKEN_BYTES } from './group-link.ts'
import { titleForm } from './title.ts'

/** Sent by position: append only. */
const JOIN_ANSWERS = ['joined', 'asked', 'revoked', 'full'] as const
/** Sent. */
export const joinRequestForm = record('join request', {
  group: key32,
  token: fixedBytes(TOKEN_BYTES),
  card: bytesUpTo(6 * 1024),
  kemKey: kemKeyEncoding,
})
export const groupOwnerEncoding = part('group owner', {
  core: key32,
  title: titleForm.encoding,
  card: bytesUpTo(6 * 1024),
  kemKey: kemKeyEncoding,
})
/** Sent. */
export const joinAnswerForm = record('join answer', {
  answer: oneOf(JOIN_ANSWERS),
  /**
   * Only for a valid link. Without one, the asker learns neither who the owner is nor whether the
   * group exists.
   */
  owner: optional(groupOwnerEncoding),
})
export type JoinRequest = EncodedBy<typeof joinRequestForm>
export type JoinAnswer = EncodedBy<typeof joinAnswerForm>
