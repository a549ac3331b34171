// Knocks: a stranger's name and one line, filed apart from letters until answered.
// The only thing someone outside the audience can send; nothing is fetched or confirmed before a yes.
import { call } from './calls.ts'
import type { IsoTime, KnockId, Party, PersonId } from './ids.ts'
import { id, link, MAX_KNOCK_BYTES, nothing, textUpTo, waitMs, z } from './schema.ts'

/** `waiting` at the sender: stored here, retried until it is delivered. */
export type KnockState = 'waiting' | 'delivered' | 'accepted' | 'declined' | 'blocked' | 'failed'

export interface KnockResult {
  knock: KnockId
  /** The other side: who has the address, or who knocked. */
  person: PersonId
  state: KnockState
}

export interface Knock extends Party {
  knock: KnockId
  /** `name` and `text` are what the stranger claims; nobody has vouched for them. */
  text: string
  at: IsoTime
}

export const knockCalls = {
  /** Durable at once; `waitMs` only waits for the delivery to be seen. @throws INVALID, TOO_LARGE, QUOTA */
  send: call<KnockResult>()(
    z.strictObject({ address: link, text: textUpTo(MAX_KNOCK_BYTES), waitMs: waitMs.default(0) }),
  ),

  /** Received and not yet answered, newest first. */
  list: call<Knock[]>()(nothing),

  /** @throws NOT_FOUND */
  answer: call<KnockResult>()(z.strictObject({ knock: id, answer: z.enum(['yes', 'no', 'block']) })),

  /** Whether strangers may knock, and how many knocks wait for an answer. */
  status: call<{ enabled: boolean; waiting: number }>()(nothing),

  /** Off: strangers get no answer at all. */
  setEnabled: call<{ enabled: boolean }>()(z.strictObject({ enabled: z.boolean() })),
}
