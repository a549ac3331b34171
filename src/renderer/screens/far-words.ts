// How the home of a phone stands, in one sentence, with the age of what is shown.
import type { App } from '../state/app.svelte.ts'
import { listLetters, type Waiting } from '../bridge/waiting-calls.ts'
import type { FarState } from '../state/far-state.svelte.ts'
import { f, m } from '../messages/far.ts'

/** A letter counts once, though its saving waits too. */
export function countActs(waiting: readonly Waiting[]): number {
  const going = waiting.filter(({ refusal }) => refusal === null)
  return listLetters(going).length + going.filter(({ input }) => !('draft' in input)).length
}

export function farWords(home: FarState, { clock, route }: Pick<App, 'clock' | 'route'>): string {
  const { standing } = home
  if (standing === 'update' || standing === 'changed') return m.phone[standing]
  if (home.lock.isHomeAsking) return m.phone.lock.homeAsks
  const shownAt = home.shownAt(route.place)
  if (shownAt === null) return standing === 'online' ? m.phone.reaching : m.phone.never[standing]
  const time =
    clock.now.toDateString() === shownAt.toDateString()
      ? f.time(shownAt.toISOString())
      : f.dayAndTime(shownAt.toISOString(), clock.now)
  if (standing === 'asleep') return m.phone.asleep(time)
  return standing === 'offline' ? m.phone.offline(time) : m.phone.asOf(time)
}
