// What a row of the letter index contains, and how it is encoded and decoded.
// Values that are queried have columns; the rest of an entry is stored as one JSON text.
import { equalBytes, orderedAt, toHex } from '../base/index.ts'
import type { MailProof } from '../contract/letter.ts'
import type { GivenPolicy } from '../contract/policy.ts'
import { keyOf } from '../store/index.ts'
import type { Bin } from './boxes.ts'
import { excerptOf } from './excerpt.ts'
import { encodeCursor } from './list-pages.ts'

/**
 * `inbox`: letters from others. `sent`: own letters to others. `notes`: own letters to oneself.
 * `following`: public posts of others. `imported`: mails, and letters from an export of another person.
 */
export type Side = 'inbox' | 'sent' | 'notes' | 'following' | 'imported'

/** An audience that is not a person. */
export interface WideEntry {
  kind: 'group' | 'public' | 'self'
  /** The key that filters a list: the id of a group, or one of the two keys below. */
  key: Uint8Array
}

export const PUBLIC_ENTRY: WideEntry = { kind: 'public', key: new Uint8Array(32) }
export const SELF_ENTRY: WideEntry = { kind: 'self', key: new Uint8Array(32).fill(0xff) }

/**
 * The audience of an object by its header or notice. Empty for persons, who are listed one by one.
 */
export function wideEntriesOf(named: {
  kind: WideEntry['kind'] | 'person'
  group?: Uint8Array
}): WideEntry[] {
  const { kind } = named
  if (kind === 'person') return []
  return kind === 'self' ? [SELF_ENTRY] : [{ kind, key: keyOf(named) }]
}

/** The files inside a mail are a part of its size, and nothing proves who wrote it. */
export const isMail = ({ kind }: Pick<LetterEntry, 'kind'>): boolean => kind === 'mail'

/** True for a letter to a group. */
export function hasMembers({ wide }: { wide: readonly WideEntry[] }): boolean {
  return wide.some(({ key }) => !equalBytes(key, PUBLIC_ENTRY.key) && !equalBytes(key, SELF_ENTRY.key))
}

/** The group whose talk the letter is in. Null for a letter that was only shared with a group. */
export function groupOf({ talk, wide }: Pick<LetterEntry, 'talk' | 'wide'>): Uint8Array | null {
  if (talk === null) return null
  return wide.some(({ kind, key }) => kind === 'group' && equalBytes(key, talk)) ? talk : null
}

/** How a person has ordered a letter. */
export interface TidyEntry {
  isArchived: boolean
  isStarred: boolean
  /** True if the person marked it as unread after it was opened. */
  isUnread: boolean
  snoozedUntil: number | null
  labels: string[]
  /** The bin that it is in. Then it is in no list. */
  bin: Bin | null
}

/** What the list shows of one letter, computed from the ledger. Persons in `to` are keys. */
export interface LetterEntry {
  /** An album has one row, however many pages it has. */
  kind: 'letter' | 'album' | 'mail'
  side: Side
  ref: string
  author: Uint8Array
  to: Uint8Array[]
  /** The number of further readers whom its notice does not name. */
  unnamed: number
  /** Audiences that are not persons. */
  wide: WideEntry[]
  subject: string | null
  at: number
  arrivedAt: number | null
  size: number
  /** For a letter of another person only the fields that its notice contains. */
  policy: GivenPolicy
  state: string
  /** When that state was reached; null if that time is not known. */
  stateAt: number | null
  /** For an own object: the number of readers in each state; else null. */
  tally: Record<string, number> | null
  /** When the notice of the letter is due, if the letter is scheduled. */
  goesAt: number | null
  /** The number of attached files, and their total size without padding. */
  attached: { count: number; bytes: number }
  /** True if the letter is held or scheduled. */
  isWaiting: boolean
  /**
   * True if this person opened it and has not answered yet, or wrote it and was reminded that nobody
   * answered.
   */
  needsMe: boolean
  /** When its author is reminded if nobody answers. Null without a reminder. */
  remindsAt: number | null
  reply: { object: Uint8Array; ref: string } | null
  /** The ref of the earlier version that it replaces. */
  replaces: string | null
  /** That earlier version, if it has the same author. The letter belongs to the thread of it. */
  earlier: Uint8Array | null
  /**
   * Only for a mail: the names of the thread that it is in, 32 bytes each. They are hashes of its own
   * id, and of the ids that it names, so a mail that is missing splits no thread.
   */
  mailIds?: Uint8Array[]
  /** Only for a mail. A mail to many (`isBulk`) counts as unread nowhere. */
  mail?: { proof: MailProof; isBulk: boolean }
  /** Only for a mail of a list: the key of the list, by which it is found as by an addressee. */
  listKey?: Uint8Array
  /**
   * Only for a correction of something that was said: when that was first said. The correction has
   * its place in every list.
   */
  firstSaidAt?: number
  /** Only for a letter of another person: when its author last reminded this person of it. */
  nudgedAt?: number
  /**
   * The key of the one other person or the one group that the letter was written to or came from.
   * Null for any other audience.
   */
  talk: Uint8Array | null
  /** True if a later version of it is known here. */
  isReplaced: boolean
  /** Only for a deleted letter of which it is not certain who has it. */
  deletedAt?: number
  tidy: TidyEntry
  /**
   * Where the text of the letter can be read from; empty if the text cannot be read, and then the
   * index holds none of it. `told`: it came with its notice, and the letter is not opened. `beyond`:
   * as `told`, beyond the words that its author may have indexed in a day, so the index has its
   * excerpt only.
   */
  textFrom: 'own' | 'kept' | 'told' | 'beyond' | ''
  /**
   * The names of its files. They are searched as the text is, so they are only known with it. A list
   * has the first of them.
   */
  fileNames: string[]
  /**
   * For what was imported: the names in its source, and whose export it is; null for a mail file and
   * for an own export. The names in a mail are not persons of this home.
   */
  imported: {
    from: string
    to: string[]
    whose: string | null
    /** The time that a mail states, if it is not `at`. */
    writtenAt: number | null
  } | null
}

export interface ListedEntry extends Omit<LetterEntry, 'textFrom' | 'earlier' | 'mailIds' | 'listKey'> {
  object: Uint8Array
  /** True if its thread is its talk. */
  isSaid: boolean
  /** The first words of its text, if that can be read. */
  excerpt: string | null
  cursor: string
}

/** Returns the time by which all lists sort the letter. A reminder moves it up. */
export function listedAt({
  at,
  arrivedAt,
  firstSaidAt,
  nudgedAt = 0,
}: Pick<LetterEntry, 'at' | 'arrivedAt' | 'firstSaidAt' | 'nudgedAt'>): number {
  return Math.max(firstSaidAt ?? orderedAt(at, arrivedAt), nudgedAt)
}

/**
 * Returns the entry of an object that has just arrived, as the index will list it.
 * @param text the text that came with its notice; null if nothing of it is known
 */
export function listArrived(object: Uint8Array, arrived: LetterEntry, text: string | null): ListedEntry {
  const { textFrom: _textFrom, earlier: _earlier, mailIds: _ids, listKey: _listKey, ...entry } = arrived
  const { size } = entry
  return {
    ...entry,
    object,
    isSaid: isSaid(arrived),
    excerpt: text === null ? null : excerptOf(text),
    cursor: encodeCursor({ at: listedAt(entry), size, object }),
  }
}

/** True for a letter without a subject in a talk. A subject that is not known may not be empty. */
export function isSaid({ kind, talk, subject }: Pick<LetterEntry, 'kind' | 'talk' | 'subject'>): boolean {
  return kind === 'letter' && talk !== null && subject === ''
}

export interface LetterRow {
  id: number
  object: Uint8Array
  author: Uint8Array
  at: number
  size: number
  replyObject: Uint8Array | null
  talk: Uint8Array | null
  isSaid: number
  excerpt: string | null
  entry: string
}

/** The columns of the tables `letters` and `binned`, named as in a `LetterRow`. */
export const ROW_COLUMNS = `
  id, object, author, at, size, reply_object AS replyObject, talk, is_said AS isSaid, excerpt, entry`

/** The fields of an entry that only have columns, or only decide where the row is. */
type Columns = 'author' | 'textFrom' | 'earlier' | 'mailIds' | 'listKey' | 'talk'

type StoredEntry = Omit<LetterEntry, Columns | 'reply' | 'to' | 'wide'> & {
  reply: string | null
  to: string[]
  wide: { kind: WideEntry['kind']; key: string }[]
}

/**
 * Enough characters to distinguish nearly all refs. Whole refs would be the largest part of the
 * index.
 */
const REF_START_CHARS = 24

/**
 * Returns the indexed start of a ref, from its text after the last slash or a beginning of that
 * text.
 */
export function refStart(tail: string): string {
  return tail.slice(0, REF_START_CHARS)
}

/** A letter with more files is rare, and its row must stay small. */
const MAX_LISTED_NAMES = 50

/** Returns the fields of an entry that have no column. */
export function encodeEntry(entry: LetterEntry): string {
  const {
    reply,
    to,
    wide,
    author: _author,
    textFrom: _textFrom,
    earlier: _earlier,
    mailIds: _ids,
    listKey: _listKey,
    talk: _talk,
    ...rest
  } = entry
  const stored: StoredEntry = {
    ...rest,
    fileNames: entry.fileNames.slice(0, MAX_LISTED_NAMES),
    reply: reply?.ref ?? null,
    to: to.map(toHex),
    wide: wide.map(({ kind, key }) => ({ kind, key: toHex(key) })),
  }
  return JSON.stringify(stored)
}

export function decodeRow(row: LetterRow): ListedEntry {
  const stored = JSON.parse(row.entry) as StoredEntry
  const reply =
    row.replyObject === null || stored.reply === null ? null : { object: row.replyObject, ref: stored.reply }
  return {
    ...stored,
    to: stored.to.map((person) => Buffer.from(person, 'hex')),
    wide: stored.wide.map(({ kind, key }) => ({ kind, key: Buffer.from(key, 'hex') })),
    author: row.author,
    talk: row.talk,
    isSaid: row.isSaid === 1,
    reply,
    object: row.object,
    excerpt: row.excerpt,
    cursor: encodeCursor(row),
  }
}
