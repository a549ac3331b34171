// An event that a mail describes, in words: when it is, by the clocks of the reader, and how it repeats.
import type { EventGuest, EventTime, InvitedEvent, Repetition } from '../../core/contract/index.ts'
import { f, m } from '../messages/later.ts'

/** A time without a zone is one on the clocks here. */
const dateOf = (time: EventTime): Date =>
  time.form === 'day' ? new Date(`${time.at}T00:00:00`) : new Date(time.at)

/** `Wednesday 9 December, 15:00 – 16:30`, or `Wednesday 9 December, all day`. */
export function whenWords({ starts, ends }: Pick<InvitedEvent, 'starts' | 'ends'>, now: Date): string {
  if (starts === null) return ''
  const words = m.mail.invitation
  const [from, to] = [dateOf(starts), ends === null ? null : dateOf(ends)]
  if (starts.form === 'day') {
    const first = f.weekday(from, now)
    return words.allDay(to === null ? first : words.range(first, f.weekday(to, now)))
  }
  const first = f.longDated(from, now)
  const isSameDay = to?.toDateString() === from.toDateString()
  const range = to === null ? first : words.range(first, isSameDay ? f.time(to) : f.longDated(to, now))
  return starts.form === 'local' && starts.zone !== null ? words.local(range, starts.zone) : range
}

/** The time on the clocks of the event's zone. Null if they show what the clocks here show. */
export function thereWords({ starts }: Pick<InvitedEvent, 'starts'>, now: Date): string | null {
  if (starts?.form !== 'instant' || starts.there === null || starts.zone === null) return null
  const there = new Date(starts.there)
  if (there.getTime() === new Date(starts.at).getTime()) return null
  return m.mail.invitation.there(f.longDated(there, now), starts.zone.replaceAll('_', ' '))
}

/** `Every 2 weeks on Monday and Thursday, until 31 March 2027` */
export function repeatWords(repeats: Repetition | 'otherwise', now: Date): string {
  const words = m.mail.invitation
  if (repeats === 'otherwise') return words.otherwise
  const { every, interval, weekdays, monthDays, times, until, without } = repeats
  let rule = words.every[every](interval)
  if (weekdays.length > 0) rule = words.on(rule, f.list(weekdays.map(weekdayWords)))
  if (monthDays.length > 0) rule = words.on(rule, f.list(monthDays.map(words.monthDay)))
  if (until !== null) rule = words.until(rule, f.weekday(dateOf({ form: 'day', at: until }), now))
  if (times !== null) rule = words.times(rule, f.number(times))
  return without === 0 ? rule : words.without(rule, without)
}

function weekdayWords({ day, nth }: Repetition['weekdays'][number]): string {
  // 4 January 2026 was a Sunday.
  const name = f.weekdayName(new Date(2026, 0, 4 + day), 'long')
  return nth === 0 ? name : m.mail.invitation.nthWeekday(nth, name)
}

/** In an answer each guest has one. */
export function guestWords({ name, address, answer }: EventGuest, hasAnswered: boolean): string {
  const called = name === '' ? address : name
  const words = m.mail.invitation
  return hasAnswered && answer !== null ? words.answered(called, words.answers[answer]) : called
}
