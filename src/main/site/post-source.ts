// The port through which the site gets its posts: implemented with engine calls, and with lists in
// tests.
// After notify. Only public posts pass, in their latest version.
import type { Cursor, IsoTime, PersonId } from '../../core/contract/index.ts'

export interface PostHead {
  /** The part after `fumikura://ref/`. */
  tail: string
  title: string
  /** When the first version was written. */
  publishedAt: IsoTime
  tags: string[]
}

export interface SitePost extends PostHead {
  /**
   * The tail of the first version, which identifies the post to feed readers; its own tail if it
   * was never edited.
   */
  first: string
  /** When this version was written. */
  updatedAt: IsoTime
  /** Markdown. */
  text: string
  /** The tail of a later version; null if this is the latest. */
  replacedBy: string | null
}

export interface UsedInvite {
  /** Null if those who came by it are contacts no longer. */
  usedAt: IsoTime | null
}

export interface PostPage {
  /** Newest first. */
  posts: PostHead[]
  /** Null on the last page. */
  next: Cursor | null
  total: number
  /** The most used tags first. */
  tags: { tag: string; count: number }[]
}

export interface PostSource {
  author(): Promise<{ person: PersonId; name: string }>
  page(query: { before: string | null; tag: string | null; limit: number }): Promise<PostPage>
  /** Null if the post is not public, no longer public, or does not exist. */
  post(tail: string): Promise<SitePost | null>
  /**
   * Finds an invite by its mark. Null unless the invite is used up, so that nobody learns which others
   * exist.
   */
  usedInvite(mark: string): Promise<UsedInvite | null>
}
