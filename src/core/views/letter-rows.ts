// What a row of the letter index says of a letter, and how it is written down there and read back.
// The columns are what is asked by; the rest of an entry is one text.
import { encodeCursor } from './pages.ts'

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
  /** When that state was reached, where it has a time of its own. */
  stateAt: number | null
  /** Of one's own: how many readers are in which state; else null. */
  tally: Record<string, number> | null
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
  size: number
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
    cursor: encodeCursor(row),
  }
}
