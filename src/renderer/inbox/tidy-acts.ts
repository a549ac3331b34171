// Archive, star, mute, snooze and label letters; each act shows a toast with Undo.
// After receive. Acts on the selected letters or the shown one; changes only this person's lists.
import type { LetterSummary } from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import type { App } from '../state/app.svelte.ts'
import { LetterList } from '../state/letter-list.svelte.ts'
import type { TidyChange } from '../state/tidying.ts'

export interface TidyActs {
  /** True if all of them are archived; then `archive()` puts them back. Likewise below. */
  readonly isArchived: boolean
  readonly isStarred: boolean
  readonly isMuted: boolean
  readonly isSnoozed: boolean
  /** Labels that all of them have. */
  readonly labels: readonly string[]
  archive(): Promise<void>
  star(): Promise<void>
  mute(): Promise<void>
  snooze(until: Date): Promise<void>
  wake(): Promise<void>
  addLabel(label: string): Promise<void>
  removeLabel(label: string): Promise<void>
}

/** Calls `onGone` after it has asked to archive or snooze letters, which then leave the list. */
export function createTidyActs(
  app: App,
  letters: () => readonly LetterSummary[],
  onGone: () => void = () => undefined,
): TidyActs {
  const list = app.noun(LetterList)
  const all = (is: (tidy: LetterSummary['tidy']) => boolean): boolean =>
    letters().length > 0 && letters().every(({ tidy }) => is(tidy))
  const tidy = (change: TidyChange, say: (count: number) => string): Promise<void> =>
    list.tidy(letters(), change, say)

  return {
    get isArchived() {
      return all(({ archived }) => archived)
    },
    get isStarred() {
      return all(({ starred }) => starred)
    },
    get isMuted() {
      return all(({ muted }) => muted)
    },
    get isSnoozed() {
      return all(
        ({ snoozedUntil }) => snoozedUntil !== null && Date.parse(snoozedUntil) > app.clock.now.getTime(),
      )
    },
    get labels() {
      const [first, ...rest] = letters().map((letter) => letter.tidy.labels)
      return (first ?? []).filter((label) => rest.every((labels) => labels.includes(label)))
    },
    archive() {
      const archived = !this.isArchived
      const { did } = m.inbox
      const done = tidy({ archived }, archived ? did.archived : did.unarchived)
      onGone()
      return done
    },
    star() {
      const starred = !this.isStarred
      return tidy({ starred }, starred ? m.inbox.did.starred : m.inbox.did.unstarred)
    },
    mute() {
      const muted = !this.isMuted
      return tidy({ muted }, muted ? m.inbox.did.muted : m.inbox.did.unmuted)
    },
    snooze(until) {
      const when = f.dayAndTime(until, app.clock.now)
      const done = tidy({ snoozedUntil: until.toISOString() }, (count) => m.inbox.did.snoozed(count, when))
      onGone()
      return done
    },
    wake: () => tidy({ snoozedUntil: null }, m.inbox.did.unsnoozed),
    addLabel: (label) => tidy({ addLabels: [label] }, (count) => m.inbox.did.labelled(label, count)),
    removeLabel: (label) => tidy({ removeLabels: [label] }, (count) => m.inbox.did.unlabelled(label, count)),
  }
}
