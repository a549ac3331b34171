// How a letter appears in the contract: in a list, opened, in a thread, its states, and who can
// read it.
// letters.ts declares the calls that use these types.
import type { ErrorCode } from './errors.ts'
import type { Attachment } from './files.ts'
import type {
  Correspondent,
  Cursor,
  DeviceId,
  DraftId,
  FileId,
  GroupId,
  IsoTime,
  Party,
  RefText,
  WideAudience,
} from './ids.ts'
import type { Invitation } from './invitation.ts'
import type { GivenPolicy, Mode, Policy } from './policy.ts'
import type { Silence } from './nudges.ts'
import type { Answer, ReaderState } from './reader-states.ts'
import type { Asks, Reaction } from './talks.ts'

/**
 * In the inbox: the reader's own state. In sent: the state that all readers share, otherwise
 * `mixed`. A draft is `draft`.
 * `stored`: a note to oneself. `public`: anyone may read it, and readers are not counted.
 */
export type LetterState = ReaderState | 'sealed' | 'mixed' | 'draft' | 'stored' | 'public'

/**
 * The outcome of an author's action for one reader. An action that came too late is an outcome, not
 * an error.
 */
export type Outcome =
  | 'held'
  | 'holding'
  | 'scheduled'
  | 'notified'
  | 'recalled'
  | 'recalling'
  | 'expired'
  | 'too-late'
  | 'unknown'

/**
 * The boxes of letters.
 * `waiting`: opened letters without an answer, and own letters of whose reminder the time came.
 * `held`: own letters that are held. `scheduled`: own letters that go at a set time. `notes`:
 * letters to oneself. `following`: public posts of followed persons. `imported`: mail from other
 * programs, and letters from another person's export. `spam`, `trash`: what the person took out of
 * all other lists, counts and searches (`letters.bin`); nothing of it counts as unread.
 */
export const BOXES = [
  'inbox',
  'waiting',
  'sent',
  'held',
  'scheduled',
  'drafts',
  'archive',
  'starred',
  'snoozed',
  'notes',
  'following',
  'imported',
  'spam',
  'trash',
] as const
export type Box = (typeof BOXES)[number]

/** Nothing in a bin is removed without a person. A letter is in one of them at most. */
export const BINS = ['spam', 'trash'] as const satisfies readonly Box[]
export type Bin = (typeof BINS)[number]

/** What can be listed: one box, or all letters of all boxes without drafts and bins. */
export const LISTS = [...BOXES, 'all'] as const

/** How a person organizes a letter for themselves. Not visible to anyone else. */
export interface Tidy {
  archived: boolean
  starred: boolean
  /** Hidden from the inbox until this time. Null if not snoozed. */
  snoozedUntil: IsoTime | null
  /** True if it was marked as unread after it was opened. */
  unread: boolean
  labels: string[]
}

/**
 * Filters for a list. All given filters must match. `openable`: sealed, and somebody who is
 * connected can hand it over, or its words are here. `pressing`: of others, urgent, and not yet
 * answered. Neither a snooze nor the archive takes it out of the inbox, and a muted one counts too.
 * `letters`: what is no mail. `mail`: what came by mail.
 */
export const LIST_FILTERS = [
  'unread',
  'openable',
  'opened',
  'starred',
  'urgent',
  'pressing',
  'done',
  'letters',
  'mail',
] as const
export type ListFilter = (typeof LIST_FILTERS)[number]

/** The order of a list: by the time of sending, or by the bytes of the body. */
export const LIST_ORDERS = ['newest', 'oldest', 'largest'] as const
export type ListOrder = (typeof LIST_ORDERS)[number]

export interface BoxCount {
  /**
   * The number of letters that can still be opened, or are marked as unread. Of what is muted only
   * what is urgent counts.
   */
  unread: number
  total: number
  /** The number of rows with such a letter in this box: threads, and groups as a whole. */
  unreadThreads: number
}

export interface LetterCounts {
  boxes: Record<Box, BoxCount>
  /** The labels in use. */
  labels: string[]
}

export interface LetterExport {
  name: string
  /** The media type of `text`. */
  type: string
  text: string
}

/**
 * The origin of an imported letter or mail. It was not sent or released here, and no author learns
 * what the reader does with it.
 */
export interface Imported {
  /**
   * The person whose export contained it. Null for an own export and for mail from other programs.
   */
  whose: string | null
}

/**
 * What proves the sender of a mail: the word of the server that took it in for this person (RFC 7489).
 */
export interface MailProof {
  /** `none`: nothing was proven, and nothing was refuted. */
  dmarc: 'pass' | 'fail' | 'none'
  /** The domain of the sender, in A-labels. Null if the mail does not have one sender. */
  domain: string | null
  /** The name of the server that checked. Null if none did. */
  by: string | null
}

/**
 * What the sender of a mail pretends. `other-address`: the name contains another address.
 * `foreign-letters`: the domain has letters that can look like others. `mixed-scripts`: a part of the
 * domain mixes scripts that no language mixes. `like-a-contact`: the name looks like that of a contact.
 */
export type Suspicion = 'other-address' | 'foreign-letters' | 'mixed-scripts' | 'like-a-contact'

/** A person who writes letters can be blocked; a mail can come from anybody. */
export function canBeSpam({ kind }: Pick<LetterSummary, 'kind'>): boolean {
  return CAN_BE_SPAM[kind]
}

const CAN_BE_SPAM: Readonly<Record<LetterSummary['kind'], boolean>> = {
  letter: false,
  album: false,
  mail: true,
}

/**
 * The limits for reading mail: bytes of the header, number of parts, depth of nested parts, bytes
 * of text, and time.
 */
export const MAIL_LIMITS = ['headBytes', 'parts', 'depth', 'textBytes', 'time'] as const
export type MailLimit = (typeof MAIL_LIMITS)[number]

export type LinkRel = 'reply' | 'attach' | 'member' | 'about' | 'replaces'

export interface SentLetter {
  ref: RefText
  /** `stored`: a note to oneself, so no notice is sent. */
  state: 'held' | 'scheduled' | 'notified' | 'stored'
  /** The mail addresses that it goes to. Absent without one. `words`: as an ordinary mail. */
  byMail?: { address: string; by: 'words' }[]
}

/**
 * How the mails of a sender or a list are stopped. `request`: its server was asked, and said yes.
 * `mail`: only a mail asks for it. It waits as a draft, and `askedAt` is null, until a server took it.
 */
export type StoppedMails =
  | { by: 'request'; host: string; askedAt: string }
  | { by: 'mail'; address: string; draft: DraftId; askedAt: null }
  | { by: 'mail'; address: string; draft: null; askedAt: string }

/** Whom an answer to a mail goes to, each as `Name <address>`. Own addresses are left out. */
export interface AnswerTo {
  /** Those of Reply-To, else the sender. Of an own mail those whom it went to. */
  sender: string[]
  all: string[]
  /** The own address that the mail came to, from which an answer goes. Null if it is not known. */
  from: string | null
}

/**
 * How a letter is with a mail address. `waiting`, `held`: no server has it, so it can be recalled.
 * `sending`: on the way. `accepted`: the server took it over. `unsure`: it may have arrived, or not.
 * `refused`: no server took it. `returned`: it came back. `letGo` tries the last three again.
 */
export interface MailStatus {
  address: string
  by: 'words'
  state: 'waiting' | 'held' | 'sending' | 'accepted' | 'unsure' | 'refused' | 'returned' | 'recalled'
  /** What the mail server said. Empty if it said nothing. */
  note: string
  /** The address that it was sent to instead (`readdress`). Null if to none. */
  sentInstead: string | null
}

/** One addressee: a person, `self`, `public`, or a group. */
export type Addressee =
  Correspondent | { person: WideAudience; name: string } | { group: GroupId; name: string; person: null }

/**
 * Who can hand over a sealed letter now: its author's device, which is connected, or the stations
 * of an author who is away, if enough of them answered lately. `here`: its words came with its
 * notice. `nobody`: it waits for its author.
 */
export type OpensFrom = 'here' | 'author' | 'stations' | 'nobody'

/** What stands in a list: a letter, an album, or a mail of another program. */
export type LetterKind = 'letter' | 'album' | 'mail'

export interface LetterSummary {
  /**
   * A shared album has one row under the album's ref. `albums.get` returns its details. All names in a
   * `mail` are unverified claims, also if a person shared it.
   */
  kind: LetterKind
  /** Null for a draft. */
  ref: RefText | null
  /** Null unless a draft. */
  draft: DraftId | null
  from: Correspondent
  to: Addressee[]
  /**
   * The number of further addressees. A notice to many persons names only those known here. 0 for
   * an own or opened letter.
   */
  unnamed: number
  /** Null for a letter that is not sealed. */
  opensFrom: OpensFrom | null
  /** Null if the notice contains no subject. */
  subject: string | null
  sentAt: IsoTime
  /** Bytes of the body as stored, without attached files. */
  size: number
  /**
   * The attached files by its notice: their number and their total bytes. `names` has the first 50
   * names, for an own or opened letter; otherwise it is empty. The files inside an imported mail
   * are a part of its body.
   */
  attached: { count: number; size: number; names: string[] }
  /** For a letter of another person only the fields that its notice contains. */
  policy: Policy
  state: LetterState
  /**
   * When that state was reached. Null if the state has no time (sealed, held, holding, letting-go,
   * mixed) or the time is unknown.
   */
  stateAt: IsoTime | null
  /**
   * For a letter of another person whose state is this person's answer: the words that came with
   * it, such as those to a safety check. Null without words.
   */
  answer: string | null
  /**
   * For an urgent letter of another member of a group whose members share their answers: how many of
   * its readers have confirmed it. Null for all others.
   */
  confirmed: { count: number; of: number } | null
  /** What an urgent letter asks. Null if it is not urgent. */
  asks: Asks | null
  /**
   * For an own letter: the number of readers in each state. Null for a letter of another person and
   * for a draft.
   */
  tally: Partial<Record<ReaderState, number>> | null
  replyTo: RefText | null
  /** The earlier version that this letter replaces. */
  replaces: RefText | null
  /** True if a later version is known here. Read that one instead. */
  isReplaced: boolean
  /**
   * When this person is reminded if nobody answers; in the past, if the reminder came. Null without
   * a reminder, and after an answer.
   */
  remindsAt: IsoTime | null
  /**
   * When its author last reminded this person of it. By this time the lists sort it again. Null for
   * an own letter, and before.
   */
  nudgedAt: IsoTime | null
  /** When the notice of the letter will be sent. Null unless the letter is scheduled. */
  goesAt: IsoTime | null
  /**
   * When its author deleted it. It stays in the list until it is certain who has it, without any
   * word. Null unless deleted.
   */
  deletedAt: IsoTime | null
  /** When the notice arrived. Null for an own letter. */
  arrivedAt: IsoTime | null
  /** The first lines of the text as typed, for an own or opened letter. Otherwise null. */
  excerpt: string | null
  tidy: Tidy
  /**
   * Null for what is no mail of this person. A mail to many (`isBulk`) is never new, and no signal.
   * `expectsProof`: it is in an account whose server says who sent a mail. Of other accounts, and of an
   * archive, a missing proof means nothing. `suspicions` as in `Letter`.
   */
  mail: { proof: MailProof; isBulk: boolean; expectsProof: boolean; suspicions?: Suspicion[] } | null
  /** The bin that it is in. Then no other list has it. */
  bin: Bin | null
  /** Null unless imported. For imported mail, `from` is not a person that can receive letters. */
  imported: Imported | null
  cursor: Cursor
}

export interface Letter {
  ref: RefText
  from: Correspondent
  to: Addressee[]
  subject: string
  text: string
  sentAt: IsoTime
  links: { rel: LinkRel; ref: RefText }[]
  /** The attached files in their order. Opening the letter does not fetch them. */
  attachments: Attachment[]
  /** The author's tags. Only for public letters and notes to oneself. */
  tags: string[]
  imported: Imported | null
  /**
   * The limits that this mail exceeds, so that parts of it are not shown. The whole mail is stored
   * and can be saved. Absent if everything was read.
   */
  notRead?: MailLimit[]
  /** True for a mail that has a page, which `letters.asMade` gives. Absent otherwise. */
  hasPage?: true
  /**
   * True if it is from the person in `from`: both commitments were checked. A letter that fails a
   * check is refused with `ALTERED`. False for a mail: its server proves its sender at most (`proof`).
   */
  verified: boolean
  /** Only for a mail. */
  proof?: MailProof
  /** Only for a mail of others whose name or address pretends something. */
  suspicions?: Suspicion[]
  /** What the mail says about an event. Absent if it says nothing that can be read. */
  invitation?: Invitation
  /** How `letters.unsubscribe` asks to stop such mails. Absent if it cannot. */
  stopsBy?: StoppedMails['by']
  /** When such mails were asked to stop. Absent if they were not, or if they are taken again. */
  stopAskedAt?: string
  /** For a letter of another person only the fields that its notice contains. */
  policy: GivenPolicy
  /** Short words of its readers and its author about it, the oldest first. */
  reactions: Reaction[]
  /** The latest later version that is known here. Null if this is the latest. */
  replacedBy: RefText | null
  /**
   * The letter that this one answers, if it is an own or opened one; otherwise why it cannot be
   * shown. Reading it opens nothing. Null if this letter is not a reply.
   */
  original: Omit<Letter, 'original'> | ThreadGap | null
}

/** The page of a mail as its sender made it, without what a browser could run. It is drawn in a frame. */
export interface MadePage {
  /** Styles are in `data-style`. */
  html: string
  sheets: string[]
  /** The files within the mail that the page may show as `cid:…`. */
  pictures: { id: string; file: FileId }[]
  /** The addresses of its pictures that are elsewhere. Only `letters.loadPictures` fetches them. */
  remote: string[]
  /** True if the page is longer than what is given. */
  isCut: boolean
}

/** A picture that a mail names. */
export interface LoadedPicture {
  /** As in `MadePage.remote`. */
  url: string
  /** A media type that every browser draws. */
  type: string
  /** In base64. */
  data: string
}

/** A thread entry that cannot be shown: its known facts, and the reason in `code`. */
export interface ThreadGap {
  ref: RefText
  /** Null if the notice of the letter is not here either. */
  from: Party | null
  to: Addressee[]
  subject: string | null
  sentAt: IsoTime | null
  code: ErrorCode
}

export interface ReaderStatus extends Party {
  state: ReaderState
  /** When that state was reached. Null if unknown. */
  at: IsoTime | null
  /** When the notice arrived, by the reader's own feed. Null before. */
  arrivedAt: IsoTime | null
  note: string | null
  /** What the stations have for this reader. Null without stations, and before the notice. */
  stations: ReaderStations | null
  /** Everything this reader has reported about the letter, latest first. */
  history: { value: Answer; at: IsoTime; note: string | null }[]
}

/** Numbers of stations. */
export interface ReaderStations {
  /** How many stations the letter is for. */
  of: number
  /**
   * How many of them have the letter, its notice and, if it is controlled, their share of the key.
   */
  handedOver: number
  /** How many have handed their share out, as far as they have answered. */
  released: number
  /** How many have destroyed their share, as far as they have answered. */
  burned: number
  /** How many of these count because you said that the station is destroyed. */
  burnedByWord: number
  /** How many confirm a hold, as far as they have answered. */
  held: number
  /** How many confirm that a hold ended, as far as they have answered. */
  letGo: number
  /** How many may have a share, so that their answer counts. 0 without a share. */
  sent: number
  /** How many must release the letter before the reader can open it. 0 without a share. */
  need: number
  /** How many must confirm a recall or a hold before it is certain. A let-go needs `need`. */
  certainAt: number
  /** What each station that may have a share has answered, in the order of the set. */
  votes: StationVote[]
}

export interface StationVote {
  station: DeviceId
  /**
   * `lost`: you said that the station is destroyed. A station that answered both
   * shows as `released`. Null: no decision is known.
   */
  vote: 'released' | 'burned' | 'lost' | 'held' | 'let-go' | null
}

/** One of this person's stations, and if it has a letter with its files and notices. */
export interface LetterAtStation {
  station: DeviceId
  name: string
  online: boolean
  /** When the station told last what it keeps. */
  heardAt: IsoTime
  has: boolean
}

export interface LetterStatus {
  ref: RefText
  /** When it was deleted. Null unless its author waits to know who has it. */
  deletedAt: IsoTime | null
  /**
   * At how many of the stations the letter is, with its files and notices. Null without stations,
   * and before a notice is sent.
   */
  stations: { of: number; handedOver: number; at: LetterAtStation[] } | null
  /**
   * One page of readers, in the order of the addressees. For a group: members by name, those who
   * reported something first.
   */
  readers: ReaderStatus[]
  /** Those of the readers that are mail addresses. */
  byMail: MailStatus[]
  /** The number of all readers in each state. */
  tally: Partial<Record<ReaderState, number>>
  /** Who has not opened it, or not answered it if it is urgent. */
  silence: Silence
  /** Short words of its readers and its author about it, the oldest first. */
  reactions: Reaction[]
  /**
   * The draft with the letter's text after a recall or an expiry. Null without one: a reader has
   * opened the letter, or the draft was sent or removed.
   */
  draft: DraftId | null
}

export interface ActResult {
  ref: RefText
  /** Persons. For a group: each member. For a public object: empty. */
  readers: (Party & { outcome: Outcome })[]
  /** The outcome for audiences that are not persons. */
  audiences: (Exclude<Addressee, Party> & { outcome: Outcome })[]
}

export interface RecallResult extends ActResult {
  /**
   * The draft with the letter's text. Null while a reader can still open the letter, or if its text
   * cannot be read.
   */
  draft: DraftId | null
}

/** One audience that an object was given to. */
export interface ObjectAudience {
  audience: Addressee
  mode: Mode
  /** `sent`: given when the object was made. `shared`: given later. */
  origin: 'sent' | 'shared'
  /** When the notice was sent to this audience. Null before. */
  since: IsoTime | null
  state: ReaderState
  /**
   * The number of persons who can read it through this audience: the members, or one. Null for
   * `public`.
   */
  count: number | null
  /** How many of these persons have opened the object, as far as the author knows. */
  opened: number
}

/** A person who can read an object or has opened it. `via`: the audiences that give access. */
export interface ObjectReader extends Party {
  via: Addressee[]
  state: ReaderState
  openedAt: IsoTime | null
}

/**
 * Who can read an object. For another person's letter: what its notice says. A note to oneself has
 * `self` as its only audience.
 */
export interface WhoCanRead {
  ref: RefText
  /** True for a mail: the people whom it names, and the mail providers on its way, could read it too. */
  isMail: boolean
  /** True for an own object. Then `readers` shows who has opened it, and it can be withdrawn. */
  isMine: boolean
  audiences: ObjectAudience[]
  readers: ObjectReader[]
  /** The number of all readers. `readers` is one page of them. */
  readerCount: number
}

export interface MarkResult {
  ref: RefText
  state: LetterState
}

/** A request for access to an own letter, from a person who found a link to it. */
export interface Ask {
  ref: RefText
  from: Party
  text: string
  at: IsoTime
  /** The letter that contained the link, if the person named it. */
  via: RefText | null
}
