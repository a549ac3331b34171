// News: what happened between this person and others that is no letter. Rows of the inbox.
// After receive. They are for this person alone; nothing of them is sent.
import { call } from './calls.ts'
import type { GroupId, InviteId, IsoTime, NewsId, Party, RefText } from './ids.ts'
import { id, listUpTo, z } from './schema.ts'

/**
 * `invite-accepted`: somebody became a contact by an own invite. `accepted-you`: somebody accepted
 * this person's request, or an invite that waited. `renamed`: a contact has another name.
 * `guest-waits`: somebody came by an own invite for several. `invite-ended`: an accepted invite was
 * used up or expired. `added-to-group`: somebody added this person to their group.
 * `joined-by-link`, `asks-to-join`: somebody came by a link of an own group. `mail-refused`: no server
 * took a letter to a mail address, and none is tried any longer. `mail-unsure`: it may not have
 * arrived. `mail-returned`: it came back.
 */
export const NEWS_KINDS = [
  'invite-accepted',
  'accepted-you',
  'renamed',
  'guest-waits',
  'invite-ended',
  'added-to-group',
  'joined-by-link',
  'asks-to-join',
  'mail-refused',
  'mail-unsure',
  'mail-returned',
] as const
export type NewsKind = (typeof NEWS_KINDS)[number]

export const NEWS_PLACES = ['inbox', 'archive', 'removed'] as const
export type NewsPlace = (typeof NEWS_PLACES)[number]

export interface NewsEntry {
  news: NewsId
  kind: NewsKind
  at: IsoTime
  /** Whom it is about; the latest one, if there are several. A stranger's name is their claim. */
  from: Party
  /** How many times it happened, or how many people wait. */
  count: number
  group: { group: GroupId; name: string } | null
  invite: InviteId | null
  /** Only of `renamed`. */
  formerName: string | null
  /** The letter that did not reach somebody, and the words of the mail server. Only of mail. */
  letter: { ref: RefText; subject: string; line: string } | null
  seen: boolean
  place: NewsPlace
}

/** More than any list of news has. */
const MAX_NEWS = 500
const newsIds = listUpTo(id, MAX_NEWS)

export const newsCalls = {
  /** Lists the news in a place, newest first. Only the latest 500 are kept. */
  list: call<NewsEntry[]>()(z.strictObject({ place: z.enum(NEWS_PLACES).default('inbox') })),

  /**
   * Marks news as seen or not, or moves it. Omitted fields do not change. Moving it back undoes it.
   * @throws NOT_FOUND
   */
  order: call<Record<string, never>>()(
    z.strictObject({
      news: newsIds,
      seen: z.boolean().optional(),
      place: z.enum(NEWS_PLACES).optional(),
    }),
  ),
}
