// What a home leaves at its station so that its phones hear of letters while it is away: messages that
// are sealed for each browser, and words that its push service believes. The station reads none of it.
import {
  bool,
  bytesUpTo,
  fixedBytes,
  listUpTo,
  optional,
  record,
  struct,
  textUpTo,
  time,
  uint,
} from '../base/index.ts'

/** Phones of one device of a customer. */
export const MAX_WAKES = 8
export const WAKE_NAME_BYTES = 16
export const MAX_WAKE_MESSAGES = 30
/** As host/push seals every message. */
export const WAKE_MESSAGE_BYTES = 1638
/** For two weeks, one for each day. */
const MAX_WAKE_TOKENS = 16
const MAX_ENDPOINT_BYTES = 1024
const MAX_TOKEN_BYTES = 1024
const MAX_WAKE_BYTES = 96 * 1024

/**
 * What wakes one phone. A token is accepted for the last 24 hours before `until`. All messages have one
 * length, and each is posted once. Persisted by the station, and sent within `wake put`.
 */
export const wakeForm = record('wake', {
  endpoint: textUpTo(MAX_ENDPOINT_BYTES),
  tokens: listUpTo(struct({ until: time, authorization: textUpTo(MAX_TOKEN_BYTES) }), MAX_WAKE_TOKENS),
  messages: listUpTo(fixedBytes(WAKE_MESSAGE_BYTES), MAX_WAKE_MESSAGES),
})

const name = fixedBytes(WAKE_NAME_BYTES)

/**
 * The request `wake-put`, from a customer's device: it has these phones, by names that only it
 * understands, and no others; here is what wakes one of them. Sent.
 */
export const wakePutForm = record('wake put', {
  names: listUpTo(name, MAX_WAKES),
  put: optional(struct({ name, wake: bytesUpTo(MAX_WAKE_BYTES) })),
})

/**
 * Its answer, in the order of the names: how many messages are left, and until when the tokens are
 * valid. `isGone`: the push service says that the browser has left it. Sent.
 */
export const wakesKeptForm = record('wakes kept', {
  wakes: listUpTo(struct({ left: uint, until: time, isGone: bool }), MAX_WAKES),
})
