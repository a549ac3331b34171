// The rows of the letter index: its tables, and what a row says of a letter.
// Made from facts and rebuilt from them: any change to the tables here simply begins an empty index.
import type { Schema } from '../ledger/index.ts'
import { WORD_TOKENIZER } from './words.ts'

export const letterIndexSchema: Schema = {
  noun: 'letter-index',
  steps: [
    `CREATE TABLE letters (
       id INTEGER PRIMARY KEY, object BLOB NOT NULL UNIQUE, ref_tail TEXT NOT NULL, side TEXT NOT NULL, at INTEGER NOT NULL,
       author BLOB NOT NULL, state TEXT NOT NULL, expires_at INTEGER, is_waiting INTEGER NOT NULL, needs_me INTEGER NOT NULL,
       is_archived INTEGER NOT NULL, is_starred INTEGER NOT NULL, is_urgent INTEGER NOT NULL, snoozed_until INTEGER NOT NULL,
       reply_object BLOB, text_from TEXT NOT NULL, excerpt TEXT, entry TEXT NOT NULL
     ) STRICT;
     CREATE INDEX letters_by_side ON letters (side, is_archived, at DESC, object DESC);
     CREATE INDEX letters_waiting ON letters (at DESC, object DESC) WHERE is_waiting = 1;
     CREATE INDEX letters_needing ON letters (at DESC, object DESC) WHERE needs_me = 1;
     CREATE INDEX letters_archived ON letters (at DESC, object DESC) WHERE is_archived = 1;
     CREATE INDEX letters_starred ON letters (at DESC, object DESC) WHERE is_starred = 1;
     CREATE INDEX letters_snoozed ON letters (snoozed_until) WHERE snoozed_until > 0;
     CREATE INDEX letters_sealed ON letters (side, is_archived) WHERE state = 'sealed';
     CREATE INDEX letters_by_reply ON letters (reply_object, at) WHERE reply_object IS NOT NULL;
     CREATE INDEX letters_by_ref ON letters (ref_tail);
     CREATE INDEX letters_by_time ON letters (at DESC, object DESC);
     CREATE TABLE letter_persons (letter INTEGER NOT NULL, person BLOB NOT NULL, PRIMARY KEY (letter, person)) STRICT, WITHOUT ROWID;
     CREATE TABLE letter_labels (letter INTEGER NOT NULL, label TEXT NOT NULL, PRIMARY KEY (letter, label)) STRICT, WITHOUT ROWID;
     CREATE INDEX letter_labels_by_label ON letter_labels (label, letter);
     CREATE VIRTUAL TABLE letter_words USING fts5(title, body, content='', contentless_delete=1, tokenize='${WORD_TOKENIZER}');
     CREATE TABLE applied (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT;`,
  ],
}

/** `inbox` holds what others wrote to me, `sent` what I wrote. */
export type Side = 'inbox' | 'sent'

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
  side: Side
  ref: string
  author: Uint8Array
  to: Uint8Array[]
  subject: string | null
  at: number
  arrivedAt: number | null
  size: number
  mode: 'open' | 'controlled'
  state: string
  urgent: boolean
  expiresAt: number | null
  /** Held or scheduled: it waits for its author. */
  isWaiting: boolean
  /** It waits for this person: opened and not yet answered for. */
  needsMe: boolean
  reply: { object: Uint8Array; ref: string } | null
  tidy: TidyEntry
  /** Where its text can be read from now; '' when it cannot, and then none of it stays in the index. */
  textFrom: 'own' | 'kept' | ''
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
  reply_object: Uint8Array | null
  excerpt: string | null
  entry: string
}

type StoredEntry = Omit<LetterEntry, 'author' | 'reply' | 'to' | 'textFrom'> & {
  reply: string | null
  to: string[]
}

/** What of an entry has no column of its own. */
export function encodeEntry({ reply, to, ...rest }: LetterEntry): string {
  const stored: StoredEntry = {
    ...rest,
    reply: reply?.ref ?? null,
    to: to.map((person) => Buffer.from(person).toString('hex')),
  }
  return JSON.stringify({ ...stored, author: undefined, textFrom: undefined })
}

export function decodeRow(row: LetterRow): ListedEntry {
  const stored = JSON.parse(row.entry) as StoredEntry
  const reply =
    row.reply_object === null || stored.reply === null
      ? null
      : { object: row.reply_object, ref: stored.reply }
  return {
    ...stored,
    to: stored.to.map((person) => Buffer.from(person, 'hex')),
    author: row.author,
    reply,
    object: row.object,
    excerpt: row.excerpt,
    cursor: `${row.at}.${Buffer.from(row.object).toString('hex')}`,
  }
}

/** The place after which a page begins; without a cursor, before everything. */
export function parseCursor(cursor: string | null): [number, Uint8Array] {
  const match = /^(\d+)\.([0-9a-f]{64})$/.exec(cursor ?? '')
  if (match === null) return [Number.MAX_SAFE_INTEGER, Buffer.alloc(0)]
  return [Number(match[1]), Buffer.from(match[2]!, 'hex')]
}
