// What an opened mail says about an event: an invitation, a change of it, or its end. It is what the
// sender claims. Nothing of it is in a calendar.
import type { FileId, IsoTime } from './ids.ts'

/**
 * `asked`: an invitation, or a change of one. `told`: an event without a question. `cancelled`: it
 * does not take place. `answered`, `countered`: what one of the guests says to it.
 */
export type InvitationKind = 'asked' | 'told' | 'cancelled' | 'answered' | 'countered'

/**
 * A time in a calendar.
 * `instant`: the same moment everywhere; `there` is the time on the clocks of `zone`, and null if it
 * was given in UTC. `local`: on the clocks of a `zone` that is not known, or wherever one is if that
 * is null. `day`: a whole day.
 */
export type EventTime =
  | { form: 'instant'; at: IsoTime; there: LocalTime | null; zone: string | null }
  | { form: 'local'; at: LocalTime; zone: string | null }
  | { form: 'day'; at: LocalDay }

/** `2026-12-09T19:00:00` */
export type LocalTime = string
/** `2026-12-09` */
export type LocalDay = string

/** How an event repeats, counted on the clocks of its first date. */
export interface Repetition {
  every: 'day' | 'week' | 'month' | 'year'
  /** 2: every second one. */
  interval: number
  /**
   * 0 is Sunday. `nth`: which of them in the month, from 1, or -1 for the last; 0 is each. Empty if
   * the first date says it.
   */
  weekdays: { day: number; nth: number }[]
  /** From 1, or -1 for the last. Empty if the first date or `weekdays` say it. */
  monthDays: number[]
  /** The number of dates. Null without an end, or if `until` says it. */
  times: number | null
  /** Its last possible day. */
  until: LocalDay | null
  /** The number of dates on which it does not take place. */
  without: number
}

export interface EventGuest {
  /** May be empty. */
  name: string
  address: string
  answer: 'accepted' | 'declined' | 'tentative' | null
}

/** The event that a part of a mail describes. Its texts are claims, in one line each but `note`. */
export interface InvitedEvent {
  kind: InvitationKind
  title: string
  starts: EventTime | null
  /** In the form of `starts`. Of whole days the last one. Null if it is not later. */
  ends: EventTime | null
  /** True if it is about one date of an event that repeats. */
  isOneDate: boolean
  /** `otherwise`: by a rule that has no words here. Null if it does not repeat. */
  repeats: Repetition | 'otherwise' | null
  place: string
  note: string
  organiser: EventGuest | null
  /** The first 100, without the organiser and without rooms. */
  guests: EventGuest[]
  guestCount: number
  /** The number of further events and changed dates that are not described here. */
  more: number
}

export interface Invitation extends InvitedEvent {
  /** Those of the mail's files that are this event and nothing else: one, or copies of it. */
  files: FileId[]
}
