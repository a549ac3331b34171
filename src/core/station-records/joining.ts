// How a device becomes a customer of a station, remains one after a recovery, and leaves it.
import {
  bytesUpTo,
  fixedBytes,
  MalformedRecord,
  mapped,
  oneOf,
  optional,
  part,
  record,
  textUpTo,
  time,
  uint,
  type Extended,
  formOf,
  type Form,
  type EncodedBy,
} from '../base/index.ts'
import { TOKEN_BYTES } from './station-link.ts'

const MAX_CARD_BYTES = 6 * 1024
const MAX_ORIGIN_BYTES = 255

/** The request `station-join`. The asking device must be active on the card. Sent. */
export const stationJoinForm = record('station join', {
  token: fixedBytes(TOKEN_BYTES),
  card: bytesUpTo(MAX_CARD_BYTES),
})

/** The request `station-card`: the newest card of a customer, so that their devices count. Sent. */
export const stationCardForm = record('station card', { card: bytesUpTo(MAX_CARD_BYTES) })

export const stationLimitsEncoding = part('station limits', {
  /** Of all blocks that the station keeps for a customer. */
  bytes: uint,
  cores: uint,
  gates: uint,
  releasesPerDay: uint,
  /** Bytes that the station sends of the customer's cores to others than their own devices. */
  egressPerDay: uint,
})
export type StationLimits = EncodedBy<typeof stationLimitsEncoding>

/** Sent by position: append only. */
const JOIN_REFUSALS = ['USED', 'EXPIRED', 'FULL', 'NOT_ACTIVE', 'NOT_A_CUSTOMER'] as const
export type JoinRefusal = (typeof JOIN_REFUSALS)[number]

export type StationAnswer = Extended & ({ usage: StationUsage } | { refusal: JoinRefusal })

export const stationUsageEncoding = part('station usage', {
  bytes: uint,
  cores: uint,
  gates: uint,
  /** Gates of which the station keeps anything: a share, or what was decided. */
  remembered: uint,
  /** Bytes sent to others on this day. */
  egress: uint,
  /** When the customer leaves, because one of their devices asked for it. Null if none did. */
  leavesAt: optional(time),
  /** The origin at which the station serves phones, such as `https://nas.example`. Null if it does not. */
  phones: optional(textUpTo(MAX_ORIGIN_BYTES)),
  /** The same for letters by link. */
  guests: optional(textUpTo(MAX_ORIGIN_BYTES)),
  limits: stationLimitsEncoding,
})
export type StationUsage = EncodedBy<typeof stationUsageEncoding>

/**
 * The answer to `station-leave`. `leavesAt`: the station waits until then for the word of another
 * device. Null: it has removed everything. Sent.
 */
export const stationLeftForm = record('station left', { leavesAt: optional(time) })

const answerFields = record('station answer', {
  refusal: optional(oneOf(JOIN_REFUSALS)),
  usage: optional(stationUsageEncoding),
})

/** The answer to `station-join`, `station-card` and `station-usage`. Sent. */
export const stationAnswerForm: Form<StationAnswer> = formOf(
  mapped(
    answerFields.encoding,
    (answer: StationAnswer) =>
      'usage' in answer ? { ...answer, refusal: null } : { ...answer, usage: null },
    ({ refusal, usage, ...rest }): StationAnswer => {
      if (refusal !== null && usage === null) return { ...rest, refusal }
      if (refusal === null && usage !== null) return { ...rest, usage }
      throw new MalformedRecord('an answer with usage and refusal, or with neither')
    },
  ),
)
