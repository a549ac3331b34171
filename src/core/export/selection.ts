// What of a home leaves: everything, or a thread, what was written in a group, a time. Always the oldest first.
import { equalBytes } from '../base/index.ts'
import type { Reference } from '../delivery/index.ts'
import { readThread, type LetterParts } from '../letters/index.ts'
import { objectId, type Ref } from '../store/index.ts'
import type { ListedEntry } from '../views/index.ts'

export interface Selection {
  /** The whole thread of this letter. */
  thread: Ref | null
  group: Uint8Array | null
  /** An album alone, and no letters. */
  album: Uint8Array | null
  /** ms since the epoch; from, and to before. */
  since: number | null
  until: number | null
}

export function isEverything({ thread, group, album, since, until }: Selection): boolean {
  return thread === null && group === null && album === null && since === null && until === null
}

const PAGE = 128

const timesOf = ({ since, until }: Selection) => ({
  since: since ?? 0,
  until: until ?? Number.MAX_SAFE_INTEGER,
})

/** How many letters that are, at most. */
export async function countSelected(parts: LetterParts, selection: Selection): Promise<number> {
  return parts.index.countBetween(timesOf(selection))
}

/** Page by page, so that memory stays flat. */
export async function* readSelected(
  parts: LetterParts,
  reference: Reference,
  selection: Selection,
): AsyncGenerator<ListedEntry[]> {
  if (selection.album !== null) return
  if (selection.thread !== null) {
    yield await entriesOfThread(parts, reference, selection)
    return
  }
  let last: ListedEntry | undefined
  for (;;) {
    const page = await parts.index.listFrom(
      last === undefined ? null : placeOf(last),
      PAGE,
      timesOf(selection),
    )
    last = page.at(-1)
    if (last === undefined) return
    yield page.filter((entry) => isSelected(entry, selection))
  }
}

/** The index places what came from a fast clock by its arrival. */
function placeOf({ at, arrivedAt, object }: ListedEntry): { at: number; object: Uint8Array } {
  return { at: Math.min(at, arrivedAt ?? at), object }
}

function isSelected({ kind, wide }: ListedEntry, { group }: Selection): boolean {
  if (kind !== 'letter') return false
  return group === null || wide.some(({ kind, key }) => kind === 'group' && equalBytes(key, group))
}

async function entriesOfThread(
  parts: LetterParts,
  reference: Reference,
  selection: Selection,
): Promise<ListedEntry[]> {
  const { since, until } = timesOf(selection)
  const items = await readThread(parts, reference, selection.thread!)
  const entries = await Promise.all(items.map(({ ref }) => parts.index.find(objectId(ref))))
  return entries
    .filter((entry) => entry !== null)
    .filter((entry) => entry.at >= since && entry.at < until && isSelected(entry, selection))
    .sort((one, other) => one.at - other.at)
}
