// Archive, star, mute, snooze and label letters or threads; each act shows a toast with Undo.
// After receive. Acts on the selected letters or the shown one; changes only this person's lists.
import {
  canBeSpam,
  type Bin,
  type LetterSummary,
  type Muted,
  type ThreadSummary,
  type Tidy,
} from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import type { App } from '../state/app.svelte.ts'
import { LetterList } from '../state/letter-list.svelte.ts'
import { ThreadList } from '../state/thread-list.svelte.ts'
import type { Leaving, TidyChange } from '../state/tidying.ts'

export interface TidyActs {
  /** True if all of them are archived; then `archive()` puts them back. Likewise below. */
  readonly isArchived: boolean
  readonly isStarred: boolean
  /** False where nothing can be muted. */
  readonly isMuted: boolean
  readonly isSnoozed: boolean
  /** True if all of them are marked as unread. */
  readonly isUnread: boolean
  /** Labels that all of them have. */
  readonly labels: readonly string[]
  archive(): Promise<void>
  star(): Promise<void>
  /** Mutes their conversations until the person unmutes them, or unmutes them. Only for threads. */
  mute?: () => Promise<void>
  markUnread(): Promise<void>
  snooze(until: Date): Promise<void>
  wake(): Promise<void>
  addLabel(label: string): Promise<void>
  removeLabel(label: string): Promise<void>
  /** The bin that all of them are in. */
  readonly bin: Bin | null
  /** Moves them into the trash. Omitted where that is not offered; likewise below. */
  readonly remove?: (() => Promise<void>) | undefined
  readonly spam?: (() => Promise<void>) | undefined
  /** Puts them back from their bin into the lists. */
  readonly putBack?: (() => Promise<void>) | undefined
}

/** What the acts change, and how. */
interface Tidied {
  entries: () => readonly { tidy: Tidy }[]
  tidy: (change: TidyChange, say: (count: number) => string) => Promise<void>
  binning?: Binning
  muting?: Muting
  /** The title for the toast if it is one entry; null without. */
  title: () => string | null
  /** Called after the engine was asked to archive, snooze or remove the entries. */
  onGone: (how: Leaving) => void
}

interface Binning {
  /** The bin that all of them are in. */
  of: () => Bin | null
  canGo: (to: Bin) => boolean
  move: (to: Bin | null, say: (count: number) => string) => Promise<void>
}

interface Muting {
  isMuted: () => boolean
  mute: (muted: Muted | null, say: (count: number) => string) => Promise<void>
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
  onGone: (threads: readonly ThreadSummary[], how: Leaving) => void,
): TidyActs {
  const list = app.noun(ThreadList)
  return createActs(app, {
    entries: threads,
    tidy: (change, say) => list.tidy(threads(), change, say),
    title: () => (threads().length === 1 ? titleOf(threads()[0]!) : null),
    binning: {
      of: () => {
        const bins = new Set(threads().map(({ newest }) => newest.bin))
        return bins.size === 1 ? [...bins][0]! : null
      },
      // All letters of a group are too much to remove by one press.
      canGo: (to) =>
        threads().every(
          ({ group, newest }) =>
            group === null &&
            newest.bin !== to &&
            (to === 'trash' || (newest.bin === null && canBeSpam(newest))),
        ),
      move: (to, say) => list.bin(threads(), to, say),
    },
    muting: {
      isMuted: () => threads().length > 0 && threads().every(({ muted }) => muted !== null),
      mute: (muted, say) => list.mute(threads(), muted, say),
    },
    onGone: (how) => onGone(threads(), how),
  })
}

/** A talk has no subject. */
const titleOf = ({ subject, talk }: ThreadSummary): string | null => subject ?? talk?.name ?? null

function createActs(app: App, { entries, tidy, binning, muting, title, onGone }: Tidied): TidyActs {
  const all = (is: (tidy: Tidy) => boolean): boolean =>
    entries().length > 0 && entries().every(({ tidy }) => is(tidy))
  /** A sentence with the title of the entry, if it is one. */
  const about = (words: (count: number, title: string) => string) => {
    const one = title() ?? ''
    return (count: number): string => words(count, one)
  }

  const move = (to: Bin | null, words: (count: number, title: string) => string): Promise<void> => {
    const done = binning!.move(to, about(words))
    onGone('binned')
    return done
  }

  return {
    get isArchived() {
      return all(({ archived }) => archived)
    },
    get isStarred() {
      return all(({ starred }) => starred)
    },
    get isMuted() {
      return muting?.isMuted() === true
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
      const done = tidy({ archived }, about(archived ? did.archived : did.unarchived))
      onGone('ordered')
      return done
    },
    star() {
      const starred = !this.isStarred
      return tidy({ starred }, about(starred ? m.inbox.did.starred : m.inbox.did.unstarred))
    },
    ...(muting === undefined
      ? {}
      : {
          mute: () => {
            const { muted, unmuted } = m.inbox.did
            return muting.isMuted()
              ? muting.mute(null, about(unmuted))
              : muting.mute({ until: null }, about(muted))
          },
        }),
    markUnread() {
      const unread = !this.isUnread
      return tidy({ unread }, about(unread ? m.inbox.did.markedUnread : m.inbox.did.markedRead))
    },
    snooze(until) {
      const when = f.dated(until, app.clock.now)
      const { did } = m.inbox
      const say = about((count, one) => did.snoozed(count, one, when))
      const done = tidy({ snoozedUntil: until.toISOString() }, say)
      onGone('ordered')
      return done
    },
    get bin() {
      return binning?.of() ?? null
    },
    get remove() {
      return binning?.canGo('trash') === true ? () => move('trash', m.inbox.did.removed) : undefined
    },
    get spam() {
      return binning?.canGo('spam') === true ? () => move('spam', m.inbox.did.markedSpam) : undefined
    },
    get putBack() {
      return this.bin === null ? undefined : () => move(null, m.inbox.did.putBack)
    },
    wake: () => tidy({ snoozedUntil: null }, about(m.inbox.did.unsnoozed)),
    addLabel: (label) =>
      tidy(
        { addLabels: [label] },
        about((count, one) => m.inbox.did.labelled(count, one, label)),
      ),
    removeLabel: (label) =>
      tidy(
        { removeLabels: [label] },
        about((count, one) => m.inbox.did.unlabelled(count, one, label)),
      ),
  }
}
