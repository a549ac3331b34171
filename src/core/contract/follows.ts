// Following: the public posts of others, and one's own. Anyone may read them, and nobody is told who does.
// What is new comes by itself into the box `following`; what is old is looked up in its author's archive, page by page.
import { call } from './calls.ts'
import type { AddressText, Cursor, IsoTime, Party, PersonId, RefText } from './ids.ts'
import type { PictureUrl } from './people.ts'
import { id, MAX_PAGE, nothing, person, waitMs, z } from './schema.ts'

export interface Followed extends Party {
  since: IsoTime
  picture: PictureUrl | null
  /** Where others can find them: to be handed on. Null where it is not known. */
  address: AddressText | null
  /** A live connection to one of their devices, now. */
  online: boolean
  /** Posts of theirs that have come here. */
  posts: number
  /** When the latest of these was written; null when none has come. */
  latestAt: IsoTime | null
}

/** A post as an archive names it: enough to show it in a list and to open it. */
export interface ArchivedPost {
  ref: RefText
  from: Party
  title: string
  sentAt: IsoTime
  size: number
  tags: string[]
  /** It takes the place of an earlier one. */
  replaces: RefText | null
}

export interface ArchivePage {
  person: PersonId
  posts: ArchivedPost[]
  /** The next page is asked for with it; null when this is the end. */
  next: Cursor | null
  /** The words that posts are filed under, the most used first; only on a first page. */
  tags: { tag: string; count: number }[] | null
  /** How many posts there are in all. */
  total: number
  /**
   * What an earlier device of mine published, posts and parts of albums, and whoever comes later does not find; only on a first page of
   * mine, and null on all others.
   */
  unlisted: number | null
}

export const followCalls = {
  /** A contact by name or id, or anyone by address. They are not told. @throws NOT_FOUND, AMBIGUOUS, INVALID (oneself), BLOCKED */
  follow: call<Party>()(z.strictObject({ who: person })),

  /** What has come stays until it is archived. @throws NOT_FOUND, AMBIGUOUS */
  unfollow: call<Party>()(z.strictObject({ who: person })),

  /** By name. */
  list: call<Followed[]>()(nothing),

  /**
   * A page of what somebody has published, newest first: mine, or of somebody I follow. Only what the page needs is fetched.
   * @throws NOT_FOUND, AMBIGUOUS, AUTHOR_AWAY (nobody who has it is there), UNREACHABLE, ALTERED (the archive is not as it must be)
   */
  archive: call<ArchivePage>()(
    z.strictObject({
      who: person,
      /** Only those filed under this word. */
      tag: z.string().min(1).max(64).optional(),
      limit: z.number().int().min(1).max(MAX_PAGE).default(20),
      before: id.optional(),
      waitMs: waitMs.default(10_000),
    }),
  ),

  /**
   * Lists what an earlier device of mine published and was not withdrawn, as far as this home knows. `missing`: the backup had not all that
   * proves them to others, so that nobody could be given them.
   */
  listAgain: call<{ listed: number; missing: number }>()(nothing),
}
