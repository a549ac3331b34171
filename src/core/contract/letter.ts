// What a letter looks like from outside: in a list, opened, in a thread; what became of it, and who can read it.
// The shapes that letters.ts asks for and answers with.
import type { ErrorCode } from './errors.ts'
import type { Attachment } from './files.ts'
import type { Cursor, DraftId, GroupId, IsoTime, Party, RefText, WideAudience } from './ids.ts'
import type { GivenPolicy, Mode, Policy } from './policy.ts'
import type { Answer, ReaderState } from './reader-states.ts'

/**
 * In the inbox the reader's own state, in sent the one reached by all, else `mixed`; a draft is a `draft`. `stored`: it is for nobody but
 * me. `public`: anyone may read it, and nobody is counted.
 */
export type LetterState = ReaderState | 'sealed' | 'mixed' | 'draft' | 'stored' | 'public'

/** What an author's act came to for one reader; never an error, also when it came too late. */
export type Outcome =
  'held' | 'scheduled' | 'notified' | 'recalled' | 'recalling' | 'expired' | 'too-late' | 'unknown'

/**
 * Where a letter is looked for. `waiting`: opened and not yet answered for, or a draft of mine is not sent. `held`: held or scheduled by
 * me. `notes`: for nobody but me. `following`: public posts of those I follow. `imported`: mail of other programs, and what came
 * with somebody else's export.
 */
export const BOXES = [
  'inbox',
  'waiting',
  'sent',
  'held',
  'drafts',
  'archive',
  'starred',
  'snoozed',
  'notes',
  'following',
  'imported',
] as const
export type Box = (typeof BOXES)[number]

/** What can be listed: a box, or everything but drafts, whichever box it lies in. */
export const LISTS = [...BOXES, 'all'] as const

/** What a person has done with a letter for their own order; nobody else learns of it. */
export interface Tidy {
  archived: boolean
  starred: boolean
  /** Not in the inbox before; null when not snoozed. */
  snoozedUntil: IsoTime | null
  /** Its thread makes no noise: replies are filed as archived. */
  muted: boolean
  labels: string[]
}

/** What a list may be narrowed to; everything given must hold. */
export const LIST_FILTERS = ['unread', 'opened', 'starred', 'urgent', 'done'] as const
export type ListFilter = (typeof LIST_FILTERS)[number]

/** By when a letter was sent, or by the bytes of its body. */
export const LIST_ORDERS = ['newest', 'oldest', 'largest'] as const
export type ListOrder = (typeof LIST_ORDERS)[number]

export interface BoxCount {
  /** Letters that are sealed and can still be opened. */
  unread: number
  total: number
}

export interface LetterExport {
  name: string
  /** Media type of `text`. */
  type: string
  text: string
}

/** It came from elsewhere by an import: it was never sent or released here, and nobody is told what is done with it. */
export interface Imported {
  /** Whose export it came with; null for my own, and for mail of other programs. */
  whose: string | null
  /** A mail of another program: all its names are what it says itself, and nothing of that is proven. */
  isMail: boolean
}

/** Bytes of a head, parts, parts within parts, words. */
export const MAIL_LIMITS = ['headBytes', 'parts', 'depth', 'textBytes'] as const
export type MailLimit = (typeof MAIL_LIMITS)[number]

export type LinkRel = 'reply' | 'attach' | 'member' | 'about' | 'replaces'

export interface SentLetter {
  ref: RefText
  /** `stored`: it is for me alone, and nobody was told. */
  state: 'held' | 'scheduled' | 'notified' | 'stored'
}

/** Whom it is for: a person, `self` or `public` in place of one, or a group. */
export type Addressee =
  Party | { person: WideAudience; name: string } | { group: GroupId; name: string; person: null }

export interface LetterSummary {
  /** An album that was shared with me has one row, named by the album's ref; `albums.get` tells more. */
  kind: 'letter' | 'album'
  /** Null for a draft. */
  ref: RefText | null
  /** Null unless a draft. */
  draft: DraftId | null
  from: Party
  to: Addressee[]
  /** How many more it is for: a notice to many names only those known here. 0 of what is mine or opened. */
  unnamed: number
  /** Null when the notice carries none. */
  subject: string | null
  sentAt: IsoTime
  /** Bytes of the body as stored, without the files it attaches. */
  size: number
  /** The files it attaches, as its notice says: how many, and the bytes of all of them. */
  attached: { count: number; size: number }
  /** For a letter of another person only the fields that its notice contains. */
  policy: Policy
  state: LetterState
  /** When that state was reached; null where it has no time of its own (sealed, held, mixed) or it is not known. */
  stateAt: IsoTime | null
  /** Of one's own: how many of its readers are in which state. Null for what others wrote and for a draft. */
  tally: Partial<Record<ReaderState, number>> | null
  replyTo: RefText | null
  /** The earlier version that this one takes the place of. */
  replaces: RefText | null
  /** A later version of it is known here: that one is to be read. */
  isReplaced: boolean
  /** When its notice goes out; null unless it waits for that time. */
  goesAt: IsoTime | null
  /** When the notice came; null for one's own. */
  arrivedAt: IsoTime | null
  /** The first lines of the text as they were typed, where it is mine or opened; else null. */
  excerpt: string | null
  tidy: Tidy
  /** Null for what came the usual way. Of a mail the person of `from` is nobody who can be written to. */
  imported: Imported | null
  cursor: Cursor
}

export interface Letter {
  ref: RefText
  from: Party
  to: Addressee[]
  subject: string
  text: string
  sentAt: IsoTime
  links: { rel: LinkRel; ref: RefText }[]
  /** The files it attaches, in their order; nothing of them was fetched for this. */
  attachments: Attachment[]
  /** Words that its author files it under; only of what is public or for oneself. */
  tags: string[]
  imported: Imported | null
  /** What this mail has too much of to be read: it is kept whole, and saved whole. Absent where all of it was read. */
  notRead?: MailLimit[]
  /** Both commitments held. A letter that fails them is never given, but refused as `ALTERED`. */
  verified: true
  /** For a letter of another person only the fields that its notice contains. */
  policy: GivenPolicy
  /** The latest version that is known here of what was edited since; null when this is it. */
  replacedBy: RefText | null
  /** The letter this one answers, by reference: itself where it is mine or opened, else why not. Opens nothing. Null when it answers none. */
  original: Omit<Letter, 'original'> | ThreadGap | null
}

/** An entry of a thread that cannot be shown: what is known of it, and why. */
export interface ThreadGap {
  ref: RefText
  /** Null where not even a notice is here. */
  from: Party | null
  to: Addressee[]
  subject: string | null
  sentAt: IsoTime | null
  code: ErrorCode
}

/** `depth` 0 is the first letter that is known of. Tell the two apart by `'code' in entry`. */
export type ThreadEntry = (Omit<Letter, 'original'> | ThreadGap) & { depth: number }

export interface ReaderStatus extends Party {
  state: ReaderState
  /** When that state was reached; null when it is not known. */
  at: IsoTime | null
  /** When the reader's own feed says the notice came; null before. */
  arrivedAt: IsoTime | null
  note: string | null
  /** Everything this reader has said about it, latest first. */
  history: { value: Answer; at: IsoTime; note: string | null }[]
}

export interface LetterStatus {
  ref: RefText
  /** In the order of the address; of a group its members by name, those who have done something first. A page of them. */
  readers: ReaderStatus[]
  /** How many of all its readers are in which state. */
  tally: Partial<Record<ReaderState, number>>
}

export interface ActResult {
  ref: RefText
  /** Of a group each member; of what is public nobody. */
  readers: (Party & { outcome: Outcome })[]
  /** What it came to for audiences that are no persons. */
  audiences: (Exclude<Addressee, Party> & { outcome: Outcome })[]
}

export interface RecallResult extends ActResult {
  /** The draft with its words. Null while somebody can still open it, or if they cannot be read. */
  draft: DraftId | null
}

/** One of the audiences that an object was given to. */
export interface ObjectAudience {
  audience: Addressee
  mode: Mode
  /** `sent`: when it was made; `shared`: given to them later. */
  origin: 'sent' | 'shared'
  /** When they were told; null before. */
  since: IsoTime | null
  state: ReaderState
  /** How many can read it by this, as far as that can be counted: members, or one. Null for what is public. */
  count: number | null
  /** How many of them have opened it, as far as its author knows. */
  opened: number
}

/** Somebody who can read an object, or has opened it, and by what. */
export interface ObjectReader extends Party {
  via: Addressee[]
  state: ReaderState
  openedAt: IsoTime | null
}

/** Who can read it. Of another's letter that is what its notice says; what is for nobody else has `self` as its one audience. */
export interface WhoCanRead {
  ref: RefText
  /** I wrote it: then it is told who has opened it, and it can be taken back. */
  isMine: boolean
  audiences: ObjectAudience[]
  readers: ObjectReader[]
  /** All of them; `readers` is a page. */
  readerCount: number
}

export interface MarkResult {
  ref: RefText
  state: LetterState
}

/** Someone asks to be let into a letter of mine that they met as a link. */
export interface Ask {
  ref: RefText
  from: Party
  text: string
  at: IsoTime
  /** The letter in which they met it, where they said so. */
  via: RefText | null
}
