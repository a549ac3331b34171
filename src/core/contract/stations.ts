// Stations: the computers that keep this person's letters and notices while their own are off.
// They have ciphertext only. After sending, everything is handed over in the background.
import { call } from './calls.ts'
import type { DeviceId, IsoTime } from './ids.ts'
import { nothing, textUpTo, waitMs, z } from './schema.ts'
import { UNTIL_DAYS, type UntilDays } from './station-rule.ts'

const MAX_LINK_CHARS = 2048
const MAX_NAME_CHARS = 128
const MAX_STATIONS = 7

const stationName = z.string().trim().min(1).max(MAX_NAME_CHARS)

export interface JoinedStation {
  /** The key of the station. */
  station: DeviceId
  /** Twelve digits, which the station shows too. They differ for every station. */
  number: string
  name: string
  online: boolean
  /** When the station told last what it keeps. */
  heardAt: IsoTime
  /** What the station keeps for this person, and its limit, as last heard. */
  bytes: number
  limit: number
  /** What the station sent of it today to others than own devices, and how much it may. */
  egress: number
  egressLimit: number
  /**
   * The origin at which the station serves phones, such as `https://nas.example`, as last heard. Null
   * if it serves none.
   */
  phones: string | null
  /** Sent letters whose blocks and notices are at the station. */
  handedOver: number
  /** Sent letters that are not at the station yet. */
  waiting: number
  /** Recalled letters of which the station has not said that it recalled them. */
  recalls: number
  /** True if the station takes no more, because a limit of yours or of its own is reached. */
  full: boolean
  /** True if the station was put back to an older state, so that it may no longer decide. */
  fenced: boolean
  /**
   * False if the station said that this person is not its customer: it lost its data, or another
   * device has left it. Leave it, or join it by a new link.
   */
  isCustomer: boolean
}

/** How the stations decide together. */
export interface StationRule {
  /** The number of stations. */
  n: number
  /** How many must release a letter before a reader can open it. */
  need: number
  /** How many may lie, or forget, without a recall being certain too early. */
  distrust: number
  /** How many must confirm a recall before it is certain. */
  certainAt: number
}

export interface ChosenRule extends StationRule {
  /**
   * For how many days stations open a letter while no device of its author is on. Each day with the
   * author begins the time anew, at the latest after a third of it. 365 is as long as stations can:
   * until the author takes the letter back.
   */
  untilDays: UntilDays
}

/** How a test letter went through the own stations. */
export interface StationTest {
  /** In the order of joining. `refused`: it took no part of the letter, or gave none. */
  stations: { station: DeviceId; name: string; answer: 'opened' | 'refused' | 'silent' }[]
  /** How many had to give their part. */
  need: number
  /** From the first question until the letter was open; null if it did not open. */
  openedMs: number | null
}

export const stationsCalls = {
  /** Lists the joined stations, in the order of joining. */
  list: call<JoinedStation[]>()(nothing),

  /**
   * Joins the station that printed this link. `name` replaces the station's own name for itself.
   * @throws INVALID if it is no such link, INVITE_USED, INVITE_EXPIRED, UNREACHABLE after `waitMs`,
   *   QUOTA if the station has no room, TOO_LARGE for an eighth station
   */
  add: call<{ station: DeviceId; name: string }>()(
    z.strictObject({
      link: textUpTo(MAX_LINK_CHARS),
      name: stationName.optional(),
      waitMs: waitMs.default(10_000),
    }),
  ),

  /**
   * Gives a station another name, by its name, its id, or the start of its id. Only this person
   * sees it.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  rename: call<{ station: DeviceId; name: string }>()(
    z.strictObject({ station: textUpTo(MAX_LINK_CHARS), name: stationName }),
  ),

  /**
   * Leaves a station, by its name, its id, or the start of its id. Letters that nobody has opened
   * move to the other stations first; then it removes everything. `told` is false if that did not
   * happen within `waitMs`; then it happens later.
   * `lost`: you say that the station is destroyed. It counts from now on as if it had destroyed
   * what it had, and is not told.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  leave: call<{ station: DeviceId; name: string; told: boolean }>()(
    z.strictObject({
      station: textUpTo(MAX_LINK_CHARS),
      waitMs: waitMs.default(3_000),
      lost: z.boolean().optional(),
    }),
  ),

  /**
   * Opens a small test letter through the stations, as a reader whom they do not know; this device
   * releases nothing. It tests that enough stations take parts of a letter and give them. Resolves
   * when each has answered, or after `waitMs`.
   * @throws INVALID without a station
   */
  test: call<StationTest>()(z.strictObject({ waitMs: waitMs.default(10_000) })),

  /**
   * Returns the rule, after changing what is given. The numbers stay until the number of stations
   * changes. A longer `untilDays` holds for letters that nobody has opened too, a shorter one only
   * for new letters, because a station never shortens the time of a letter.
   * @throws INVALID with the reason, also without a station
   */
  rule: call<ChosenRule>()(
    z.strictObject({
      need: z.number().int().min(0).max(MAX_STATIONS).optional(),
      distrust: z.number().int().min(0).max(MAX_STATIONS).optional(),
      untilDays: z.literal(UNTIL_DAYS).optional(),
    }),
  ),
}
