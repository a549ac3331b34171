// A page of an archive: a few posts, newest first, and what there is in all. The same from one's own rows and from another's tree.
// After "notify": nothing is released by it, what is public is public.
import {
  decodeRecord,
  encodeRecord,
  listUpTo,
  record,
  struct,
  textUpTo,
  uint,
  type Extended,
} from '../base/index.ts'
import { MAX_TAG_BYTES, type ArchiveEntry, type ArchivePlace } from './archive-entry.ts'

export interface ArchiveQuery {
  limit: number
  /** Only what is older than this. */
  before: ArchivePlace | null
  /** Only what is filed under this word. */
  tag: string | null
}

export interface ArchiveSummary extends Extended {
  /** Posts in the lists, without those that were replaced. */
  total: number
  /** The most used first. */
  tags: { tag: string; count: number }[]
}

export interface ArchivePage {
  entries: ArchiveEntry[]
  /** Null when this is the end. */
  next: ArchivePlace | null
  summary: ArchiveSummary
}

/** More are never written down: who looks for a rare word asks for it by name. */
export const MAX_SUMMARY_TAGS = 32

/** Persisted and sent. */
export const summaryEncoding = record('archive summary', {
  total: uint,
  tags: listUpTo(struct({ tag: textUpTo(MAX_TAG_BYTES), count: uint }), MAX_SUMMARY_TAGS),
})

export function encodeSummary(summary: ArchiveSummary): Uint8Array {
  return encodeRecord(summaryEncoding, summary)
}

/** @throws MalformedRecord */
export function decodeSummary(bytes: Uint8Array): ArchiveSummary {
  return decodeRecord(summaryEncoding, bytes)
}

/** Of one entry more than the page holds: the page, and whether it goes on. */
export function cutPage(found: ArchiveEntry[], limit: number): Pick<ArchivePage, 'entries' | 'next'> {
  const entries = found.slice(0, limit)
  const last = entries.at(-1)
  const next = found.length > limit && last !== undefined ? { at: last.at, object: last.object } : null
  return { entries, next }
}
