// What a row of the letter index says of a letter, and how it is written down there and read back.
// The columns are what is asked by; the rest of an entry is one text.
import { toHex } from '../base/index.ts'
import { keyOf } from '../store/index.ts'
import { encodeCursor } from './pages.ts'

/** `inbox` holds what others wrote to me, `sent` what I wrote, `notes` what is for me alone, `following` what others published, `imported` what came from elsewhere. */
export type Side = 'inbox' | 'sent' | 'notes' | 'following' | 'imported'

/** An audience that is no person. */
export interface WideEntry {
  kind: 'group' | 'public' | 'self'
  /** By which a list is narrowed to it: a group's id, or one of the two below. */
  key: Uint8Array
}

export const PUBLIC_ENTRY: WideEntry = { kind: 'public', key: new Uint8Array(32) }
export const SELF_ENTRY: WideEntry = { kind: 'self', key: new Uint8Array(32).fill(0xff) }

/** Whom an object is for by its header or notice, where that is not persons, who are named one by one. */
export function wideEntriesOf(named: {
  kind: WideEntry['kind'] | 'person'
  group?: Uint8Array
}): WideEntry[] {
  const { kind } = named
  if (kind === 'person') return []
  return kind === 'self' ? [SELF_ENTRY] : [{ kind, key: keyOf(named) }]
}

/** What a person has done with a letter for their own order. */
export interface TidyEntry {
  isArchived: boolean
  isStarred: boolean
  isMuted: boolean
  snoozedUntil: number | null
  labels: string[]
}

/** What the list shows of one letter, computed from the facts. Persons of `to` are keys. */
export interface LetterEntry {
  /** An album has one row, whatever is added to it. */
  kind: 'letter' | 'album'
  side: Side
  ref: string
  author: Uint8Array
  to: Uint8Array[]
  /** How many more persons it went to, whom its notice does not name. */
  unnamed: number
  /** Audiences that are no persons. */
  wide: WideEntry[]
  subject: string | null
  at: number
  arrivedAt: number | null
  size: number
  mode: 'open' | 'controlled'
  state: string
  /** When that state was reached, where it has a time of its own. */
  stateAt: number | null
  /** Of one's own: how many readers are in which state; else null. */
  tally: Record<string, number> | null
  urgent: boolean
  expiresAt: number | null
  /** When its notice goes out, where it waits for a time. */
  goesAt: number | null
  /** The files it attaches, and their true bytes. */
  attached: { count: number; bytes: number }
  /** Held or scheduled: it waits for its author. */
  isWaiting: boolean
  /** It waits for this person: opened and not yet answered for. */
  needsMe: boolean
  reply: { object: Uint8Array; ref: string } | null
  /** The ref of the earlier version whose place it takes. */
  replaces: string | null
  /** A later version of it is known here. */
  isReplaced: boolean
  tidy: TidyEntry
  /** Where its text can be read from now; '' when it cannot, and then none of it stays in the index. */
  textFrom: 'own' | 'kept' | ''
  /** Of what came by an import: names as they were there, and whose export it came with, if not my own. A mail's are no persons. */
  imported: { from: string; to: string[]; whose: string | null; isMail: boolean } | null
}

export interface ListedEntry extends Omit<LetterEntry, 'textFrom'> {
  object: Uint8Array
  /** The first words of its text, where that can be read. */
  excerpt: string | null
  cursor: string
}

export interface LetterRow {
  id: number
  object: Uint8Array
  author: Uint8Array
  at: number
  size: number
  replyObject: Uint8Array | null
  excerpt: string | null
  entry: string
}

/** Of the table `letters`, as a `LetterRow` names them. */
export const ROW_COLUMNS = `
  id, object, author, at, size, reply_object AS replyObject, excerpt, entry`

type StoredEntry = Omit<LetterEntry, 'author' | 'reply' | 'to' | 'wide' | 'textFrom'> & {
  reply: string | null
  to: string[]
  wide: { kind: WideEntry['kind']; key: string }[]
}

/** What tells nearly all refs apart; the whole of one in an index would be the largest part of it. */
const REF_START_CHARS = 24

/** By which a ref is found, of its text after the last slash or a beginning of that. */
export function refStart(tail: string): string {
  return tail.slice(0, REF_START_CHARS)
}

/** What of an entry has no column of its own. */
export function encodeEntry({ reply, to, wide, ...rest }: LetterEntry): string {
  const stored: StoredEntry = {
    ...rest,
    reply: reply?.ref ?? null,
    to: to.map(toHex),
    wide: wide.map(({ kind, key }) => ({ kind, key: toHex(key) })),
  }
  return JSON.stringify({ ...stored, author: undefined, textFrom: undefined })
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
    reply,
    object: row.object,
    excerpt: row.excerpt,
    cursor: encodeCursor(row),
  }
}
