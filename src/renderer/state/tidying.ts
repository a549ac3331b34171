// Putting letters in order, with the way back: archive, star, snooze, mute, labels.
// After receive; nobody else learns of it.
import type { LetterSummary, RefText, Tidy } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

/** What the engine is asked to change; what is not named stays as it is. */
export interface TidyChange {
  archived?: boolean
  starred?: boolean
  snoozedUntil?: string | null
  muted?: boolean
  addLabels?: string[]
  removeLabels?: string[]
}

type Tidied = Pick<LetterSummary, 'ref' | 'tidy'>

/** As many as one call takes. */
const AT_ONCE = 1000

/** Changes them, says so, and offers to undo. Drafts cannot be put in order and are left out. */
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

/** Back to how each of them was, those that were alike in one call. */
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

/** What undoes `change` for a letter that was as `tidy` says. */
export function inverse(change: TidyChange, tidy: Tidy): TidyChange {
  const back: TidyChange = {}
  if (change.archived !== undefined) back.archived = tidy.archived
  if (change.starred !== undefined) back.starred = tidy.starred
  if (change.snoozedUntil !== undefined) back.snoozedUntil = tidy.snoozedUntil
  if (change.muted !== undefined) back.muted = tidy.muted
  const added = change.addLabels?.filter((label) => !tidy.labels.includes(label)) ?? []
  const removed = change.removeLabels?.filter((label) => tidy.labels.includes(label)) ?? []
  if (added.length > 0) back.removeLabels = added
  if (removed.length > 0) back.addLabels = removed
  return back
}
