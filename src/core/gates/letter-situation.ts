// What an author can say about a letter with several gates: after a change of the stations, a
// reader can open a letter by an old gate until it is burned, and by the gate that replaces it. The
// shares of two gates are of two polynomials, so they never add up.
// It is a pure decision over the decisions about each gate, between notify and reference.
import { decideGateState, type GateFacts, type GateSituation, type GateState } from './gate-situation.ts'

export interface GateOfLetter {
  /** `own` is the decision about the letter, whatever was decided about this gate. */
  readonly facts: GateFacts
  /** True if the author has burned this gate, or needs it no longer. */
  readonly isEnded: boolean
}

/** The letter has the first state of this list that one of its gates has. */
const STRONGEST_FIRST: readonly GateState[] = [
  'referenced',
  // Gone for certain only if no gate can open it.
  'unknown',
  'recalling',
  'holding',
  // One gate that was let go is enough.
  'notified',
  'letting-go',
  'held',
  'expired',
  'recalled',
]

/** @param gates at least one, the newest first */
export function decideLetterState(gates: readonly GateOfLetter[]): GateSituation {
  return findDeciding(gates).situation
}

export interface Deciding {
  readonly situation: GateSituation
  /** The position of the gate among those that were given. */
  readonly at: number
}

/** Returns the gate that decides the state of the letter, and what it decides. */
export function findDeciding(gates: readonly GateOfLetter[]): Deciding {
  const decided = gates.map(({ facts, isEnded }, at) => ({ at, isEnded, situation: decideGateState(facts) }))
  const open = decided.filter(({ isEnded, situation }) => !isEnded || !MAY_BE_OPENED.has(situation.state))
  const counted = open.length > 0 ? open : decided.slice(0, 1)
  return counted.reduce((best, one) => (strengthOf(one.situation) < strengthOf(best.situation) ? one : best))
}

/** What a gate that the author has ended says about the letter only if there is no other gate. */
const MAY_BE_OPENED: ReadonlySet<GateState> = new Set(['notified'])

const strengthOf = ({ state }: GateSituation): number => STRONGEST_FIRST.indexOf(state)
