// A sent letter by what its readers have come to: the furthest of it as a state, all of it as counts. Pure.
// The state step of the life of a message, as a list tells it.
import type { LetterState, LetterSummary, ReaderState } from '../../core/contract/index.ts'
import type { Messages } from '../messages/en/index.ts'
import type { Formats } from '../messages/formats.ts'

type Tally = NonNullable<LetterSummary['tally']>
type Tallied = Pick<LetterSummary, 'state' | 'tally' | 'to'>

/** What somebody says of a letter they opened: none of it is further than another. */
const ANSWERS = ['done', 'accepted', 'declined'] as const satisfies readonly ReaderState[]
const OPENED: readonly ReaderState[] = ['referenced', ...ANSWERS]
/** Neither before nor after any other. */
const UNORDERED: readonly ReaderState[] = ['unknown', 'recalling']
/** The furthest first, as long as nobody has opened it. */
const WAYS = ['notified', 'scheduled', 'held'] as const satisfies readonly ReaderState[]
/** What is worth a word beside who has opened it, in this order. */
const TOLD = [
  ...ANSWERS,
  'held',
  'scheduled',
  'recalled',
  'recalling',
  'expired',
  'unknown',
] as const satisfies readonly ReaderState[]

const countOf = (tally: Tally, states: readonly ReaderState[]): number =>
  states.reduce((sum, state) => sum + (tally[state] ?? 0), 0)

/** The state of whichever reader has come furthest; `mixed` only where none of them is further than another. */
export function furthestState({ state, tally, to }: Tallied): LetterState {
  // There is no seal on what anyone may read.
  if (state === 'sealed' && to.some(({ person }) => person === 'public')) return 'public'
  if (state !== 'mixed' || tally === null) return state
  const reached = (all: readonly ReaderState[]): ReaderState[] => all.filter((one) => (tally[one] ?? 0) > 0)
  const [answer, ...others] = reached(ANSWERS)
  if (answer !== undefined) return others.length === 0 ? answer : 'mixed'
  if ((tally.referenced ?? 0) > 0) return 'referenced'
  return reached(UNORDERED).length > 0 ? 'mixed' : (reached(WAYS)[0] ?? 'mixed')
}

/** `1 of 2 opened`, `1 done`; what is not told has the notice and has not opened it. */
export function tellTally(tally: Tally, { m, f }: { m: Messages; f: Formats }): string[] {
  const words = m.inbox.tally
  const all = countOf(tally, Object.keys(tally) as ReaderState[])
  return [
    words.opened(f.number(countOf(tally, OPENED)), f.number(all)),
    ...TOLD.filter((state) => (tally[state] ?? 0) > 0).map((state) => words[state](f.number(tally[state]!))),
  ]
}
