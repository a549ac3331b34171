// The texts of a letter's row: who, title, and a line about its state.
// Used by every list of letters, after receive and after reference.
import {
  type Answer,
  isAnswer,
  type Addressee,
  type GroupId,
  type LetterSummary,
  type PersonId,
} from '../../core/contract/index.ts'
import { groupIn, together } from '../audiences/index.ts'
import { plainWords } from '../../text/plain-words.ts'
import { kindOf } from '../kinds/index.ts'
import { isAddress, mailOf, withoutAddress } from '../mail/mail-facts.ts'
import { f, m } from '../messages/messages.svelte.ts'
import { beginAtHit, markHits } from '../state/highlight.ts'
import { isLeaving } from '../state/leaving.ts'
import { isSaid } from '../state/talk-entries.ts'
import { addresseeInRow } from './addressee-words.ts'
import { describeTally } from './tally.ts'

export interface WordsContext {
  now: Date
  /** This person; null until the page knows them. */
  me: PersonId | null
  /** The searched words. The excerpt begins at the first of them. */
  hits?: readonly string[]
  /** The group if the whole list is for one, so its rows do not repeat the name. */
  within?: GroupId | null
}

export interface RowWords {
  who: string
  title: string
  line: string
  /** Of an own letter: how it stands with its readers, without its words. Otherwise empty. */
  standing: string
  /** The name of the first file that has a searched word; null if none has one. */
  file: string | null
  /** A sentence with the time of the state; null if that is unknown or the state has none. */
  since: string | null
  /** The time at which a scheduled letter is sent; else null. */
  goes: string | null
  /** True if the letter is sealed, and nobody can hand it over now. */
  isAway: boolean
  /** The group a received letter was posted to; null if none, or if the list is for that group. */
  group: string | null
}

export function rowWords(letter: LetterSummary, context: WordsContext): RowWords {
  if (isSaid(letter)) return saidWords(letter, context)
  return isNote(letter) ? noteWords(letter, context) : letterWords(letter, context)
}

/** What was said in a talk has words in place of a subject, and was never sealed. */
function saidWords(letter: LetterSummary, context: WordsContext): RowWords {
  const words = letterWords(letter, context)
  const [title] = excerptOf(letter, context.hits ?? [])
  if (title === undefined) return words
  return { ...words, title, line: [m.inbox.line.said, ...describeEdits(letter)].join(' · '), isAway: false }
}

/** A note that only this person has: every such row would begin with the same reader. */
function isNote({ to, draft }: LetterSummary): boolean {
  return draft === null && !together(to).isNoticed
}

/** Its title, its first words, and its state. Without a title it begins with the words. */
function noteWords(letter: LetterSummary, context: WordsContext): RowWords {
  const [excerpt = ''] = excerptOf(letter, context.hits ?? [])
  return {
    ...letterWords({ ...letter, excerpt: null }, context),
    ...(letter.subject
      ? { who: letter.subject, title: withoutTitle(excerpt, letter.subject) }
      : { who: excerpt || titleOf(letter), title: '' }),
  }
}

/** A note without a title has its first line in place of one. */
function withoutTitle(excerpt: string, title: string): string {
  return excerpt.startsWith(title) ? excerpt.slice(title.length).trimStart() : excerpt
}

function letterWords(letter: LetterSummary, context: WordsContext): RowWords {
  const isMine = letter.draft !== null || letter.from.person === context.me
  const { within = null } = context
  const group = groupIn(letter.to)
  const isWithin = group !== null && group.group === within
  return {
    who: isMine
      ? isWithin
        ? m.letter.you
        : toWords(letter.to)
      : withoutAddress(letter.from.name) || m.letter.thread.unknownAuthor,
    group: isMine || isWithin ? null : (group?.name ?? null),
    title: titleOf(letter),
    line: (isMine ? ownLine(letter, context) : receivedLine(letter, context)).join(' · '),
    standing: isMine ? [...ownStanding(letter), ...describeEdits(letter)].join(' · ') : '',
    file: letter.attached.names.find((name) => isHit(name, context.hits ?? [])) ?? null,
    since: describeSince(letter, context),
    goes: describeGoes(letter, context),
    isAway: isAway(letter),
  }
}

/**
 * When the letter came. A public post counts from its publication, because a new follower gets
 * posts of years; but a clock that is ahead must not date it after its arrival.
 */
export function dateOf({
  to,
  sentAt,
  arrivedAt,
}: Pick<LetterSummary, 'to' | 'sentAt' | 'arrivedAt'>): string {
  if (arrivedAt === null) return sentAt
  return together(to).isPublished && sentAt < arrivedAt ? sentAt : arrivedAt
}

/** A public post is never sealed. */
function isAway({ state, opensFrom, to }: LetterSummary): boolean {
  return state === 'sealed' && opensFrom === 'nobody' && !together(to).isPublished
}

/** `Done by you, today at 16:20`; null if the time is unknown or the state has none. */
export function describeSince(
  { from, state, stateAt }: Pick<LetterSummary, 'from' | 'state' | 'stateAt'>,
  { now, me }: WordsContext,
): string | null {
  const sentences = from.person === me ? m.states.sinceMine : m.states.since
  return stateAt === null ? null : (sentences[state]?.(f.dayAndTime(stateAt, now)) ?? null)
}

/** `sends Fri 4 Dec, 09:00` */
function describeGoes(letter: LetterSummary, { now }: WordsContext): string | null {
  const { goesAt } = letter
  if (goesAt === null || isLeaving(letter)) return null
  return m.inbox.goes(f.dated(goesAt, now))
}

/** `4 files · 4.2 MB` */
export function attachedWords({ count, size }: Pick<LetterSummary['attached'], 'count' | 'size'>): string {
  return `${m.attachments.count(count, f.number(count))} · ${f.bytes(size)}`
}

export function titleOf(letter: Pick<LetterSummary, 'subject' | 'state'> & Partial<Deletable>): string {
  if (letter.deletedAt !== undefined && letter.deletedAt !== null) return m.inbox.line.deletedTitle
  if (letter.subject !== null && letter.subject !== '') return letter.subject
  if (letter.state === 'recalled') return m.inbox.line.recalledTitle
  if (letter.state === 'expired') return m.inbox.line.expiredTitle
  return letter.subject === null && letter.state === 'sealed' ? m.inbox.titleInside : m.inbox.untitled
}

type Deletable = Pick<LetterSummary, 'deletedAt'>

/** Names up to two readers; of more, the first and the number of others. */
function toWords(to: readonly Addressee[]): string {
  const names = to.map(addresseeInRow)
  const [first] = names
  if (first === undefined) return m.inbox.nobodyYet
  return m.inbox.to(names.length <= 2 ? f.list(names) : m.inbox.othersToo(first, names.length - 1))
}

/** Puts “edited” after the state. */
function receivedLine(letter: LetterSummary, context: WordsContext): string[] {
  const [state = '', ...rest] = stateLine(letter, context)
  return [state, ...describeEdits(letter), ...rest]
}

function describeEdits({ replaces, isReplaced }: LetterSummary): string[] {
  if (isReplaced) return [m.inbox.line.replaced]
  return replaces === null ? [] : [m.inbox.line.edited]
}

/** What this person answered: the words that they chose, or else what the answer means. */
export function answerWords(state: Answer, words: string | null): string {
  return state === 'confirmed' && words !== null ? m.talk.urgent.youSaid(words) : m.states.answers[state].byMe
}

function stateLine(letter: LetterSummary, { now, hits = [] }: WordsContext): string[] {
  const { line } = m.inbox
  const { name } = letter.from
  const what = kindOf(letter).line?.(letter) ?? null
  if (isAnswer(letter.state)) {
    // An answered letter shows its text only in a search.
    const words = hasHit(letter, hits) ? excerptOf(letter, hits) : [line.knows(name)]
    return [answerWords(letter.state, letter.answer), ...words]
  }
  switch (letter.state) {
    case 'sealed': {
      if (what !== null) return [what, ...tellsOf(letter)]
      // A public post is never sealed, so the state only says that it is unread.
      if (together(letter.to).isPublished) return [line.public, f.bytes(letter.size)]
      const { expires } = letter.policy
      const until = expires === null ? [] : [line.until(f.dayAndTime(expires, now))]
      const from = letter.opensFrom === 'stations' ? [line.fromStations(name)] : []
      return [line.sealed, ...from, f.bytes(letter.size), ...tellsOf(letter), ...until]
    }
    case 'public':
      return withWords([line.public], letter, hits)
    case 'stored':
      return withWords(describeOrigin(letter), letter, hits)
    case 'held':
      return [line.heldBy(name)]
    case 'recalled':
      return hasTitle(letter) ? [line.recalled, line.nothingKept] : [line.nothingKept]
    case 'expired':
      return hasTitle(letter) ? [line.expired, line.nothingKept] : [line.nothingKept]
    default: {
      if (what !== null) return [what]
      const reply = letter.replyTo === null ? [] : [line.reply]
      return withWords([line.opened, ...reply], letter, hits)
    }
  }
}

/** Says if the sender will see that the letter was opened. */
function tellsOf({ policy, from }: LetterSummary): string[] {
  return [policy.mode === 'open' ? m.inbox.line.tellsNobody : m.inbox.line.tells(from.name)]
}

/** Says what it is, or where an imported letter is from. The sign of a mail says that it is one. */
function describeOrigin(letter: LetterSummary): string[] {
  const { line } = m.inbox
  const { imported } = letter
  if (mailOf(letter) !== null) return []
  const what = kindOf(letter).line?.(letter) ?? null
  return [what ?? (imported === null ? line.stored : line.exported(imported.whose))]
}

/**
 * Returns the state, then the excerpt; if the excerpt has a hit, only one state to leave room for
 * it.
 */
function withWords(states: readonly string[], letter: LetterSummary, hits: readonly string[]): string[] {
  return [...(hasHit(letter, hits) ? states.slice(0, 1) : states), ...excerptOf(letter, hits)]
}

function ownLine(letter: LetterSummary, { hits = [] }: WordsContext): string[] {
  const { line } = m.inbox
  if (letter.state === 'draft') {
    const words = excerptOf(letter, hits)
    return [line.draft, ...(words.length === 0 ? [line.emptyDraft] : words)]
  }
  return withWords([...ownStanding(letter), ...describeEdits(letter)], letter, hits)
}

function ownStanding(letter: LetterSummary): string[] {
  const { line } = m.inbox
  if (letter.state === 'recalled' && together(letter.to).isPublished) return [line.withdrawn]
  if (isLeaving(letter)) return [line.leaving]
  if (letter.state === 'notified' && letter.to.length > 0 && letter.to.every(isAddress)) return []
  const tally = letter.state === 'mixed' ? letter.tally : null
  return tally === null ? ownState(letter) : describeTally(tally)
}

/** Returns the state of an own letter whose readers all have the same state. */
function ownState(letter: LetterSummary): string[] {
  switch (letter.state) {
    case 'stored':
      return describeOrigin(letter)
    case 'sealed':
      return [m.states.mine.notified]
    case 'draft':
    case 'public':
      return [m.inbox.line[letter.state]]
    case 'notified':
      return [letter.policy.mode === 'open' ? m.inbox.line.notSeen : m.states.mine.notified]
    default:
      return [m.states.mine[letter.state]]
  }
}

function hasTitle({ subject }: LetterSummary): boolean {
  return subject !== null && subject !== ''
}

function excerptOf({ excerpt }: LetterSummary, hits: readonly string[]): string[] {
  const words = beginAtHit(plainWords(excerpt ?? ''), hits)
  return words === '' ? [] : [words]
}

function hasHit({ excerpt }: LetterSummary, hits: readonly string[]): boolean {
  return isHit(plainWords(excerpt ?? ''), hits)
}

function isHit(text: string, hits: readonly string[]): boolean {
  return hits.length > 0 && markHits(text, hits).some((piece) => piece.isHit)
}
