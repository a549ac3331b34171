// The texts of a thread's row: who, the subject, and a snippet or what its state says.
// Used by the lists by conversation, after receive and after reference.
import { isAnswer, type Party, type PersonId, type ThreadSummary } from '../../core/contract/index.ts'
import { groupIn } from '../audiences/index.ts'
import { plainWords } from '../../text/plain-words.ts'
import { kindOf } from '../kinds/index.ts'
import { isAddress, withoutAddress } from '../mail/mail-facts.ts'
import { f, m } from '../messages/messages.svelte.ts'
import { addresseeInRow } from './addressee-words.ts'
import { answerWords } from './row-words.ts'
import { describeTally, furthestState } from './tally.ts'

export interface ThreadWords {
  who: string
  /** The group that the newest letter was posted to; null if none, and for the group's own talk. */
  group: string | null
  title: string
  /** How many letters it has; of a group what is new, and in every case whether it is muted. */
  counted: string
  /** The words after the title; '' if there are none to show. */
  snippet: string
  /** The state of the row's sign. */
  sign: ThreadSummary['state']
  /** True if sealed letters are there, and none of them opens now. */
  isAway: boolean
  /** True if opening the newest sealed letter is not seen by its author. */
  isUnseen: boolean
}

interface Context {
  now: Date
  /** This person; null until the page knows them. */
  me: PersonId | null
}

export function threadWords(thread: ThreadSummary, context: Context): ThreadWords {
  const { talk, newest, unopened, opensFrom } = thread
  const party = talk === null ? null : groupIn([talk])
  return {
    who: party?.name ?? whoWords(thread, context.me),
    group: party === null ? (groupIn(newest.to)?.name ?? null) : null,
    title: thread.group === null ? titleOf(thread) : newestTitle(thread),
    counted: countedWords(thread),
    snippet: thread.group === null ? snippetOf(thread, context) : spokenWords(thread, context),
    sign: signOf(thread),
    isAway: unopened > 0 && opensFrom === 'nobody',
    isUnseen: unopened > 0 && opensFrom !== 'here' && thread.hasUnseenOpening,
  }
}

/** Of the newest letter in a group; '' for what was said. */
function newestTitle(thread: ThreadSummary): string {
  const { subject } = thread.newest
  return subject === '' ? '' : titleOf({ ...thread, talk: null, subject })
}

/** `2 letters · 12 messages · muted` */
export function countedWords({ group, fresh, count, muted }: ThreadSummary): string {
  const counts =
    group === null
      ? [...(count > 1 ? [f.number(count)] : [])]
      : [
          ...(fresh.letters > 0 ? [m.inbox.newLetters(fresh.letters, f.number(fresh.letters))] : []),
          ...(fresh.messages > 0 ? [m.inbox.newMessages(fresh.messages, f.number(fresh.messages))] : []),
        ]
  return [...counts, ...(muted === null ? [] : [m.inbox.muted])].join(' · ')
}

/** A letter has its author in the row too: `Ben: The hall is flooding`. */
function spokenWords(thread: ThreadSummary, context: Context): string {
  const { from } = thread.newest
  const words = snippetOf(thread, context)
  const name = from.person === context.me ? m.inbox.me : firstName(from.name)
  return words === '' || name === '' ? words || name : m.inbox.saidBy(name, words)
}

/** `Ana, Ben, me`: the others by their latest letter, then oneself; `to Emi` without others. */
function whoWords({ people, peopleCount, newest }: ThreadSummary, me: PersonId | null): string {
  const others = people.filter(({ person }) => person !== me)
  if (others.length === 0) return m.inbox.to(f.list(newest.to.map(addresseeInRow)))
  const names = shortNames(others)
  const more = peopleCount - people.length
  return [
    ...names,
    ...(more > 0 ? [m.inbox.morePeople(f.number(more))] : []),
    ...(others.length < people.length ? [m.inbox.me] : []),
  ].join(m.inbox.comma)
}

/** First names where several people are named, as long as they differ. */
export function shortNames(people: readonly Party[]): string[] {
  const names = people.map(({ name }) => withoutAddress(name) || m.letter.thread.unknownAuthor)
  if (names.length === 1) return names
  const firsts = names.map(firstName)
  return names.map((name, at) =>
    firsts.filter((first) => first === firsts[at]).length > 1 ? name : firsts[at]!,
  )
}

/** The first name comes first only in some scripts. */
function firstName(name: string): string {
  return /^\p{Script=Latin}/u.test(name) ? name.split(' ', 1)[0]! : name
}

function titleOf({ subject, talk, state, snippet }: ThreadSummary): string {
  if (subject !== null && subject !== '') return subject
  if (talk !== null) return ''
  if (state === 'recalled') return m.inbox.line.recalledTitle
  if (state === 'expired') return m.inbox.line.expiredTitle
  return state === 'sealed' && snippet === null ? m.inbox.titleInside : m.inbox.untitled
}

function signOf({ state, newest, unopened }: ThreadSummary): ThreadSummary['state'] {
  return unopened === 0 && state === newest.state ? furthestState(newest) : state
}

function snippetOf(thread: ThreadSummary, { now, me }: Context): string {
  const { state, newest, snippet, stateAt } = thread
  const { line } = m.inbox
  const { name, person } = newest.from
  const isMine = person === me
  const words = plainWords(snippet ?? '')
  if (state === 'recalled') return isMine ? m.states.mine.recalled : line.recalled
  if (state === 'held') return isMine ? m.states.mine.held : line.heldBy(name)
  if (state === 'expired')
    return (stateAt === null ? null : m.states.since.expired?.(f.dayAndTime(stateAt, now))) ?? line.expired
  if (isMine && thread.count === 1 && newest.tally !== null && !newest.to.every(isAddress))
    return state === 'notified' ? line.notOpened : describeTally(newest.tally).join(' · ')
  const { snippet: snippetOfKind } = kindOf(newest)
  if (snippetOfKind !== undefined && !isMine && words === '') return snippetOfKind(newest)
  return isAnswer(state) ? answerWords(state, newest.answer) : words
}
