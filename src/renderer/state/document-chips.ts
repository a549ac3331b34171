// What the chips above the documents narrow to, and how many documents each would show. Pure.
import type { ListedFile, LetterSummary, PersonId } from '../../core/contract/index.ts'
import { kindOfFile, type FileKind } from '../files/file-kind.ts'

export const DOCUMENT_SORTS = ['pdf', 'text', 'sound', 'other'] as const
export type DocumentSort = (typeof DOCUMENT_SORTS)[number]

/** Null shows all. */
export interface DocumentNarrowing {
  sort: DocumentSort | null
  from: PersonId | null
  time: string | null
  tag: string | null
}

export const NOT_NARROWED: DocumentNarrowing = { sort: null, from: null, time: null, tag: null }

/** A span of time, as the search offers it. `to`: null for one that has not ended. */
export interface TimeSpan {
  key: string
  label: string
  from: Date
  to: Date | null
}

const SORTS: Partial<Record<FileKind, DocumentSort>> = {
  ...{ pdf: 'pdf', markdown: 'text', text: 'text', document: 'text', song: 'sound' },
}

export const sortOf = (file: Pick<ListedFile, 'type' | 'name'>): DocumentSort =>
  SORTS[kindOfFile(file)] ?? 'other'

function isWithin(at: string, span: TimeSpan | undefined): boolean {
  if (span === undefined) return true
  const time = Date.parse(at)
  return time >= span.from.getTime() && (span.to === null || time < span.to.getTime())
}

export function narrowDocuments(
  files: readonly ListedFile[],
  { sort, from, time, tag }: DocumentNarrowing,
  spans: readonly TimeSpan[],
): ListedFile[] {
  const span = spans.find(({ key }) => key === time)
  return files.filter(
    (file) =>
      (sort === null || sortOf(file) === sort) &&
      (from === null || file.from.person === from) &&
      isWithin(file.addedAt, span) &&
      (tag === null || file.tags.includes(tag)),
  )
}

/** How many documents each value of one group would show, beside what the other groups narrow to. */
export function countBy<Key extends keyof DocumentNarrowing>(
  files: readonly ListedFile[],
  narrowing: DocumentNarrowing,
  spans: readonly TimeSpan[],
  group: Key,
): (value: DocumentNarrowing[Key]) => number {
  const others = narrowDocuments(files, { ...narrowing, [group]: null }, spans)
  return (value) => narrowDocuments(others, { ...NOT_NARROWED, [group]: value }, spans).length
}

export interface DocumentMonth {
  /** `2026-11`, in UTC. */
  month: string
  files: ListedFile[]
  /** Sealed letters of the month with files. What these are is not known before they are opened. */
  sealed: LetterSummary[]
}

const monthOf = (at: string): string => at.slice(0, 7)

/** The newest month first. */
export function byMonths(
  files: readonly ListedFile[],
  sealed: readonly LetterSummary[],
  { from, time }: DocumentNarrowing,
  spans: readonly TimeSpan[],
): DocumentMonth[] {
  const months = new Map<string, DocumentMonth>()
  const of = (at: string): DocumentMonth => {
    const month = monthOf(at)
    const known = months.get(month) ?? { month, files: [], sealed: [] }
    months.set(month, known)
    return known
  }
  const span = spans.find(({ key }) => key === time)
  for (const file of files) of(file.addedAt).files.push(file)
  for (const letter of sealed)
    if ((from === null || letter.from.person === from) && isWithin(letter.sentAt, span))
      of(letter.sentAt).sealed.push(letter)
  return [...months.values()].toSorted((one, other) => (one.month < other.month ? 1 : -1))
}
