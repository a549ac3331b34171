// How the home of a phone stands, in one sentence.
import type { App } from '../state/app.svelte.ts'
import type { FarState } from '../state/far-state.svelte.ts'
import { f, m } from '../messages/far.ts'

export function farWords({ standing, seenAt }: FarState, { clock }: Pick<App, 'clock'>): string {
  if (standing === 'update' || standing === 'changed') return m.phone[standing]
  if (seenAt === null) return standing === 'online' ? m.phone.reaching : m.phone.never[standing]
  const time =
    clock.now.toDateString() === seenAt.toDateString()
      ? f.time(seenAt.toISOString())
      : f.dayAndTime(seenAt.toISOString(), clock.now)
  if (standing === 'asleep') return m.phone.asleep(time)
  return standing === 'offline' ? m.phone.offline(time) : m.phone.asOf(time)
}
