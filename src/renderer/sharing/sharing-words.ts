// Describes how an audience got a letter and what state it is in, and the effect of sharing or
// withdrawing it.
// After the letter was sent. Nothing is copied for one more reader, and the sentences say so.
import { groupOf, type Addressee, type ObjectAudience } from '../../core/contract/index.ts'
import { audienceOf, together } from '../audiences/index.ts'
import { f, m } from '../messages/messages.svelte.ts'

/** True if this audience could still open it and it can be withdrawn. Oneself never counts. */
export function hasRight({ audience, state }: ObjectAudience): boolean {
  return audienceOf(audience).isNoticed && groupOf(state) !== 'gone'
}

/** Returns for example `written to them · notified yesterday at 10:42 · 3 of 12 have opened it`. */
export function describeAudienceFacts(audience: ObjectAudience, isMine: boolean, now: Date): string[] {
  const { panel } = m.sharing
  const { origin, mode, since, state } = audience
  const { given, isPublished } = audienceOf(audience.audience)
  if (given === undefined) return [panel.selfText]
  const told = since === null ? panel.notTold : panel.told(f.dayAndTime(since, now))
  const opens = (isMine ? panel.opensMine : panel.opens)[mode]
  const way = isPublished
    ? [origin === 'sent' ? panel.published : panel.publishedLater, told]
    : [panel[origin], told, opens]
  const gone = groupOf(state) === 'gone' ? m.states.ofAccess[state] : null
  return [...way, ...given.progress(gone, audience, isMine)]
}

/** Describes the effect of a withdrawal, and for whom it is too late. */
export function describeWithdrawal(audience: ObjectAudience): string[] {
  const { given, isPublished } = audienceOf(audience.audience)
  if (audience.mode === 'open' && !isPublished) return [m.sharing.withdrawDialog.open]
  return given?.withdrawal(audience) ?? []
}

export function shareTitle({ to }: { to: readonly Addressee[] }): string {
  return together(to).row.shareTitle()
}
