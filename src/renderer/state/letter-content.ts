// What a person has written so far, as the compose pane holds it; how it is kept as a draft, and whether it can go. Pure.
// The compose step: nothing of it has left the home.
import type { Draft, IsoTime, Methods, Mode, RefText } from '../../core/contract/index.ts'
import type { Messages } from '../messages/en/index.ts'
import type { Reader } from './readers.ts'

export interface LetterContent {
  /** Person keys, or names as somebody typed them. */
  to: readonly string[]
  /** What stands in the field for names and is nobody yet. */
  typed: string
  subject: string
  text: string
  replyTo: RefText | null
  /** When it goes. */
  when: 'now' | 'at' | 'hold'
  at: IsoTime | null
  expires: IsoTime | null
  mode: Mode
  urgent: boolean
}

type DraftInput = NonNullable<Parameters<Methods['drafts']['save']>[0]>
type SendInput = Parameters<Methods['letters']['send']>[0]

export const BLANK: LetterContent = {
  to: [],
  typed: '',
  subject: '',
  text: '',
  replyTo: null,
  when: 'now',
  at: null,
  expires: null,
  mode: 'controlled',
  urgent: false,
}

export type Problem = keyof Messages['compose']['problems']

/** A minute is the least that makes an end worth setting, and leaves room for the ten seconds of undo. */
const LEAST_OPEN_MS = 60_000

export function fromDraft(draft: Draft): LetterContent {
  const { to, subject, text, replyTo, at, expires, mode, urgent, hold } = draft
  const when = hold ? 'hold' : at === null ? 'now' : 'at'
  return { to, typed: '', subject, text, replyTo, when, at, expires, mode: mode ?? 'controlled', urgent }
}

/** Half a name is kept too: it is the last of the readers. */
export function toDraft(content: LetterContent): DraftInput {
  const { to, typed, subject, text, replyTo, when, at, expires, mode, urgent } = content
  return {
    to: typed.trim() === '' ? [...to] : [...to, typed.trim()],
    subject,
    text,
    urgent,
    mode,
    hold: when === 'hold',
    replyTo: replyTo ?? undefined,
    at: when === 'at' ? (at ?? undefined) : undefined,
    expires: expires ?? undefined,
  }
}

/** Nothing that anyone would miss. */
export function isBlank({ to, typed, subject, text }: LetterContent): boolean {
  return to.length === 0 && [typed, subject, text].every((words) => words.trim() === '')
}

/** What stands in the way of sending it, the first thing first; null when it can go. */
export function findProblem(content: LetterContent, readers: readonly Reader[], now: Date): Problem | null {
  return findReaderProblem(content, readers) ?? findTimeProblem(content, now.getTime())
}

function findReaderProblem(
  { typed, subject, text }: LetterContent,
  readers: readonly Reader[],
): Problem | null {
  if (typed.trim() !== '' || readers.some(({ contact }) => contact === null)) return 'unknown'
  if (readers.length === 0) return 'nobody'
  if (readers.some(({ contact }) => contact?.blocked)) return 'blocked'
  return subject.trim() === '' && text.trim() === '' ? 'empty' : null
}

function findTimeProblem({ when, at, expires, mode }: LetterContent, nowMs: number): Problem | null {
  const goesMs = when === 'at' && at !== null ? Date.parse(at) : nowMs
  if (when === 'at' && at === null) return 'atMissing'
  if (goesMs < nowMs) return 'atPast'
  if (expires === null || mode === 'open') return null
  if (Date.parse(expires) < nowMs + LEAST_OPEN_MS) return 'untilPast'
  return Date.parse(expires) < goesMs + LEAST_OPEN_MS ? 'untilBeforeAt' : null
}

/** The order to the engine. `goesAt` is when its notice may go out at the earliest. */
export function toSendInput(content: LetterContent, readers: readonly Reader[], goesAt: Date): SendInput {
  const { subject, text, replyTo, when, expires, mode, urgent } = content
  return {
    to: readers.flatMap(({ contact }) => (contact === null ? [] : [contact.person])),
    subject: subject.trim(),
    text,
    urgent,
    mode,
    replyTo: replyTo ?? undefined,
    hold: when === 'hold',
    at: when === 'hold' ? undefined : goesAt.toISOString(),
    expires: mode === 'open' ? undefined : (expires ?? undefined),
  }
}
