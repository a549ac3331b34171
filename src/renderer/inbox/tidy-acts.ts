// Archive, star, mute, snooze and label letters or threads; each act shows a toast with Undo.
// After receive. Acts on the selected letters or the shown one; changes only this person's lists.
import type { LetterSummary, ThreadSummary, Tidy } from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import type { App } from '../state/app.svelte.ts'
import { LetterList } from '../state/letter-list.svelte.ts'
import { ThreadList } from '../state/thread-list.svelte.ts'
import type { TidyChange } from '../state/tidying.ts'

export interface TidyActs {
  /** True if all of them are archived; then `archive()` puts them back. Likewise below. */
  readonly isArchived: boolean
  readonly isStarred: boolean
  readonly isMuted: boolean
  readonly isSnoozed: boolean
  /** True if all of them are marked as unread. */
  readonly isUnread: boolean
  /** Labels that all of them have. */
  readonly labels: readonly string[]
  archive(): Promise<void>
  star(): Promise<void>
  mute(): Promise<void>
  markUnread(): Promise<void>
  snooze(until: Date): Promise<void>
  wake(): Promise<void>
  addLabel(label: string): Promise<void>
  removeLabel(label: string): Promise<void>
  /** Takes them from this person's lists. Omitted where that is not offered. */
  remove?: () => Promise<void>
}

/** What the acts change, and how. */
interface Tidied {
  entries: () => readonly { tidy: Tidy }[]
  tidy: (change: TidyChange, say: (count: number) => string) => Promise<void>
  remove?: (say: (count: number) => string) => Promise<void>
  /** The title for the toast if it is one entry; null without. */
  title: () => string | null
  /** Called after the engine was asked to archive or snooze the entries, which then leave the list. */
  onGone: () => void
}

/** Acts on letters. */
export function createTidyActs(
  app: App,
  letters: () => readonly LetterSummary[],
  onGone: () => void = () => undefined,
): TidyActs {
  const list = app.noun(LetterList)
  return createActs(app, {
    entries: letters,
    tidy: (change, say) => list.tidy(letters(), change, say),
    title: () => (letters().length === 1 ? letters()[0]!.subject : null),
    onGone,
  })
}

/** Acts on all letters of threads. */
export function createThreadActs(
  app: App,
  threads: () => readonly ThreadSummary[],
  onGone: (threads: readonly ThreadSummary[]) => void,
): TidyActs {
  const list = app.noun(ThreadList)
  return createActs(app, {
    entries: threads,
    tidy: (change, say) => list.tidy(threads(), change, say),
    title: () => (threads().length === 1 ? threads()[0]!.subject : null),
    remove: (say) => list.remove(threads(), say),
    onGone: () => onGone(threads()),
  })
}

function createActs(app: App, { entries, tidy, remove, title, onGone }: Tidied): TidyActs {
  const all = (is: (tidy: Tidy) => boolean): boolean =>
    entries().length > 0 && entries().every(({ tidy }) => is(tidy))
  const named = (words: (title: string) => string, counted: (count: number) => string) => {
    const one = title() ?? ''
    return (count: number): string => (one === '' ? counted(count) : words(one))
  }

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
    get isUnread() {
      return all(({ unread }) => unread)
    },
    get isSnoozed() {
      return all(
        ({ snoozedUntil }) => snoozedUntil !== null && Date.parse(snoozedUntil) > app.clock.now.getTime(),
      )
    },
    get labels() {
      const [first, ...rest] = entries().map((entry) => entry.tidy.labels)
      return (first ?? []).filter((label) => rest.every((labels) => labels.includes(label)))
    },
    archive() {
      const archived = !this.isArchived
      const { did } = m.inbox
      const say = archived ? named(did.archivedNamed, did.archived) : did.unarchived
      const done = tidy({ archived }, say)
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
    markUnread() {
      const unread = !this.isUnread
      return tidy({ unread }, unread ? m.inbox.did.markedUnread : m.inbox.did.markedRead)
    },
    snooze(until) {
      const when = f.dayAndTime(until, app.clock.now)
      const { did } = m.inbox
      const say = named(
        (one) => did.snoozedNamed(one, when),
        (count) => did.snoozed(count, when),
      )
      const done = tidy({ snoozedUntil: until.toISOString() }, say)
      onGone()
      return done
    },
    ...(remove === undefined
      ? {}
      : {
          remove: () => {
            const { did } = m.inbox
            const done = remove(named(did.removedNamed, did.removed))
            onGone()
            return done
          },
        }),
    wake: () => tidy({ snoozedUntil: null }, m.inbox.did.unsnoozed),
    addLabel: (label) => tidy({ addLabels: [label] }, (count) => m.inbox.did.labelled(label, count)),
    removeLabel: (label) => tidy({ removeLabels: [label] }, (count) => m.inbox.did.unlabelled(label, count)),
  }
}
