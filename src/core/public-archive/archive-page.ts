// A page of an archive: a few posts, newest first, and a summary. The same for our own rows and
// for a foreign tree. After "notify": no key is released here, because the content is public.
import { listUpTo, record, struct, textUpTo, uint, type EncodedBy } from '../base/index.ts'
import { MAX_TAG_BYTES, type ArchiveEntry, type ArchivePosition } from './archive-entry.ts'

export interface ArchiveQuery {
  limit: number
  /** Only posts that are older than this position. */
  before: ArchivePosition | null
  /** Only posts with this tag. */
  tag: string | null
}

export interface ArchivePage {
  entries: ArchiveEntry[]
  /** Null on the last page. */
  next: ArchivePosition | null
  summary: ArchiveSummary
}

/** The summary contains no more tags. A rarer tag can still be queried by name. */
export const MAX_SUMMARY_TAGS = 32

/** Persisted and sent. */
export const summaryForm = record('archive summary', {
  /** Number of listed posts, without replaced ones. */
  total: uint,
  /** The most frequent tags first. */
  tags: listUpTo(struct({ tag: textUpTo(MAX_TAG_BYTES), count: uint }), MAX_SUMMARY_TAGS),
})
export type ArchiveSummary = EncodedBy<typeof summaryForm>

/**
 * Cuts a page from at most `limit` + 1 entries. An additional entry shows that
 * there is a next page.
 */
export function cutPage(found: ArchiveEntry[], limit: number): Pick<ArchivePage, 'entries' | 'next'> {
  const entries = found.slice(0, limit)
  const last = entries.at(-1)
  const next = found.length > limit && last !== undefined ? { at: last.at, object: last.object } : null
  return { entries, next }
}
