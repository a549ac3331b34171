// The doctor: the health of a home in counts and reasons. The report is safe to paste into a bug
// report.
// It covers everything that was skipped, parked, frozen or left unencrypted.
import { call } from './calls.ts'
import type { IsoTime, PersonId, RefText } from './ids.ts'
import type { Keyring } from './home.ts'
import { nothing } from './schema.ts'

export interface FeedTotals {
  records: number
  /** Bytes as stored, padded and sealed. */
  bytes: number
}

/** A letter that is in no list, or is listed without its text. */
export interface UnfiledLetter {
  /** Null if even its ref cannot be read. */
  ref: RefText | null
  /** The id of its object, in hex. */
  object: string
  /** What the lists have of it. */
  filedBy: 'title' | 'nothing'
  /** The code or the name of the error. */
  reason: string
}

export interface DoctorReport {
  /** True if nothing in this report needs the user's attention. */
  healthy: boolean
  /** Sentences for the user, most pressing first; empty when healthy. */
  warnings: string[]
  home: { format: number; keyring: Keyring; wordsProven: boolean; bytes: number | null }
  ledger: { state: 'whole' | 'damaged'; reason: string | null; commits: number }
  cores: { own: number; foreign: number; frozen: number; bytes: number | null }
  /**
   * Own cores compared with their marks. `behind`: cores that were too short and were repaired at
   * start.
   */
  marks: { checked: number; behind: number; frozen: number }
  network: {
    enabled: boolean
    swarm: 'off' | 'starting' | 'listening' | 'unreachable'
    lan: 'off' | 'starting' | 'listening'
    /** `bytes`: bytes received and sent over the current wire. */
    peers: {
      person: PersonId | null
      device: string
      via: string
      since: IsoTime
      bytes: { in: number; out: number }
    }[]
  }
  /** Own objects as sealed blocks. `kept`: the number of opened letters of others. */
  store: { blocks: number; bytes: number; kept: number }
  /**
   * Records of all feeds of pairs and groups. `written`: in the feeds of this device. `read`: from
   * the feeds of others.
   */
  feeds: { written: FeedTotals; read: FeedTotals }
  /** Invalid input from peers that was skipped: a count for each reason since the start. */
  skipped: Record<string, number>
  /** Feeds that exceed their rate limit for notices. */
  parked: { person: PersonId; reason: string; since: IsoTime }[]
  /**
   * Letters that the index could not take whole, with at most 100 of them. They are tried again when
   * they change, and at each start.
   */
  unfiled: { count: number; letters: UnfiledLetter[] }
  /** Stores that their author rewrote. This evidence is kept permanently. */
  rewritten: { person: PersonId; core: string; length: number; fork: number; seenAt: IsoTime }[]
  clock: { state: 'steady' | 'jumped' | 'needs-yes'; mark: IsoTime | null }
  /**
   * Phones that get messages, and what a push service last answered since the start: a status of HTTP,
   * 0 if it did not answer. Null if none was asked.
   */
  push: { phones: number; last: { at: IsoTime; status: number } | null }
  /** What is readable on this disk without a key. Empty if everything is encrypted. */
  unencrypted: string[]
}

/** One line of the engine's log since its start. It contains no text of a letter and no secret. */
export interface LogLine {
  at: IsoTime
  level: 'debug' | 'info' | 'warn' | 'error'
  text: string
}

export const doctorCalls = {
  /** Returns the health report. */
  report: call<DoctorReport>()(nothing),

  /** Returns the latest log lines, oldest first. Older lines are discarded. */
  log: call<LogLine[]>()(nothing),
}
