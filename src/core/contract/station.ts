// A running station, as its operator sees it by the local door of its home. A station has no
// letters and no person, so it serves none of the engine's nouns.
import { call } from './calls.ts'
import type { IsoTime } from './ids.ts'
import { nothing, z } from './schema.ts'

export interface StationLink {
  /** `fumikura://station/…`: one person can join by it, once. */
  link: string
  /** Twelve digits of the station's key, which the person compares after joining. */
  number: string
  expiresAt: IsoTime
}

export interface StationCustomer {
  account: string
  /** Bytes that the station keeps for the customer. */
  bytes: number
  limitBytes: number
  cores: number
  gates: number
  /** Gates of which anything is kept: a share, or what was decided. */
  remembered: number
  /** Bytes sent today to others than the customer's own devices, and how many may be sent. */
  egress: number
  egressLimit: number
  /** True if the station has lost decisions about this customer's gates, and decides nothing. */
  fenced: boolean
}

/**
 * How other devices reach the station. `direct`: its address is reachable. `punched`: through a
 * router, which connections can pass. `changing`: through a router that uses another port for each
 * connection, which some connections cannot pass. `unknown`: no network answered yet.
 */
export type StationReach = 'direct' | 'punched' | 'changing' | 'unknown'

/** Counts and reasons only: no presence, no reader, no core. */
export interface StationHealth {
  /** False if `warnings` has a sentence. */
  healthy: boolean
  /** Sentences for the operator. */
  warnings: string[]
  station: string
  name: string
  /** Since the start. */
  uptimeMs: number
  customers: number
  /** Customers who have used four fifths or more of one of their limits. */
  nearLimit: number
  cores: number
  /** Cores that are open in memory now. */
  openCores: number
  maxOpenCores: number
  /** Shares that are kept, gates of which anything is kept, and what was decided about gates. */
  gates: number
  remembered: number
  decisions: number
  bytes: number
  /** Null without a limit for all customers together. */
  limitBytes: number | null
  /** Bytes that were sent today to others than the customers' own devices. */
  egress: number
  /** The size of the files with all blocks. */
  diskBytes: number
  /** What customers may still fill on the disk; 0 or less if they are refused. */
  freeBytes: number
  /** Customers about whose gates the station decides nothing, because it has lost decisions. */
  fenced: number
  /** `doubted`, `waiting`: the machine's clock was set, so nothing is opened that may have expired. */
  clock: 'trusted' | 'doubted' | 'waiting'
  network: { isOnline: boolean; reach: StationReach; wires: number; refused: number }
  /** Invalid input that was skipped: a count for each reason. */
  skipped: Record<string, number>
}

/** How the origin for phones looks from this machine. `elsewhere`: another program answers there. */
export type WebReach = 'reached' | 'untrusted' | 'elsewhere' | 'unreachable'

/** The front: what it serves, and under which origins. */
export interface WebReport {
  /** The origin of what listens. */
  web: string
  /** The origins of the apps from outside. */
  phones: string
  guests: string | null
  /** Whole days until the certificate ends. Null for plain HTTP. */
  certificateDays: number | null
  reach: WebReach
}

/** Counts only: no phone, no home, no address. */
export interface StationPhones {
  /** Routes that devices of customers keep open. */
  routes: number
  /** Links of phones that are open now. */
  links: number
  /** Bytes that phones sent and got today. They are part of `egress`. */
  bytesToday: number
  /** Phones that get a message while their home is away, and how many were posted since the start. */
  wakes: number
  posted: number
}

export interface StationReport extends StationHealth {
  /** The version of the program that runs. */
  version: string
  /** Null without a front. */
  web: WebReport | null
}

export const stationCalls = {
  /** Makes a link for one more customer. */
  invite: call<StationLink>()(
    z.strictObject({
      /** What the customer may store. Default: 10 GB. */
      bytes: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
      /** What readers may get of it on one day. Default: 50 GB. */
      egress: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    }),
  ),

  /** Lists the customers, the earliest first. */
  customers: call<StationCustomer[]>()(nothing),

  /** Counts what phones do by way of the station. */
  phones: call<StationPhones>()(nothing),

  /** Returns the health report. */
  doctor: call<StationReport>()(nothing),
}
