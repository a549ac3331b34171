// What a station posts to the phones of this home while it is away: messages that only say that a letter
// has come, sealed ahead, and tokens for the days to come.
import { createHash } from 'node:crypto'
import type { PhonePush, Phones, Wake, WakePlan } from '../../../core/index.ts'
import { encodePushMessage } from './push-message.ts'
import { wordsOfArrival } from './push-words.ts'
import { keysOf, sealPush } from './seal-push.ts'
import { Vapid } from './vapid.ts'

const NAME_BYTES = 16
const MESSAGES = 30
const HOUR_MS = 3_600_000
/** A service accepts a token for 24 hours; an hour less is for its clock. */
const TOKEN_EVERY_MS = 23 * HOUR_MS
/** Two weeks. */
const TOKENS = 15

/** @param origin of the page of phones */
export function planWakes(phones: Pick<Phones, 'list' | 'pushKey'>, origin: string): WakePlan[] {
  const key = phones.pushKey
  if (key === null) return []
  const vapid = new Vapid(key)
  return phones.list().flatMap(({ push }) => (push === null ? [] : [planWake(push, origin, vapid)]))
}

function planWake(push: PhonePush, origin: string, vapid: Vapid): WakePlan {
  const { endpoint } = push.subscription
  const { language, subscription } = push
  const madeOf = JSON.stringify([subscription, language, origin, vapid.publicKey])
  return {
    name: createHash('sha256').update(madeOf).digest().subarray(0, NAME_BYTES),
    endpoint,
    make: () => makeWake(push, origin, vapid),
  }
}

function makeWake({ subscription, language }: PhonePush, origin: string, vapid: Vapid): Wake {
  const { endpoint } = subscription
  const now = Date.now()
  const shown = { origin, place: '#/inbox', language, unread: null }
  const message = encodePushMessage(wordsOfArrival(language), shown)
  const keys = keysOf(subscription)
  return {
    endpoint,
    tokens: Array.from({ length: TOKENS }, (_, day) => {
      const until = now + (day + 1) * TOKEN_EVERY_MS
      return { until, authorization: vapid.authorize(endpoint, until) }
    }),
    messages: Array.from({ length: MESSAGES }, () => sealPush(message, keys)),
  }
}
