// Describes the states of a sent letter: the line above the readers, and the line of each reader.
//
// The state step of the life of a message.
import {
  groupOf,
  hasOpened,
  isAnswer,
  isUnsettled,
  READER_STATES,
  type LetterStatus,
  type Mode,
  type Outcome,
  type ReaderState,
  type ReaderStatus,
  type Silence,
} from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import { addresseeCalled } from '../inbox/addressee-words.ts'
import type { Acted, AnyAct } from '../state/author.svelte.ts'

/**
 * True if a hold or a recall would change anything for this reader. The notice of an open letter
 * contains the key.
 */
export function canStillAct({ state }: Pick<ReaderStatus, 'state'>, mode: Mode): boolean {
  return groupOf(state) === 'pending' && !(mode === 'open' && state === 'notified')
}

type Tally = LetterStatus['tally']

/** Returns the number of readers for whom a hold or a recall would change something. */
export function countOpen(tally: Tally, mode: Mode): number {
  return sum(tally, (state) => canStillAct({ state }, mode))
}

export function countOpened(tally: Tally): number {
  return sum(tally, hasOpened)
}

function sum(tally: Tally, fits: (state: ReaderState) => boolean): number {
  const entries = Object.entries(tally) as [ReaderState, number][]
  return entries.filter(([state]) => fits(state)).reduce((all, [, count]) => all + count, 0)
}

/** Returns the states with at least one reader, the most advanced first, each with its count. */
export function listTally(tally: Tally): [ReaderState, number][] {
  return READER_STATES.flatMap((state) => {
    const count = tally[state] ?? 0
    return count === 0 ? [] : [[state, count] as [ReaderState, number]]
  })
}

/** The readers who did what the letter is for: they opened it, or answered it if it is urgent. */
export function countReached(tally: Tally, isUrgent: boolean): number {
  return isUrgent ? sum(tally, isAnswer) : countOpened(tally)
}

/**
 * The first line about the readers: `38 of 45 have opened it`.
 * @param how `only`: the reader, if there is one
 */
export function describeHead(
  tally: Tally,
  { isUrgent, only }: { isUrgent: boolean; only: Pick<ReaderStatus, 'name'> | null },
): string {
  const all = sum(tally, () => true)
  const reached = countReached(tally, isUrgent)
  const { silent } = m.author
  const [one, notOne, whole, some] = isUrgent
    ? [silent.oneAnswered, silent.oneNotAnswered, silent.allAnswered, silent.answered]
    : [m.author.oneOpened, m.author.oneNotOpened, m.author.allOpened, m.author.opened]
  if (only !== null) return (reached > 0 ? one : notOne)(only.name)
  return reached === all ? whole(f.number(all)) : some(f.number(reached), f.number(all))
}

/** The second line: `7 are silent · 26 accepted · 5 declined`. */
export function describeCounts(tally: Tally, silence: Silence | null, isUrgent: boolean): string {
  const { count } = silence ?? { count: 0 }
  const all = sum(tally, () => true)
  const silent = count === 0 || all === 1 ? [] : [m.author.silent.count(count, f.number(count), isUrgent)]
  return [...silent, ...describeAnswers(tally)].join(' · ')
}

function describeAnswers(tally: Tally): string[] {
  return listTally(tally).flatMap(([state, count]) =>
    isAnswer(state) ? [m.states.counts[state](f.number(count))] : [],
  )
}

/** More readers than this are counted, not named. */
const MOST_NAMED = 3

/**
 * Names the readers who have opened it or can open it now, and those of whom it is not certain that
 * they cannot.
 */
export function describeWhoCanRead(readers: readonly ReaderStatus[]): string {
  const perhaps = readers.filter(({ state }) => isUnsettled(state))
  if (perhaps.length === 0) return describeAble(readers)
  const able = readers.filter(canOpen)
  const words = [m.author.perhapsRead(nameSome(perhaps))]
  return (able.length === 0 ? words : [m.author.canReadThese(nameSome(able)), ...words]).join(' · ')
}

/** While this computer is on, a letter that is being let go opens too. */
function canOpen({ state }: ReaderStatus): boolean {
  return hasOpened(state) || state === 'notified' || state === 'letting-go'
}

function nameSome(readers: readonly ReaderStatus[]): string {
  const names = readers.map(({ name }) => m.people.called(name))
  const [first = ''] = names
  return names.length > MOST_NAMED ? m.inbox.othersToo(first, names.length - 1) : f.list(names)
}

function describeAble(readers: readonly ReaderStatus[]): string {
  const able = readers.filter(canOpen)
  if (able.length === 0)
    return readers.some(({ state }) => groupOf(state) === 'pending')
      ? m.author.canReadNobodyYet
      : m.author.canReadNobody
  if (able.length > MOST_NAMED) return m.author.canReadMany(f.number(able.length))
  return m.author.canRead(f.list(able.map(({ name }) => m.people.called(name))))
}

/** In a group the arrival of a notice is unknown; only that the reader was notified. */
export function describeState(
  { state, arrivedAt, note, stations }: ReaderStatus,
  { isOfGroup = false, isLeaving = false } = {},
): string {
  const words = m.author
  const base = (): string => {
    if (state === 'scheduled' && isLeaving) return words.leaving
    if (state === 'held') return arrivedAt === null ? words.heldUnknown : words.heldKnown
    if (state === 'notified' && stations !== null && stations.released > 0)
      return words.beingOpened(f.number(stations.released), f.number(stations.need))
    if (state === 'notified' && arrivedAt === null) return isOfGroup ? words.told : words.noticeWaits
    if (state === 'notified') return words.noticed
    return m.states.ofReader[state]
  }
  return note === null || note === '' ? base() : `${base()} · ${words.note(note)}`
}

/** The outcomes that each act intends. */
const MEANT: Record<AnyAct, readonly Outcome[]> = {
  hold: ['held', 'holding'],
  letGo: ['notified', 'scheduled'],
  schedule: ['notified', 'scheduled'],
  recall: ['recalled', 'recalling'],
  withdraw: ['recalled'],
}

/** Returns one sentence if the act had the intended outcome for all; otherwise null. */
export function describeWhole({ act, readers, audiences }: Acted): string | null {
  const [outcome, ...others] = new Set([...readers, ...audiences].map((one) => one.outcome))
  if (outcome === undefined || others.length > 0 || !MEANT[act].includes(outcome)) return null
  const groups = audiences.map(addresseeCalled)
  const names = readers.map(({ name }) => m.people.called(name))
  // Name the group only; the list of its members would be too long.
  return m.author.outcomes[outcome](f.list(groups.length > 0 ? groups : names))
}

/** More readers than this are counted per outcome. */
const MOST_TOLD = 8

/**
 * Returns one sentence per audience and reader, or one per outcome if there are many readers. `too
 * late` includes the time.
 */
export function describeOutcomes({ readers, audiences }: Acted, now: Date): string[] {
  const groups = audiences.map((audience) => m.sharing.outcomes[audience.outcome](addresseeCalled(audience)))
  // Do not repeat a group's outcome for each of its members.
  const said = new Set(audiences.map(({ outcome }) => outcome))
  if (readers.length <= MOST_TOLD)
    return [
      ...groups,
      ...describeReaders(
        readers.filter(({ outcome }) => !said.has(outcome)),
        now,
      ),
    ]
  const counts = new Map<Outcome, number>()
  for (const { outcome } of readers) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return [...groups, ...[...counts].map(([outcome, count]) => m.sharing.counts[outcome](f.number(count)))]
}

function describeReaders(readers: Acted['readers'], now: Date): string[] {
  return readers.map(({ name, outcome, openedAt }) =>
    outcome === 'too-late' && openedAt !== null
      ? m.author.tooLateAt(m.people.called(name), f.dayAndTime(openedAt, now))
      : m.author.outcomes[outcome](m.people.called(name)),
  )
}
