// Archives, stars, snoozes and labels letters, mutes conversations, with undo. After receive; other people do not
// see it.
import {
  canBeSpam,
  type Api,
  type Bin,
  type GroupId,
  type LetterSummary,
  type Muted,
  type RefText,
  type ThreadSummary,
  type Tidy,
} from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

/** How an entry leaves a list: ordered, so that it is in another box, or moved into a bin or out of it. */
export type Leaving = 'ordered' | 'binned'

/** The change for the engine; an omitted property stays the same. */
export interface TidyChange extends Omit<Given, 'refs' | 'addLabels' | 'removeLabels'> {
  addLabels?: string[]
  removeLabels?: string[]
}
type Given = Parameters<Api['letters']['tidy']>[0]

type Tidied = Pick<LetterSummary, 'ref' | 'tidy'>

/** The most letters that one call takes. */
const AT_ONCE = 1000

/** Changes the letters, shows a toast, and offers undo. Drafts cannot be tidied and are skipped. */
export async function tidyLetters(
  app: Pick<App, 'api' | 'toasts'>,
  letters: readonly Tidied[],
  change: TidyChange,
  say: (count: number) => string,
): Promise<void> {
  const before = letters.filter((letter): letter is Tidied & { ref: RefText } => letter.ref !== null)
  if (before.length === 0) return
  await tidyAll(
    app,
    before.map(({ ref }) => ref),
    change,
  )
  app.toasts.show({ text: say(before.length), undo: () => restore(app, before, change) })
}

async function tidyAll(app: Pick<App, 'api'>, refs: RefText[], change: TidyChange): Promise<void> {
  for (let at = 0; at < refs.length; at += AT_ONCE) {
    await app.api.letters.tidy({ ...change, refs: refs.slice(at, at + AT_ONCE) })
  }
}

/** Restores each letter; letters with the same former values share one call. */
async function restore(
  app: Pick<App, 'api'>,
  before: readonly (Tidied & { ref: RefText })[],
  change: TidyChange,
): Promise<void> {
  const alike = new Map<string, { change: TidyChange; refs: RefText[] }>()
  for (const { ref, tidy } of before) {
    const back = inverse(change, tidy)
    const key = JSON.stringify(back)
    const group = alike.get(key) ?? { change: back, refs: [] }
    group.refs.push(ref)
    alike.set(key, group)
  }
  for (const { change, refs } of alike.values()) await tidyAll(app, refs, change)
}

/** Returns the change that undoes `change` for a letter with the former values `tidy`. */
export function inverse(change: TidyChange, tidy: Tidy): TidyChange {
  const back: TidyChange = {}
  if (change.archived !== undefined) back.archived = tidy.archived
  if (change.starred !== undefined) back.starred = tidy.starred
  if (change.snoozedUntil !== undefined) back.snoozedUntil = tidy.snoozedUntil
  if (change.unread !== undefined) back.unread = tidy.unread
  const added = change.addLabels?.filter((label) => !tidy.labels.includes(label)) ?? []
  const removed = change.removeLabels?.filter((label) => tidy.labels.includes(label)) ?? []
  if (added.length > 0) back.removeLabels = added
  if (removed.length > 0) back.addLabels = removed
  return back
}

type NamedRow = Pick<ThreadSummary, 'thread' | 'group'>

/** Names a row of a list for the engine. */
function nameOf({ thread, group }: NamedRow): { ref: RefText } | { group: GroupId } {
  return group === null ? { ref: thread } : { group }
}

/** Mutes the conversations until a time or for good, or unmutes them; shows a toast, and offers undo. */
export async function muteThreads(
  app: Pick<App, 'api' | 'toasts'>,
  threads: readonly (NamedRow & Pick<ThreadSummary, 'muted'>)[],
  muted: Muted | null,
  say: (count: number) => string,
): Promise<void> {
  const { api } = app
  await Promise.all(threads.map((row) => api.threads.mute({ ...nameOf(row), muted })))
  app.toasts.show({
    text: say(threads.length),
    undo: async () => {
      await Promise.all(threads.map((row) => api.threads.mute({ ...nameOf(row), muted: row.muted })))
    },
  })
}

/** Changes all letters of the threads, shows one toast, and offers undo. */
export async function tidyThreads(
  app: Pick<App, 'api' | 'toasts'>,
  threads: readonly NamedRow[],
  change: TidyChange,
  say: (count: number) => string,
): Promise<void> {
  if (threads.length === 0) return
  const { api } = app
  const done = await Promise.all(threads.map((row) => api.threads.order({ ...nameOf(row), ...change })))
  app.toasts.show({
    text: say(threads.length),
    undo: async () => {
      await Promise.all(done.map(({ undo }) => api.threads.restore(undo)))
    },
  })
}

/** Takes all letters of the threads out of the lists into a bin, or back; shows one toast, and offers undo. */
export async function binThreads(
  app: Pick<App, 'api' | 'toasts'>,
  threads: readonly Pick<ThreadSummary, 'thread'>[],
  bin: Bin | null,
  say: (count: number) => string,
): Promise<void> {
  const whole = await Promise.all(threads.map(({ thread }) => app.api.threads.get({ ref: thread })))
  const all = whole.flatMap((thread) => thread.letters.flatMap(({ summary }) => summary ?? []))
  // An own answer to a mail stays where it is.
  const letters = all.filter((letter) => bin !== 'spam' || canBeSpam(letter))
  const move = async (moved: readonly LetterSummary[], to: Bin | null): Promise<void> => {
    const refs = moved.flatMap(({ ref }) => ref ?? [])
    for (let at = 0; at < refs.length; at += AT_ONCE)
      await app.api.letters.bin({ refs: refs.slice(at, at + AT_ONCE), bin: to })
  }
  await move(letters, bin)
  const before = new Set(letters.map((letter) => letter.bin))
  app.toasts.show({
    text: say(threads.length),
    undo: async () => {
      for (const former of before)
        await move(
          letters.filter((letter) => letter.bin === former),
          former,
        )
    },
  })
}
