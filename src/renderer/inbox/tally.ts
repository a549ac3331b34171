// Sums up the readers' states of a sent letter for its row: the furthest state, and the counts.
// Belongs to the state step of the life of a message.
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
import { together } from '../audiences/index.ts'
import { f, m } from '../messages/messages.svelte.ts'

type Tally = NonNullable<LetterSummary['tally']>
type Tallied = Pick<LetterSummary, 'state' | 'tally' | 'to'>

/** The states with a count of their own; `1 of 2 opened` already counts the other two. */
const TOLD = READER_STATES.filter((state) => state !== 'referenced' && state !== 'notified')

const countOf = (tally: Tally, states: readonly ReaderState[]): number =>
  states.reduce((sum, state) => sum + (tally[state] ?? 0), 0)

/** Returns the state of the reader who is furthest; `mixed` if the states have no order. */
export function furthestState({ state, tally, to }: Tallied): LetterState {
  // A public post is never sealed.
  if (state === 'sealed' && together(to).isPublished) return 'public'
  if (state !== 'mixed' || tally === null) return state
  const reached = READER_STATES.filter((one) => (tally[one] ?? 0) > 0)
  // Two different answers have no order.
  const [answer, ...others] = reached.filter(isAnswer)
  if (answer !== undefined) return others.length === 0 ? answer : 'mixed'
  if (reached.includes('referenced')) return 'referenced'
  // An unsettled state has no order against the others.
  if (reached.some(isUnsettled)) return 'mixed'
  return reached.find((one) => groupOf(one) === 'pending') ?? 'mixed'
}

/** `1 of 2 opened`, `1 done`; readers without a count have the notice and have not opened it. */
export function describeTally(tally: Tally): string[] {
  const all = countOf(tally, Object.keys(tally) as ReaderState[])
  return [
    m.inbox.tally.opened(f.number(countOf(tally, READER_STATES.filter(hasOpened))), f.number(all)),
    ...TOLD.filter((state) => (tally[state] ?? 0) > 0).map((state) =>
      m.states.counts[state](f.number(tally[state]!)),
    ),
  ]
}
