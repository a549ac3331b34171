// A sent letter by what its readers have come to: the furthest of it as a state, all of it as counts.
// The state step of the life of a message, as a list tells it.
import {
  groupOf,
  hasOpened,
  isAnswer,
  isUnsettled,
  READER_STATES,
  type LetterState,
  type LetterSummary,
  type ReaderState,
} from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'

type Tally = NonNullable<LetterSummary['tally']>
type Tallied = Pick<LetterSummary, 'state' | 'tally' | 'to'>

/** Who has only the notice, and who has opened it, is told by the rest. */
const TOLD = READER_STATES.filter((state) => state !== 'referenced' && state !== 'notified')

const countOf = (tally: Tally, states: readonly ReaderState[]): number =>
  states.reduce((sum, state) => sum + (tally[state] ?? 0), 0)

/** The state of whichever reader has come furthest; `mixed` only where none of them is further than another. */
export function furthestState({ state, tally, to }: Tallied): LetterState {
  // There is no seal on what anyone may read.
  if (state === 'sealed' && to.some(({ person }) => person === 'public')) return 'public'
  if (state !== 'mixed' || tally === null) return state
  const reached = READER_STATES.filter((one) => (tally[one] ?? 0) > 0)
  // No answer is further than another.
  const [answer, ...others] = reached.filter(isAnswer)
  if (answer !== undefined) return others.length === 0 ? answer : 'mixed'
  if (reached.includes('referenced')) return 'referenced'
  // Neither before nor after any other.
  if (reached.some(isUnsettled)) return 'mixed'
  return reached.find((one) => groupOf(one) === 'pending') ?? 'mixed'
}

/** `1 of 2 opened`, `1 done`; what is not told has the notice and has not opened it. */
export function tellTally(tally: Tally): string[] {
  const all = countOf(tally, Object.keys(tally) as ReaderState[])
  return [
    m.inbox.tally.opened(f.number(countOf(tally, READER_STATES.filter(hasOpened))), f.number(all)),
    ...TOLD.filter((state) => (tally[state] ?? 0) > 0).map((state) =>
      m.states.counts[state](f.number(tally[state]!)),
    ),
  ]
}
