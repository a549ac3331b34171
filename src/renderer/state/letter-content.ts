// What a person has written so far, as the compose pane holds it; how it is kept as a draft, and whether it can go. Pure.
// The compose step: nothing of it has left the home.
import type { Attachment, Draft, FileId, IsoTime, Methods, Mode, RefText } from '../../core/contract/index.ts'
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
  /** They say where they were taken, also to others: all of them, or these. */
  keepPlace: boolean | readonly FileId[]
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
  replaces: null,
  tags: [],
  attachments: [],
  keepPlace: false,
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
  const { to, subject, text, replyTo, replaces, tags, at, expires, mode, urgent, hold } = draft
  const { attachments, keepPlace, typed } = draft
  const when = hold ? 'hold' : at === null ? 'now' : 'at'
  return {
    to,
    typed: typed.join(', '),
    subject,
    text,
    replyTo,
    replaces,
    tags,
    attachments,
    keepPlace,
    when,
    at,
    expires,
    mode: mode ?? 'controlled',
    urgent,
  }
}

export function toDraft(content: LetterContent): DraftInput {
  const { to, typed, subject, text, replyTo, replaces, tags, when, at, expires, mode, urgent } = content
  const { attachments, keepPlace } = content
  return {
    to: [...to],
    // Half a name is kept too.
    typed: typed.trim() === '' ? [] : [typed.trim()],
    subject,
    text,
    urgent,
    mode,
    hold: when === 'hold',
    replyTo: replyTo ?? undefined,
    replaces: replaces ?? undefined,
    tags: [...tags],
    attachments: attachments.map(({ file }) => file),
    keepPlace: typeof keepPlace === 'boolean' ? keepPlace : [...keepPlace],
    at: when === 'at' ? (at ?? undefined) : undefined,
    expires: expires ?? undefined,
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
  { when, at, expires, mode }: LetterContent,
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

/** The order to the engine. `goesAt` is when its notice may go out at the earliest. */
export function toSendInput(content: LetterContent, readers: readonly Reader[], goesAt: Date): SendInput {
  const { subject, text, replyTo, urgent } = content
  const kind = kindOf(readers)
  return {
    to: readers.flatMap(toOrder),
    subject: subject.trim(),
    text,
    urgent,
    replyTo: replyTo ?? undefined,
    ...toAttached(content),
    ...(kind === 'self' ? {} : toTimes(content, goesAt)),
    ...(kind === 'self' || kind === 'public' ? toFiling(content) : toTerms(content)),
  }
}

function toOrder({ contact, group, wide }: Reader): string[] {
  const order = contact?.person ?? group?.group ?? wide
  return order === undefined ? [] : [order]
}

function toAttached({ attachments, keepPlace }: LetterContent): Pick<SendInput, 'attachments' | 'keepPlace'> {
  if (attachments.length === 0) return {}
  return { attachments: attachments.map(({ file }) => file), keepPlace: placesOf(attachments, keepPlace) }
}

/** True if this file goes with the place where it was taken. */
export function keepsPlace({ file }: Attachment, keepPlace: LetterContent['keepPlace']): boolean {
  return typeof keepPlace === 'boolean' ? keepPlace : keepPlace.includes(file)
}

/** What was taken off again since says nothing. */
function placesOf(
  attachments: readonly Attachment[],
  keepPlace: LetterContent['keepPlace'],
): boolean | FileId[] {
  if (typeof keepPlace === 'boolean') return keepPlace
  return attachments.filter((one) => keepsPlace(one, keepPlace)).map(({ file }) => file)
}

function toTimes({ when }: LetterContent, goesAt: Date): Pick<SendInput, 'hold' | 'at'> {
  return { hold: when === 'hold', at: when === 'hold' ? undefined : goesAt.toISOString() }
}

function toTerms({ mode, expires }: LetterContent): Pick<SendInput, 'mode' | 'expires'> {
  return { mode, expires: mode === 'open' ? undefined : (expires ?? undefined) }
}

/** Of what is public or for oneself: the engine knows its terms, and takes the words it is filed under. */
function toFiling({ replaces, tags }: LetterContent): Pick<SendInput, 'replaces' | 'tags'> {
  return { replaces: replaces ?? undefined, tags: tags.length === 0 ? undefined : [...tags] }
}
