// The content of the compose pane, its form as a draft, and the check before sending. Pure. The
// compose step, because all of it is still in the home.
import {
  PLAIN_POLICY,
  type Attachment,
  type Draft,
  type Methods,
  type Policy,
  type RefText,
  type Saying,
} from '../../core/contract/index.ts'
import type { Messages } from '../messages/en/index.ts'
import { isUnknown, listWide, together, type Reader } from '../audiences/index.ts'

export interface LetterContent {
  /** Keys of persons or of a group, or `self`, or `public`; never a name. */
  to: readonly string[]
  /** The text in the field for names that is not a reader yet. Sending waits until it is empty. */
  typed: string
  subject: string
  text: string
  replyTo: RefText | null
  /** The version of this author that the letter replaces. */
  replaces: RefText | null
  /** Set if it is written in the box of the talk with its only reader. */
  saying: Saying | null
  /** Tags; only for a letter that is public or for oneself. */
  tags: readonly string[]
  /** Files of this author that the letter attaches, in this order. */
  attachments: readonly Attachment[]
  /**
   * The text that the letter began with without its writer: a signature, or '' for none. Not saved, and
   * missing in a letter that did not begin here.
   */
  unwritten?: string
  /** The own address that it is from, if a reader is a mail address. Null for the usual one. */
  from: string | null
  /** How long after its notice its author is told if nobody answers. Null for no reminder. */
  remindAfterMs: number | null
  /** The choice of the sending time; `policy` keeps the time that was typed for another choice. */
  when: 'now' | 'at' | 'hold'
  policy: Policy
}

type DraftInput = NonNullable<Parameters<Methods['drafts']['save']>[0]>

export const BLANK: LetterContent = {
  to: [],
  typed: '',
  subject: '',
  text: '',
  replyTo: null,
  replaces: null,
  saying: null,
  tags: [],
  attachments: [],
  from: null,
  remindAfterMs: null,
  when: 'now',
  policy: PLAIN_POLICY,
}

/** The policy of a letter whose author does not want to learn who opens it. */
export const UNSEEN: Policy = { ...PLAIN_POLICY, mode: 'open' }

export type Problem = keyof Messages['compose']['problems']

/** A letter expires in a minute at the earliest: it is sent only after the seconds of undo. */
export const LEAST_OPEN_MS = 60_000

export function fromDraft(draft: Draft): LetterContent {
  const { draft: _draft, savedAt: _savedAt, readers: _readers, typed, ...same } = draft
  const { hold, at } = draft.policy
  return { ...same, typed: typed.join(', '), when: hold ? 'hold' : at === null ? 'now' : 'at' }
}

export function toDraft(content: LetterContent): DraftInput {
  const {
    to,
    typed,
    replyTo,
    replaces,
    tags,
    attachments,
    when,
    policy,
    unwritten: _unwritten,
    ...same
  } = content
  return {
    ...same,
    to: [...to],
    // A draft also keeps half a name.
    typed: typed.trim() === '' ? [] : [typed.trim()],
    replyTo: replyTo ?? undefined,
    replaces: replaces ?? undefined,
    tags: [...tags],
    attachments: attachments.map(({ file }) => file),
    policy: { ...policy, hold: when === 'hold', at: when === 'at' ? policy.at : null },
  }
}

/** True if the letter has nothing that a person would miss. */
export function isBlank(content: LetterContent): boolean {
  const { to, typed, subject, text, saying, attachments } = content
  return (
    // The reader of a talk is not chosen in its box.
    (saying !== null || to.every(isWide)) &&
    attachments.length === 0 &&
    [typed, subject, isUnwritten(content) ? '' : text].every((words) => words.trim() === '')
  )
}

/** True if its writer wrote no text; a signature is none. */
export function isUnwritten({ text, unwritten = '' }: LetterContent): boolean {
  return text.trim() === '' || text.trim() === unwritten.trim()
}

/** Set by the way the pane was opened, not typed by the person. */
const isWide = (entry: string): boolean => listWide().some((wide) => wide.entry === entry)

/** Returns the first problem that prevents sending; null if it can be sent. */
export function findProblem(content: LetterContent, readers: readonly Reader[], now: Date): Problem | null {
  return findReaderProblem(content, readers) ?? findTimeProblem(content, readers, now.getTime())
}

function findReaderProblem(content: LetterContent, readers: readonly Reader[]): Problem | null {
  const { typed, subject, attachments } = content
  if (typed.trim() !== '' || readers.some(isUnknown)) return 'unknown'
  if (readers.length === 0) return 'nobody'
  if (together(readers).isMixed) return 'notAlone'
  const { group } = readers[0]!
  if (group !== null && group.membership !== 'member') return 'notMember'
  if (group?.role === 'reader') return 'notPoster'
  if (readers.some(({ contact }) => contact?.blocked)) return 'blocked'
  const isEmpty = subject.trim() === '' && isUnwritten(content) && attachments.length === 0
  return isEmpty ? 'empty' : null
}

function findTimeProblem(
  { when, policy: { at, expires, mode } }: LetterContent,
  readers: readonly Reader[],
  nowMs: number,
): Problem | null {
  // A letter for oneself has no notice, so it needs no time for one.
  const { isNoticed, isPublished } = together(readers)
  if (!isNoticed) return null
  const goesMs = when === 'at' && at !== null ? Date.parse(at) : nowMs
  if (when === 'at' && at === null) return 'atMissing'
  if (goesMs < nowMs) return 'atPast'
  if (expires === null || mode === 'open' || isPublished) return null
  if (Date.parse(expires) < nowMs + LEAST_OPEN_MS) return 'untilPast'
  return Date.parse(expires) < goesMs + LEAST_OPEN_MS ? 'untilBeforeAt' : null
}

/** True if this file keeps the location where it was taken. */
export function keepsPlace({ file }: Attachment, keepPlace: Policy['keepPlace']): boolean {
  return typeof keepPlace === 'boolean' ? keepPlace : keepPlace.includes(file)
}
