// Following: public posts of others and own ones. Anyone may read them, and the author does not
// learn who does.
// New posts arrive automatically in the box `following`. Older posts are read page by page from the
// author's archive.
import { call } from './calls.ts'
import type { AddressText, Cursor, IsoTime, Party, PersonId, RefText } from './ids.ts'
import type { PictureUrl } from './people.ts'
import { id, MAX_PAGE, nothing, person, waitMs, z } from './schema.ts'

export interface Followed extends Party {
  since: IsoTime
  picture: PictureUrl | null
  /** The author's address, to share with others. Null if unknown. */
  address: AddressText | null
  /** True if one of the author's devices is connected now. */
  online: boolean
  /** The number of the author's posts that arrived here. */
  posts: number
  /** When the latest of these posts was written. Null if none has arrived. */
  latestAt: IsoTime | null
}

/** A post as an archive lists it: enough to show it in a list and to open it. */
export interface ArchivedPost {
  ref: RefText
  from: Party
  title: string
  sentAt: IsoTime
  size: number
  tags: string[]
  /** The earlier version that this post replaces. Null if none. */
  replaces: RefText | null
}

export interface ArchivePage {
  person: PersonId
  posts: ArchivedPost[]
  /** The cursor of the next page. Null at the end. */
  next: Cursor | null
  /** The tags of all posts, the most used first. Only on a first page. */
  tags: { tag: string; count: number }[] | null
  /** The number of all posts in the archive. */
  total: number
  /**
   * The number of posts and album parts that an earlier device of this person published and that
   * new followers do not find. Only on the first page of the own archive, otherwise null.
   */
  unlisted: number | null
}

export const followCalls = {
  /**
   * Follows a contact by name or id, or anyone by address. The followed person is not notified.
   * @throws NOT_FOUND, AMBIGUOUS, INVALID if it is oneself, BLOCKED
   */
  follow: call<Party>()(z.strictObject({ who: person })),

  /**
   * Stops following. Posts that arrived stay until they are archived.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  unfollow: call<Party>()(z.strictObject({ who: person })),

  /** Lists the followed persons by name. */
  list: call<Followed[]>()(nothing),

  /**
   * Returns a page of the published posts, newest first, of oneself or a followed person. Fetches
   * only what the page needs.
   * @throws NOT_FOUND, AMBIGUOUS, AUTHOR_AWAY if no device with the archive is connected,
   *   UNREACHABLE, ALTERED if the archive fails its check
   */
  archive: call<ArchivePage>()(
    z.strictObject({
      who: person,
      /** Only posts with this tag. */
      tag: z.string().min(1).max(64).optional(),
      limit: z.number().int().min(1).max(MAX_PAGE).default(20),
      before: id.optional(),
      waitMs: waitMs.default(10_000),
    }),
  ),

  /**
   * Adds the posts of an earlier own device to the archive again, except withdrawn ones, as far as
   * this home knows them. `missing`: posts that cannot be listed because the backup lacks their
   * proofs.
   */
  listAgain: call<{ listed: number; missing: number }>()(nothing),
}
