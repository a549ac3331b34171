// What a sent letter has come to, in words: the line above the readers, and the line behind each of them. Pure.
// The state step of the life of a message.
import type { Mode, Outcome, ReaderStatus } from '../../core/contract/index.ts'
import type { Formats } from '../messages/formats.ts'
import type { Messages } from '../messages/en/index.ts'
import type { Acted, AuthorAct } from '../state/author.svelte.ts'

interface Words {
  m: Messages
  f: Formats
  now: Date
}

const OPENED = new Set<ReaderStatus['state']>(['referenced', 'done', 'accepted', 'declined'])
const UNDECIDED = new Set<ReaderStatus['state']>(['held', 'scheduled', 'notified'])

export function hasOpened({ state }: ReaderStatus): boolean {
  return OPENED.has(state)
}

/** Whether holding or recalling it would change anything for this reader. The notice of an open letter carries the key. */
export function canStillAct({ state }: ReaderStatus, mode: Mode): boolean {
  return UNDECIDED.has(state) && !(mode === 'open' && state === 'notified')
}

/** `11 of 18 have opened it · 3 done` */
export function summarise(readers: readonly ReaderStatus[], { m, f }: Words): string {
  const words = m.author
  const opened = readers.filter(hasOpened)
  const [only] = readers
  const first = (): string => {
    if (readers.length === 1 && only !== undefined)
      return opened.length === 1 ? words.oneOpened(only.name) : words.oneNotOpened(only.name)
    if (opened.length === readers.length) return words.allOpened(f.number(readers.length))
    return words.opened(f.number(opened.length), f.number(readers.length))
  }
  const said = (
    [
      ['done', words.andDone],
      ['accepted', words.andAccepted],
      ['declined', words.andDeclined],
    ] as const
  ).flatMap(([state, tell]) => {
    const count = readers.filter((reader) => reader.state === state).length
    return count === 0 ? [] : [tell(f.number(count))]
  })
  return [first(), ...said].join(' · ')
}

/** More names than these are a number. */
const MOST_NAMED = 3

/** Who has it or can open it now. */
export function tellWhoCanRead(readers: readonly ReaderStatus[], { m, f }: Words): string {
  const able = readers.filter((reader) => hasOpened(reader) || reader.state === 'notified')
  if (able.length === 0)
    return readers.some(({ state }) => UNDECIDED.has(state))
      ? m.author.canReadNobodyYet
      : m.author.canReadNobody
  if (able.length > MOST_NAMED) return m.author.canReadMany(f.number(able.length))
  return m.author.canRead(f.list(able.map(({ name }) => m.people.called(name))))
}

export function tellState({ state, arrivedAt, note }: ReaderStatus, { m }: Words): string {
  const words = m.author
  const base = (): string => {
    if (state === 'held') return arrivedAt === null ? words.heldUnknown : words.heldKnown
    if (state === 'notified') return arrivedAt === null ? words.noticeWaits : words.noticed
    return words.states[state]
  }
  return note === null || note === '' ? base() : `${base()} · ${words.note(note)}`
}

/** What an act was meant to come to. */
const MEANT: Record<AuthorAct, readonly Outcome[]> = {
  hold: ['held'],
  letGo: ['notified', 'scheduled'],
  recall: ['recalled'],
}

/** One sentence for all of them, where it came to what was meant for every one; else null. */
export function tellWhole({ act, readers }: Acted, { m, f }: Words): string | null {
  const [outcome, ...others] = new Set(readers.map((reader) => reader.outcome))
  if (outcome === undefined || others.length > 0 || !MEANT[act].includes(outcome)) return null
  return m.author.outcomes[outcome](f.list(readers.map(({ name }) => m.people.called(name))))
}

/** One sentence per reader; too late comes with the time at which it was. */
export function tellOutcomes({ readers }: Acted, { m, f, now }: Words): string[] {
  return readers.map(({ name, outcome, openedAt }) =>
    outcome === 'too-late' && openedAt !== null
      ? m.author.tooLateAt(m.people.called(name), f.dayAndTime(openedAt, now))
      : m.author.outcomes[outcome](m.people.called(name)),
  )
}
