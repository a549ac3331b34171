// What an author can say about a letter that stations can release: a table of facts and states, and
// one pure decision. It is made between notify and reference. If the facts allow a doubt, the answer
// has it.
import { certainAt, type KeeperRule } from '../station-records/index.ts'
import type { Outcome } from '../contract/letter.ts'
import type { ReaderState } from '../contract/reader-states.ts'

/** What is known of one station by its receipts and its log. */
export interface PlaceVotes {
  /**
   * True if the share may have left this home. A share that never left cannot be handed out, so
   * its place does not count.
   */
  readonly isSent: boolean
  /** A station that answered both has lied, or has lost a decision. Both then count. */
  readonly hasReleased: boolean
  readonly hasBurned: boolean
  /**
   * True if it counts as burned only because the author says that the station is destroyed. What it
   * handed out before and did not tell counts among those that `distrust` allows for.
   */
  readonly isByWord?: boolean
  /** True if it released to another member of the group. Its burn is not *clean* then. */
  readonly hasReleasedToOther?: boolean
  /** The setting that the station has confirmed last. */
  readonly setting: 'held' | 'let-go' | null
}

/** What the author's own device has written, which releases beside the stations. */
export type OwnDecision = 'released' | 'recalled' | 'expired' | 'held' | 'let-go' | null

export interface GateFacts extends KeeperRule {
  /**
   * Whom the facts are about: the only reader of the gate, one member of a group, or the group as a
   * whole. Members can put the shares together that each of them got.
   */
  readonly about: 'reader' | 'member' | 'group'
  readonly places: readonly PlaceVotes[]
  readonly own: OwnDecision
  /** True after the end of the lease, when honest stations have burned their shares. */
  readonly isPastUntil: boolean
  /** True if the reader has reported that they have the letter. */
  readonly readerHas: boolean
}

/** Numbers of stations. */
export interface GateCount {
  /** Stations that may have a share. */
  readonly sent: number
  readonly need: number
  /** How many burns, or holds, make the author's act certain. */
  readonly certainAt: number
  readonly released: number
  readonly burned: number
  /** Those of the burned ones that released to nobody. */
  readonly clean: number
  /** How many of the burned ones count only by the word of the author. */
  readonly byWord: number
  /** Confirmed, and not burned or released since. */
  readonly held: number
  /** Those of them that released to nobody. */
  readonly cleanHeld: number
  readonly letGo: number
  /** Stations with a share that have neither released nor burned it, as far as is known. */
  readonly undecided: number
}

export type GateState = Extract<
  ReaderState,
  | 'notified'
  | 'letting-go'
  | 'referenced'
  | 'recalled'
  | 'expired'
  | 'recalling'
  | 'held'
  | 'holding'
  | 'unknown'
>

export interface GateSituation {
  readonly state: GateState
  /** The answer to the author's act. */
  readonly outcome: Outcome
  readonly count: GateCount
}

interface Line {
  /** Null: any. */
  readonly own: readonly OwnDecision[] | null
  /** Absent: any. */
  readonly about?: GateFacts['about']
  readonly applies: (count: GateCount, facts: GateFacts) => boolean
  /** `own`: the author's own decision is certain. */
  readonly state: GateState | 'own'
}

const TAKEN_BACK = ['recalled', 'expired'] as const
const always = (): boolean => true

/** The first line that applies decides. */
export const GATE_TABLE: readonly Line[] = [
  { own: ['released'], applies: always, state: 'referenced' },
  { own: null, applies: (_, { readerHas }) => readerHas, state: 'referenced' },
  { own: null, applies: ({ released, need }) => released >= need, state: 'referenced' },
  { own: TAKEN_BACK, applies: ({ clean, certainAt }) => clean >= certainAt, state: 'own' },
  // A member to whom no station released has at most the shares of `distrust` liars. One who has a
  // share can get others from members who also have too few, so for them only clean burns count.
  {
    ...{ own: TAKEN_BACK, about: 'member', state: 'own' },
    applies: ({ released, burned, certainAt }) => released === 0 && burned >= certainAt,
  },
  { own: TAKEN_BACK, applies: ({ undecided }) => undecided === 0, state: 'unknown' },
  { own: TAKEN_BACK, applies: (_, { isPastUntil }) => isPastUntil, state: 'unknown' },
  { own: TAKEN_BACK, applies: always, state: 'recalling' },
  {
    own: ['held'],
    applies: ({ cleanHeld, clean, certainAt }) => cleanHeld + clean >= certainAt,
    state: 'held',
  },
  {
    ...{ own: ['held'], about: 'member', state: 'held' },
    applies: ({ released, held, burned, certainAt }) => released === 0 && held + burned >= certainAt,
  },
  { own: ['held'], applies: always, state: 'holding' },
  { own: ['let-go'], applies: isStillHeld, state: 'letting-go' },
  { own: null, applies: always, state: 'notified' },
]

/**
 * Stations that have not confirmed a let-go still refuse. Where too few have a share, and after the
 * lease, only the own device releases.
 */
function isStillHeld({ sent, need, released, letGo }: GateCount, { isPastUntil }: GateFacts): boolean {
  return sent >= need && released + letGo < need && !isPastUntil
}

export function decideGateState(facts: GateFacts): GateSituation {
  const { own } = facts
  const count = countVotes(facts)
  const line = GATE_TABLE.find((one) => isOf(one, facts) && one.applies(count, facts))!
  const state = line.state === 'own' ? (own as 'recalled' | 'expired') : line.state
  return { state, outcome: outcomeOf(state), count }
}

function outcomeOf(state: GateState): Outcome {
  if (state === 'referenced') return 'too-late'
  return state === 'letting-go' ? 'notified' : state
}

function isOf({ own, about }: Line, facts: GateFacts): boolean {
  return (own?.includes(facts.own) ?? true) && (about === undefined || about === facts.about)
}

function countVotes({ need, distrust, places }: GateFacts): GateCount {
  const sent = places.filter(({ isSent }) => isSent)
  const isClean = ({ hasReleasedToOther }: PlaceVotes): boolean => hasReleasedToOther !== true
  const burned = sent.filter(({ hasBurned }) => hasBurned)
  const undecided = sent.filter(({ hasReleased, hasBurned }) => !hasReleased && !hasBurned)
  const held = undecided.filter(({ setting }) => setting === 'held')
  return {
    sent: sent.length,
    need,
    certainAt: certainAt({ need, distrust }, sent.length),
    released: sent.filter(({ hasReleased }) => hasReleased).length,
    burned: burned.length,
    clean: burned.filter(isClean).length,
    byWord: sent.filter(({ isByWord }) => isByWord === true).length,
    held: held.length,
    cleanHeld: held.filter(isClean).length,
    letGo: undecided.filter(({ setting }) => setting === 'let-go').length,
    undecided: undecided.length,
  }
}
