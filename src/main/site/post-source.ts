// Where the site's posts come from: a small port, filled by whoever holds the engine's calls, and by lists in tests.
// After "notify": only what is public by then comes through here, the latest version of each.
import type { Cursor, IsoTime, PersonId } from '../../core/contract/index.ts'

export interface PostHead {
  /** What stands behind `fumikura://ref/`. */
  tail: string
  title: string
  /** When its first version was written. */
  publishedAt: IsoTime
  tags: string[]
}

export interface SitePost extends PostHead {
  /** The tail of its first version, by which a reader knows it again; its own where it was never edited. */
  first: string
  /** When this version was written. */
  updatedAt: IsoTime
  /** Markdown. */
  text: string
  /** The later version to be read instead; null when this is it. */
  replacedBy: string | null
}

export interface PostPage {
  /** Newest first. */
  posts: PostHead[]
  /** Null when this is the end. */
  next: Cursor | null
  total: number
  /** The most used first. */
  tags: { tag: string; count: number }[]
}

export interface PostSource {
  author(): Promise<{ person: PersonId; name: string }>
  page(query: { before: string | null; tag: string | null; limit: number }): Promise<PostPage>
  /** Null for what is not public, or not any more, or never was anything. */
  post(tail: string): Promise<SitePost | null>
}
