// Selects the letters of an export: all, a thread, the posts of a group, or a time. Oldest first.
import { equalBytes } from '../base/index.ts'
import type { LetterParts } from '../letters/index.ts'
import { objectId, type Ref } from '../store/index.ts'
import { listedAt, type ListedEntry } from '../views/index.ts'

export interface Selection {
  /** A letter; its whole thread is exported. */
  thread: Ref | null
  group: Uint8Array | null
  /** An album only, without letters. */
  album: Uint8Array | null
  /** ms since the epoch: from `since` up to, but not including, `until`. */
  since: number | null
  until: number | null
}

export function isEverything({ thread, group, album, since, until }: Selection): boolean {
  return thread === null && group === null && album === null && since === null && until === null
}

const PAGE = 128
const ALL = { limit: Number.MAX_SAFE_INTEGER, before: null }

const timesOf = ({ since, until }: Selection) => ({
  since: since ?? 0,
  until: until ?? Number.MAX_SAFE_INTEGER,
})

/** Returns an upper limit for the number of letters. */
export async function countSelected(parts: LetterParts, selection: Selection): Promise<number> {
  return parts.index.countBetween(timesOf(selection))
}

/** Yields page by page, so that memory use stays constant. */
export async function* readSelected(parts: LetterParts, selection: Selection): AsyncGenerator<ListedEntry[]> {
  if (selection.album !== null) return
  if (selection.thread !== null) {
    yield await entriesOfThread(parts, selection)
    return
  }
  let last: ListedEntry | undefined
  for (;;) {
    const page = await parts.index.listFrom(
      last === undefined ? null : cursorOf(last),
      PAGE,
      timesOf(selection),
    )
    last = page.at(-1)
    if (last === undefined) return
    yield page.filter((entry) => isSelected(entry, selection))
  }
}

/** Returns the position in the index. */
function cursorOf(entry: ListedEntry): { at: number; object: Uint8Array } {
  return { at: listedAt(entry), object: entry.object }
}

function isSelected({ kind, wide }: ListedEntry, { group }: Selection): boolean {
  if (kind === 'album') return false
  return group === null || wide.some(({ kind, key }) => kind === 'group' && equalBytes(key, group))
}

async function entriesOfThread(parts: LetterParts, selection: Selection): Promise<ListedEntry[]> {
  const { since, until } = timesOf(selection)
  const { now } = parts.clockGuard.read()
  const found = await parts.index.readThread(objectId(selection.thread!), now, ALL)
  return (found?.letters ?? [])
    .filter((entry) => listedAt(entry) >= since && listedAt(entry) < until && isSelected(entry, selection))
    .sort((one, other) => listedAt(one) - listedAt(other))
}
