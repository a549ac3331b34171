// Describes how an audience got a letter and what state it is in, and the effect of sharing or
// withdrawing it.
// After the letter was sent. Nothing is copied for one more reader, and the sentences say so.
import { groupOf, type Addressee, type ObjectAudience } from '../../core/contract/index.ts'
import { addresseeCalled } from '../inbox/addressee-words.ts'
import { f, m } from '../messages/messages.svelte.ts'
import { kindOfAddressees } from '../state/readers.ts'

/** Returns a key that is unique among the audiences of a letter. */
export function idOfAddressee(audience: Addressee): string {
  return 'group' in audience ? audience.group : audience.person
}

/** True if this audience could still open it and it can be withdrawn. Oneself never counts. */
export function hasRight({ audience, state }: ObjectAudience): boolean {
  return audience.person !== 'self' && groupOf(state) !== 'gone'
}

/** Returns for example `written to them · notified yesterday at 10:42 · 3 of 12 have opened it`. */
export function describeAudienceFacts(audience: ObjectAudience, isMine: boolean, now: Date): string[] {
  const { panel } = m.sharing
  if (audience.audience.person === 'self') return [panel.selfText]
  const told = audience.since === null ? panel.notTold : panel.told(f.dayAndTime(audience.since, now))
  return [
    describeOrigin(audience),
    told,
    ...(audience.audience.person === 'public'
      ? []
      : [(isMine ? panel.opensMine : panel.opens)[audience.mode]]),
    ...describeProgress(audience, isMine),
  ]
}

function describeOrigin({ audience, origin }: ObjectAudience): string {
  const { panel } = m.sharing
  if (audience.person === 'public') return origin === 'sent' ? panel.published : panel.publishedLater
  return panel[origin]
}

function describeProgress({ audience, state, count, opened }: ObjectAudience, isMine: boolean): string[] {
  const { panel } = m.sharing
  if (audience.person === 'public')
    return groupOf(state) === 'gone' ? [m.states.ofAccess[state]] : [panel.uncounted]
  if (!isMine) return count === null || !('group' in audience) ? [] : [panel.besides(count, f.number(count))]
  const gone = groupOf(state) === 'gone' ? [m.states.ofAccess[state]] : []
  if (count !== null && 'group' in audience) return [panel.opened(f.number(opened), f.number(count)), ...gone]
  return opened > 0 ? [panel.openedOne] : gone.length > 0 ? gone : [panel.notOpenedOne]
}

/** Describes the effect of a withdrawal, and for whom it is too late. */
export function describeWithdrawal({ audience, mode, count, opened }: ObjectAudience): string[] {
  const words = m.sharing.withdrawDialog
  const who = addresseeCalled(audience)
  if (audience.person === 'public') return [words.everyone, words.everyoneKeeps]
  if (mode === 'open') return [words.open]
  if ('group' in audience)
    return [
      words.restOfGroup(audience.name),
      ...(opened > 0 && count !== null ? [words.lateInGroup(f.number(opened), f.number(count))] : []),
    ]
  return [opened > 0 ? words.late(who) : words.rest(who)]
}

export function shareTitle({ to }: { to: readonly Addressee[] }): string {
  const { dialog } = m.sharing
  const titles = { self: dialog.titleNote, public: dialog.titlePublic }
  const kind = kindOfAddressees(to)
  return kind === 'self' || kind === 'public' ? titles[kind] : dialog.title
}
