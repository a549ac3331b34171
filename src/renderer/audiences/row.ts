// What the page asks of an audience. Each kind of addressee has one row, in a file of its own, and
// nothing else of the page compares kinds: it reads these columns. Every step of a letter uses them.
import type { Component } from 'svelte'
import type {
  Addressee,
  Contact,
  Correspondent,
  GroupSummary,
  ObjectAudience,
} from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import type { LetterContent } from '../state/letter-content.ts'

export interface Known {
  contacts: readonly Contact[]
  groups: readonly GroupSummary[]
  /** Those with a mail address that fit what is typed. */
  correspondents?: readonly Correspondent[]
}

/** One entry of “To”, and the reader that it means. */
export interface Reader {
  /**
   * The key of a person or of a group, `self`, `public`, or a mail address with its name; what was typed
   * if nobody is known by it.
   */
  entry: string
  name: string
  /** Of a reader who gets a mail. */
  address?: string
  row: AudienceRow
  contact: Contact | null
  group: GroupSummary | null
}

export interface DeskWords {
  title: string
  action: string
  /** Shown beside the button if nothing prevents sending. `seconds`: the time to undo. */
  hint: (seconds: string) => string
  subjectHint: string
  bodyHint: string
}

/** About one addressee; `together()` folds those of a letter. */
export interface AudienceRow {
  /** The entry of “To” for an addressee of this audience, which no other has. Null for all others. */
  entryOf: (addressee: Addressee) => string | null
  /** Of an audience without a picture. */
  Icon?: Component<{ size?: number }>
  /** No other reader can be beside it. */
  standsAlone: boolean
  /** Its readers get a notice, at a time that can be chosen, and no location by default. */
  isNoticed: boolean
  /** Anyone can read the letter at once; it is never sealed. */
  isPublished: boolean
  /** Its readers are known, and report what they do with the letter. */
  reports: boolean
  /** A new version can replace the letter, and it has tags. */
  hasVersions: boolean

  /** All that is offered for “To”. */
  readers: (known: Known) => Reader[]
  /** The reader of words that name one without a list, as an address does. Omitted if none can. */
  read?: (typed: string) => Reader | null
  /** The name for a sentence; Japanese adds さん to a person. */
  called: (one: { name: string }) => string
  /** Its name in the list of those who can read the letter. */
  titled: (one: { name: string }) => string

  desk: (content: LetterContent) => DeskWords
  /** Who of these readers, which are all of this audience, will be able to read the letter. */
  describe: (readers: readonly Reader[], content: LetterContent, now: Date) => string[]

  /** The heading of sharing a letter that has this audience. */
  shareTitle: () => string
  /** Omitted if a letter cannot be shared with it. */
  given?: Given
}

interface Given {
  /** What one more reader means, and the name of the act. */
  share: (reader: Reader) => { sentences: string[]; action: string }
  /** Who has opened it so far. `gone`: why nobody else can now. */
  progress: (gone: string | null, audience: ObjectAudience, isMine: boolean) => string[]
  /** The effect of a withdrawal while it can have one, and for whom it is too late. */
  withdrawal: (audience: ObjectAudience) => string[]
}

/** The words of the desk for a letter, which is sent. */
export function letterDesk({ replyTo, when, policy: { mode } }: LetterContent): DeskWords {
  const words = m.compose
  return {
    title: replyTo === null ? words.title : words.titleReply,
    action: goWords(when),
    hint: when === 'at' ? () => words.waits : words.undoHint,
    subjectHint: mode === 'open' ? words.subjectHintOpen : words.subjectHint,
    bodyHint: words.bodyPlaceholder,
  }
}

export function goWords(when: LetterContent['when']): string {
  return { now: m.compose.send, at: m.compose.schedule, hold: m.compose.hold }[when]
}

export function describeTimes({ when, policy }: LetterContent, now: Date): string[] {
  const { at, expires, mode } = policy
  const words = m.compose.audience
  return [
    ...(when === 'hold' ? [words.held] : []),
    ...(when === 'at' && at !== null ? [words.scheduled(f.longDated(at, now))] : []),
    ...(mode !== 'open' && expires !== null ? [words.until(f.longDated(expires, now))] : []),
  ]
}
