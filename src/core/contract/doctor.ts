// The doctor: the health of a home, in counts and reasons, safe to paste into a bug report.
// Whatever was skipped, parked, frozen or left unencrypted anywhere in the life of a message shows here.
import { call } from './calls.ts'
import type { IsoTime, PersonId } from './ids.ts'
import type { Keyring } from './home.ts'
import { nothing } from './schema.ts'

export interface FeedTotals {
  records: number
  /** As stored: padded and sealed. */
  bytes: number
}

export interface DoctorReport {
  /** True when nothing below needs the user. */
  healthy: boolean
  /** Sentences for the user, most pressing first; empty when healthy. */
  warnings: string[]
  home: { format: number; keyring: Keyring; wordsProven: boolean; bytes: number | null }
  ledger: { state: 'whole' | 'damaged'; reason: string | null; commits: number }
  cores: { own: number; foreign: number; frozen: number; bytes: number | null }
  /** Own cores against their high-water marks; `behind` were repaired at the start. */
  marks: { checked: number; behind: number; frozen: number }
  network: {
    enabled: boolean
    swarm: 'off' | 'starting' | 'listening' | 'unreachable'
    lan: 'off' | 'starting' | 'listening'
    /** `bytes`: all that passed over the wire of now, as sent and received, in bytes. */
    peers: {
      person: PersonId | null
      device: string
      via: string
      since: IsoTime
      bytes: { in: number; out: number }
    }[]
  }
  /** Own objects as they lie sealed in blocks, and how many letters of others were opened and are kept. */
  store: { blocks: number; bytes: number; kept: number }
  /** The records of all pair feeds: written here for others, and read from theirs. */
  feeds: { written: FeedTotals; read: FeedTotals }
  /** Bad input from peers, counted and skipped: reason → count since the start. */
  skipped: Record<string, number>
  /** Feeds that grow faster than their notices may. */
  parked: { person: PersonId; reason: string; since: IsoTime }[]
  /** Stores that were rewritten by their author: the evidence, kept for good. */
  rewritten: { person: PersonId; core: string; length: number; fork: number; seenAt: IsoTime }[]
  clock: { state: 'steady' | 'jumped' | 'needs-yes'; mark: IsoTime | null }
  /** What lies readable on this disk; empty when everything is encrypted. */
  unencrypted: string[]
}

/** One line of what the engine noted since its start; names no text of a letter and no secret. */
export interface LogLine {
  at: IsoTime
  level: 'debug' | 'info' | 'warn' | 'error'
  text: string
}

export const doctorCalls = {
  report: call<DoctorReport>()(nothing),

  /** The latest lines, oldest first; older ones are gone. */
  log: call<LogLine[]>()(nothing),
}
