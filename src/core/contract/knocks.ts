// Knocks: a stranger's name and one line of text, kept apart from letters until the answer.
// A stranger can send nothing else. Before a yes, this home fetches and confirms nothing.
import { call } from './calls.ts'
import type { IsoTime, KnockId, Party, PersonId } from './ids.ts'
import { id, link, MAX_KNOCK_BYTES, nothing, textUpTo, waitMs, z } from './schema.ts'

/** `waiting`: the knock is stored at the sender and retried until it is delivered. */
export type KnockState = 'waiting' | 'delivered' | 'accepted' | 'declined' | 'blocked' | 'failed'

export interface KnockResult {
  knock: KnockId
  /** The other side: the owner of the address, or the person who knocked. */
  person: PersonId
  state: KnockState
}

export interface Knock extends Party {
  knock: KnockId
  /** `name` and `text` are the stranger's unverified claims. */
  text: string
  at: IsoTime
}

export const knockCalls = {
  /**
   * Sends a knock. It is on disk at once; `waitMs` only waits for its delivery.
   * @throws INVALID, TOO_LARGE, QUOTA
   */
  send: call<KnockResult>()(
    z.strictObject({ address: link, text: textUpTo(MAX_KNOCK_BYTES), waitMs: waitMs.default(0) }),
  ),

  /** Lists received knocks without an answer, newest first. */
  list: call<Knock[]>()(nothing),

  /**
   * Answers a knock.
   * @throws NOT_FOUND
   */
  answer: call<KnockResult>()(z.strictObject({ knock: id, answer: z.enum(['yes', 'no', 'block']) })),

  /** Returns whether strangers may knock, and how many knocks wait for an answer. */
  status: call<{ enabled: boolean; waiting: number }>()(nothing),

  /** Allows or forbids knocks. If off, strangers get no answer at all. */
  setEnabled: call<{ enabled: boolean }>()(z.strictObject({ enabled: z.boolean() })),
}
