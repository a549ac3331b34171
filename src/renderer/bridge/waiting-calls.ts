// The calls that may wait on a phone until its home answers: home performs each once, however often it
// comes. They set a value, or have the id of a draft. Each other act needs home: a mark or a reaction is a
// new record at each call, and an opening asks others.
import {
  PLAIN_POLICY,
  type DraftId,
  type EngineEvent,
  type ErrorCode,
  type Handlers,
  type IsoTime,
  type RefText,
  type ThreadSummary,
  type ThreadUndo,
} from '../../core/contract/index.ts'
import { toHex } from './hex.ts'

/** The page leaves out what has a default. */
type Input<Noun extends keyof Handlers, Call extends keyof Handlers[Noun]> = Handlers[Noun][Call] extends (
  input: infer Given,
  context: never,
) => unknown
  ? Partial<Given>
  : never

interface Inputs {
  'drafts.save': Input<'drafts', 'save'> & { draft: DraftId }
  'drafts.send': Input<'drafts', 'send'> & { draft: DraftId }
  'drafts.remove': { draft: DraftId }
  'talks.say': Input<'talks', 'say'> & { with: string; text: string; draft: DraftId }
  'talks.markRead': { with: string; upTo: RefText }
  'letters.tidy': Input<'letters', 'tidy'> & { refs: readonly RefText[] }
  'threads.order': Input<'threads', 'order'>
  'threads.restore': ThreadUndo
}
export type WaitingName = keyof Inputs
export type WaitingCall = { [Name in WaitingName]: { call: Name; input: Inputs[Name] } }[WaitingName]

/** Persisted in browsers, sealed: do not change. */
export type Waiting = WaitingCall & {
  /** 16 bytes in hex; a changed call has another one. */
  id: string
  /** When the person acted, by the clock of home. ms */
  at: number
  /** True if home may have it, because an answer was lost. */
  isTried: boolean
  /** Why home did not do it; it stays until the person has seen that. */
  refusal: ErrorCode | null
  /** The row that it was done to, if that is known. */
  row: ThreadSummary | null
}

/** What of an earlier call a later one replaces: the same key. Null if both are done. */
const KEYS: { [Name in WaitingName]: ((input: Inputs[Name]) => string) | null } = {
  'drafts.save': ({ draft }) => draft,
  'drafts.send': ({ draft }) => draft,
  'drafts.remove': ({ draft }) => draft,
  'talks.say': ({ draft }) => draft,
  'talks.markRead': (input) => input.with,
  'letters.tidy': null,
  'threads.order': null,
  'threads.restore': null,
}

export const MAY_WAIT: ReadonlySet<string> = new Set(Object.keys(KEYS))

export function keyOf({ call, input }: WaitingCall): string | null {
  const key = KEYS[call] as ((input: object) => string) | null
  return key === null ? null : `${call} ${key(input)}`
}

/** The words of these need the id of a draft, or a repeated call would be another one. */
export function named(call: WaitingName, input: unknown): WaitingCall {
  const isOfDraft = call === 'drafts.save' || call === 'talks.say'
  const { draft } = (input ?? {}) as { draft?: DraftId }
  if (!isOfDraft || draft !== undefined) return { call, input } as WaitingCall
  const begins = call === 'drafts.save' ? { begins: true } : {}
  return { call, input: { ...(input as object), ...begins, draft: drawId() as DraftId } } as WaitingCall
}

const ID_BYTES = 16

export function drawId(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(ID_BYTES)))
}

/** The draft of a call about one; null for the others. */
export function draftOf(waiting: WaitingCall): DraftId | null {
  return 'draft' in waiting.input ? waiting.input.draft : null
}

/** The letters that a call orders. A row of a group has its newest one. */
export function refsOf({ call, input, row }: WaitingCall & Pick<Waiting, 'row'>): RefText[] {
  if (call === 'letters.tidy') return [...input.refs]
  if (call === 'threads.restore') return input.letters.map(({ ref }) => ref)
  if (call !== 'threads.order') return []
  return [(input.ref as RefText | undefined) ?? row?.newest.ref].filter(
    (ref) => ref !== undefined && ref !== null,
  )
}

/** What the engine would tell. */
export function eventsOf(waiting: Waiting): EngineEvent[] {
  const draft = draftOf(waiting)
  if (draft === null) return refsOf(waiting).map((ref) => ({ type: 'letter-changed', ref }))
  const isSave = waiting.call === 'drafts.save'
  const savedAt = isSave ? timeOf(waiting) : null
  return [{ type: 'draft-changed', draft, savedAt, isNew: isSave && waiting.input.begins === true }]
}

/** What the page did while the person read. */
export function isQuiet({ call, input, refusal }: Waiting): boolean {
  const isReading = call === 'threads.order' && input.unread === false && Object.keys(input).length === 2
  return refusal === null && (call === 'talks.markRead' || isReading)
}

/** What is shown as a letter: what waits to be sent or said, else the draft, and what was refused. */
export function listLetters(waiting: readonly Waiting[]): Waiting[] {
  const sent = new Set(waiting.filter(({ call }) => call === 'drafts.send').map(draftOf))
  return waiting.filter(
    (one) =>
      draftOf(one) !== null &&
      one.call !== 'drafts.remove' &&
      (one.call !== 'drafts.save' || !sent.has(one.input.draft)),
  )
}

/** The letters among them that answer one of these, or are said in a talk with `partner`. */
export function answersOf(
  waiting: readonly Waiting[],
  refs: readonly RefText[],
  partner: string | null,
): Waiting[] {
  const answering = new Set(
    waiting.flatMap((one) =>
      one.call === 'drafts.save' && refs.some((ref) => ref === one.input.replyTo) ? [one.input.draft] : [],
    ),
  )
  return listLetters(waiting).filter((one) =>
    one.call === 'talks.say'
      ? one.input.with === partner
      : one.call === 'drafts.send' && answering.has(one.input.draft),
  )
}

export const timeOf = ({ at }: Pick<Waiting, 'at'>): IsoTime => new Date(at).toISOString()

/** The words that could not be said, as the draft of the box that they were written in. */
export function asDraft({
  with: reader,
  text,
  replyTo,
  replaces,
  attachments,
  asks,
  draft,
}: Inputs['talks.say']) {
  const call = 'drafts.save' as const
  const links = { replyTo, replaces, attachments }
  const saying = { asks: asks ?? null }
  const policy = { ...PLAIN_POLICY, mode: 'open' as const }
  return { call, input: { draft, begins: true, to: [reader], text, saying, policy, ...links } }
}
