// Letters as --json prints them. Scripts depend on these names, so a letter's policy is flat here,
// whatever the contract calls its parts.
import type {
  Draft,
  Letter,
  LetterState,
  LetterStatus,
  LetterSummary,
  Mode,
  Policy,
  ReaderStatus,
} from '../../core/contract/index.ts'

interface GivenJson {
  mode: Mode
  urgent: boolean
}

type Flat<T extends { policy: Policy }, Facts> = Omit<T, 'policy'> & Facts

/**
 * A let-go that too few stations have heard of. For a script the letter is held until then, and
 * `detail` says the rest.
 */
const LETTING_GO = 'letting-go'

type Plain<State extends LetterState> = Exclude<State, typeof LETTING_GO>

function plainState<State extends LetterState>(state: State): Plain<State> | 'held' {
  return state === LETTING_GO ? 'held' : (state as Plain<State>)
}

/** The status of a letter; each reader has `detail`, null unless its state has one. */
export function statusJson({ readers, tally, ...status }: LetterStatus) {
  const { [LETTING_GO]: lettingGo = 0, held = 0, ...others } = tally
  const count = held + lettingGo
  return {
    ...status,
    readers: readers.map(readerJson),
    tally: { ...others, ...(count > 0 ? { held: count } : {}) },
  }
}

function readerJson({ state, ...reader }: ReaderStatus) {
  return { ...reader, state: plainState(state), detail: state === LETTING_GO ? LETTING_GO : null }
}

/** A row of a list: `mode`, `urgent` and `expiresAt`. */
export function summaryJson({
  policy: { mode, urgent, expires },
  ...summary
}: LetterSummary): Flat<LetterSummary, GivenJson & { expiresAt: string | null }> {
  return {
    ...summary,
    state: plainState(summary.state),
    mode: mode ?? 'controlled',
    urgent,
    expiresAt: expires,
  }
}

/** An opened letter, also in a thread: `mode` and `urgent`. */
export function letterJson<T extends Pick<Letter, 'policy'>>({
  policy: { mode, urgent },
  ...letter
}: T): Flat<T, GivenJson> {
  return { ...letter, mode, urgent }
}

/** Returns a draft, with every choice of its author. */
export function draftJson({ policy, ...draft }: Draft): Flat<Draft, Policy> {
  return { ...draft, ...policy }
}
