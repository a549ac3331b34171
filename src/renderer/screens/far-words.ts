// How the home of a phone stands, in one sentence, with the age of what is shown.
import type { App } from '../state/app.svelte.ts'
import type { FarState } from '../state/far-state.svelte.ts'
import { f, m } from '../messages/far.ts'

export function farWords(home: FarState, { clock, route }: Pick<App, 'clock' | 'route'>): string {
  const { standing } = home
  if (standing === 'update' || standing === 'changed') return m.phone[standing]
  const shownAt = home.shownAt(route.place)
  if (shownAt === null) return standing === 'online' ? m.phone.reaching : m.phone.never[standing]
  const time =
    clock.now.toDateString() === shownAt.toDateString()
      ? f.time(shownAt.toISOString())
      : f.dayAndTime(shownAt.toISOString(), clock.now)
  if (standing === 'asleep') return m.phone.asleep(time)
  return standing === 'offline' ? m.phone.offline(time) : m.phone.asOf(time)
}
