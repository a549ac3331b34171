// An act of an author on a gate: burn it, hold it, let it go, or change its times. The author's
// device signs it, and anybody may deliver it to a station.
import {
  bytesUpTo,
  key32,
  listUpTo,
  MalformedRecord,
  oneOf,
  optional,
  part,
  record,
  signedRecord,
  time,
  uint,
  unlessUnknown,
  type EncodedBy,
} from '../base/index.ts'
import { isSignedBy, sign, type KeyPair } from '../seal/index.ts'
import { hashAnswer, MAX_RECEIPT_BYTES } from './receipt.ts'
import { removalForm, MAX_REMOVAL_BYTES, MAX_REMOVALS, type Removal } from './roster.ts'

const MAX_ACT_BYTES = 256
export const MAX_ACTS = 64

/** Sent by position: append only. */
export const ACT_KINDS = ['burn', 'hold', 'let-go', 'from', 'until'] as const
export type ActKind = (typeof ACT_KINDS)[number]

/** Why a gate burns. Sent by position: append only. */
export const BURN_REASONS = ['recalled', 'expired', 'withdrawn', 'superseded', 'removed'] as const
export type BurnReason = (typeof BURN_REASONS)[number]

const DOMAIN = 'fumikura/gate-act/1'
/** Persisted and sent. */
export const gateActForm = signedRecord('gate act', {
  handle: key32,
  kind: oneOf(ACT_KINDS),
  /**
   * Orders the acts `hold`, `let-go` and `from` of one gate. A burn applies whenever it comes, and
   * of several `until` the largest value applies.
   */
  seq: uint,
  /** Exactly for a burn. */
  why: optional(oneOf(BURN_REASONS)),
  /** Exactly for `from` and `until`: the new time. */
  value: optional(time),
  /** One reader of the gate; null for all. */
  key: optional(key32),
  /** The author's device, which signs the act. */
  device: key32,
})
export type GateAct = EncodedBy<typeof gateActForm>
export type ActFacts = Omit<GateAct, 'device' | 'signature'>
/** Sent. */
export const gateActsForm = record('gate acts', {
  acts: listUpTo(bytesUpTo(MAX_ACT_BYTES), MAX_ACTS),
  removals: listUpTo(bytesUpTo(MAX_REMOVAL_BYTES), MAX_REMOVALS),
})

/**
 * What a station answers to an act. `free`: nothing prevents the reader from opening. `unknown`:
 * the device is not on an account here, or there is no such gate. `fenced`, `starting`: the station
 * decides nothing now. Sent by position: append only.
 */
const ACT_ANSWERS = ['burned', 'released', 'held', 'free', 'unknown', 'fenced', 'starting'] as const
export type ActAnswer = (typeof ACT_ANSWERS)[number]

/** The answers that the station has written down, and so the ones with a receipt. */
const DECIDED: ReadonlySet<ActAnswer> = new Set(['burned', 'released', 'held', 'free'])

export const answeredActEncoding = part('answered act', {
  answer: oneOf(ACT_ANSWERS),
  /** The encoded receipt; null if nothing is decided. */
  receipt: optional(bytesUpTo(MAX_RECEIPT_BYTES)),
})
export type AnsweredAct = EncodedBy<typeof answeredActEncoding>
/** Sent. The answers are in the order of the acts. */
export const gateActAnswerForm = record('gate act answer', {
  answers: listUpTo(answeredActEncoding, MAX_ACTS),
})

export function signAct(facts: ActFacts, device: KeyPair): GateAct {
  const signed = { ...facts, device: device.publicKey }
  return { ...signed, signature: sign(DOMAIN, device, gateActForm.unsigned.encode(signed)) }
}

/** @throws MalformedRecord; a decoded act is not yet known to be genuine */
export function decodeAct(bytes: Uint8Array): GateAct {
  const act = gateActForm.decode(bytes)
  const hasValue = act.kind === 'from' || act.kind === 'until'
  if ((act.kind === 'burn') !== (act.why !== null) || hasValue !== (act.value !== null))
    throw new MalformedRecord('an act whose fields do not fit its kind')
  return act
}

/** True if the device that the act names signed it. */
export function isActGenuine(act: GateAct): boolean {
  return isSignedBy(DOMAIN, act.device, act.signature, gateActForm.unsigned.encode(act))
}

/** What anybody may deliver to a station. */
export interface Delivered {
  /** Null for an act of a form that only newer programs know. */
  readonly acts: (GateAct | null)[]
  /** Without those of such a form. */
  readonly removals: Removal[]
}

/**
 * @param acts encoded acts, at most `MAX_ACTS`
 * @param removals encoded removals, at most `MAX_REMOVALS`
 */
export function encodeGateActs(
  acts: readonly Uint8Array[],
  removals: readonly Uint8Array[] = [],
): Uint8Array {
  return gateActsForm.encode({ acts, removals })
}

/**
 * An act that a newer program added must not keep the recalls beside it from the station.
 * @throws MalformedRecord
 */
export function decodeGateActs(bytes: Uint8Array): Delivered {
  const { acts, removals } = gateActsForm.decode(bytes)
  return {
    acts: acts.map((act) => unlessUnknown(() => decodeAct(act))),
    removals: removals
      .map((removal) => unlessUnknown(() => removalForm.decode(removal)))
      .filter((removal) => removal !== null),
  }
}

/** @throws MalformedRecord */
export function decodeGateActAnswer(bytes: Uint8Array): AnsweredAct[] {
  const { answers } = gateActAnswerForm.decode(bytes)
  for (const { answer, receipt } of answers)
    if (DECIDED.has(answer) !== (receipt !== null)) throw new MalformedRecord('a receipt that does not fit')
  return answers
}

/** Returns what a receipt for this act and this answer names. */
export function hashActAnswer(act: Uint8Array, answer: ActAnswer): Uint8Array {
  return hashAnswer(answer, act)
}
