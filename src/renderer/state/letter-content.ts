// What a person has written so far, as the compose pane holds it; how it is kept as a draft, and whether it can go. Pure.
// The compose step: nothing of it has left the home.
import {
  PLAIN_POLICY,
  type Attachment,
  type Draft,
  type Methods,
  type Policy,
  type RefText,
} from '../../core/contract/index.ts'
import type { Messages } from '../messages/en/index.ts'
import { isUnknown, kindOf, type AudienceKind, type Reader } from './readers.ts'

export interface LetterContent {
  /** Keys of persons or of a group, or `self`, or `public`; never a name. */
  to: readonly string[]
  /** What stands in the field for names and is nobody yet. Nothing is sent while there is something. */
  typed: string
  subject: string
  text: string
  replyTo: RefText | null
  /** The version of mine that this one is to take the place of. */
  replaces: RefText | null
  /** Words to file it under; only of what is public or for oneself. */
  tags: readonly string[]
  /** Files of mine that go with it, in this order. */
  attachments: readonly Attachment[]
  /** When it goes: what was chosen, while `policy` still holds the time that was typed for another choice. */
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
  tags: [],
  attachments: [],
  when: 'now',
  policy: PLAIN_POLICY,
}

export type Problem = keyof Messages['compose']['problems']

/** A minute is the least that makes an end worth setting, and leaves room for the ten seconds of undo. */
const LEAST_OPEN_MS = 60_000

export function fromDraft(draft: Draft): LetterContent {
  const { to, typed, subject, text, replyTo, replaces, tags, attachments, policy } = draft
  const when = policy.hold ? 'hold' : policy.at === null ? 'now' : 'at'
  return { to, typed: typed.join(', '), subject, text, replyTo, replaces, tags, attachments, when, policy }
}

export function toDraft(content: LetterContent): DraftInput {
  const { to, typed, subject, text, replyTo, replaces, tags, attachments, when, policy } = content
  return {
    to: [...to],
    // Half a name is kept too.
    typed: typed.trim() === '' ? [] : [typed.trim()],
    subject,
    text,
    replyTo: replyTo ?? undefined,
    replaces: replaces ?? undefined,
    tags: [...tags],
    attachments: attachments.map(({ file }) => file),
    policy: { ...policy, hold: when === 'hold', at: when === 'at' ? policy.at : null },
  }
}

/** Nothing that anyone would miss. */
export function isBlank({ to, typed, subject, text, attachments }: LetterContent): boolean {
  return (
    to.every(isWide) &&
    attachments.length === 0 &&
    [typed, subject, text].every((words) => words.trim() === '')
  )
}

/** Chosen by the way one came; nothing that was written. */
const isWide = (entry: string): boolean => entry === 'self' || entry === 'public'

/** What stands in the way of sending it, the first thing first; null when it can go. */
export function findProblem(content: LetterContent, readers: readonly Reader[], now: Date): Problem | null {
  return findReaderProblem(content, readers) ?? findTimeProblem(content, kindOf(readers), now.getTime())
}

function findReaderProblem(
  { typed, subject, text, attachments }: LetterContent,
  readers: readonly Reader[],
): Problem | null {
  if (typed.trim() !== '' || readers.some(isUnknown)) return 'unknown'
  if (readers.length === 0) return 'nobody'
  if (kindOf(readers) === 'mixed') return 'notAlone'
  const group = readers[0]?.group
  if (group !== undefined && group.membership !== 'member') return 'notMember'
  if (group?.role === 'reader') return 'notPoster'
  if (readers.some(({ contact }) => contact?.blocked)) return 'blocked'
  const isEmpty = subject.trim() === '' && text.trim() === '' && attachments.length === 0
  return isEmpty ? 'empty' : null
}

function findTimeProblem(
  { when, policy: { at, expires, mode } }: LetterContent,
  kind: AudienceKind,
  nowMs: number,
): Problem | null {
  // Nobody is told of it, so there is no time to tell them.
  if (kind === 'self') return null
  const goesMs = when === 'at' && at !== null ? Date.parse(at) : nowMs
  if (when === 'at' && at === null) return 'atMissing'
  if (goesMs < nowMs) return 'atPast'
  if (expires === null || mode === 'open' || kind === 'public') return null
  if (Date.parse(expires) < nowMs + LEAST_OPEN_MS) return 'untilPast'
  return Date.parse(expires) < goesMs + LEAST_OPEN_MS ? 'untilBeforeAt' : null
}

/** True if this file goes with the place where it was taken. */
export function keepsPlace({ file }: Attachment, keepPlace: Policy['keepPlace']): boolean {
  return typeof keepPlace === 'boolean' ? keepPlace : keepPlace.includes(file)
}
