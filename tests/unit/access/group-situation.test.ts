// What an author can say about a post to a group, against a reference that counts possible worlds:
// up to `distrust` stations lied or were put back, and members put the shares together that each of
// them got.
import { expect, it } from 'vitest'
import {
  decideGateState,
  GATE_TABLE,
  type GateFacts,
  type GateState,
  type OwnDecision,
} from '../../../src/core/gates/gate-situation.ts'

const MEMBERS = [0, 1, 2] as const
type Member = (typeof MEMBERS)[number]

/** What is known of one station. */
interface Known {
  isSent: boolean
  /** The members to whom it says that it released. */
  released: readonly Member[]
  /** What it says about all the others. */
  others: 'open' | 'held' | 'burned'
}

const SUBSETS: readonly Member[][] = [[], [0], [1], [0, 1]]
const KNOWN: readonly Known[] = [
  { isSent: false, released: [], others: 'open' },
  ...SUBSETS.flatMap((released) =>
    (['open', 'held', 'burned'] as const).map((others) => ({ isSent: true, released, others })),
  ),
]

/** Every choice of `count` values, in one order. */
function choose<T>(values: readonly T[], count: number): T[][] {
  if (count === 0) return [[]]
  return values.flatMap((value, i) => choose(values.slice(i), count - 1).map((rest) => [value, ...rest]))
}

interface Case {
  places: readonly Known[]
  need: number
  distrust: number
  own: OwnDecision
  isPastUntil: boolean
}

function* cases(own: readonly OwnDecision[]): Generator<Case> {
  for (let n = 1; n <= 3; n++)
    for (const places of choose(KNOWN, n))
      for (let need = 1; need <= n; need++)
        for (let distrust = 0; distrust < need; distrust++)
          for (const one of own)
            for (const isPastUntil of [false, true]) yield { places, need, distrust, own: one, isPastUntil }
}

function factsOf({ places, ...rest }: Case, member: Member | null): GateFacts {
  return {
    ...{ ...rest, readerHas: false, about: member === null ? 'group' : 'member' },
    places: places.map(({ isSent, released, others }) => {
      const isMine = member !== null && released.includes(member)
      return {
        ...{ isSent, hasReleased: isMine, hasBurned: others === 'burned' && !isMine },
        hasReleasedToOther: released.some((one) => one !== member),
        setting: others === 'held' ? 'held' : null,
      }
    }),
  }
}

const stateOf = (one: Case, member: Member | null): GateState => decideGateState(factsOf(one, member)).state
const isOpenYet = ({ others }: Known, holdCounts: boolean): boolean =>
  others === 'open' || (others === 'held' && !holdCounts)

/** The most shares that one member can have alone, over all worlds. */
function mostAlone({ places, distrust }: Case, member: Member, holdCounts: boolean): number {
  const sent = places.filter(({ isSent }) => isSent)
  const had = sent.filter((place) => place.released.includes(member) || isOpenYet(place, holdCounts)).length
  return Math.min(sent.length, had + distrust)
}

/** The most shares that all members can have together, over all worlds. */
function mostTogether({ places, distrust }: Case, holdCounts: boolean): number {
  const sent = places.filter(({ isSent }) => isSent)
  const had = sent.filter((place) => place.released.length > 0 || isOpenYet(place, holdCounts)).length
  return Math.min(sent.length, had + distrust)
}

const releasedTo = ({ places }: Case, member: Member | null): number =>
  places.filter(({ isSent, released }) => isSent && member !== null && released.includes(member)).length

/** The state by the meaning of the words. */
function refer(one: Case, member: Member | null): GateState {
  const { own, need, places, isPastUntil } = one
  const released = releasedTo(one, member)
  if (released >= need) return 'referenced'
  const isAlone = member !== null && released === 0
  const isCertain = (holdCounts: boolean): boolean =>
    mostTogether(one, holdCounts) < need || (isAlone && mostAlone(one, member, holdCounts) < need)
  if (own === 'held') return isCertain(true) ? 'held' : 'holding'
  if (own !== 'recalled') return 'notified'
  if (isCertain(false)) return 'recalled'
  const isMine = (place: Known): boolean => member !== null && place.released.includes(member)
  const isOpen = places.some((place) => place.isSent && place.others !== 'burned' && !isMine(place))
  return isOpen && !isPastUntil ? 'recalling' : 'unknown'
}

it('the table agrees with all possible worlds, for up to three stations and every rule', () => {
  const seen = new Set<GateState>()
  for (const one of cases([null, 'recalled', 'held']))
    for (const member of [null, ...MEMBERS]) {
      const state = stateOf(one, member)
      if (state !== refer(one, member))
        expect({ ...one, member, state }).toEqual({ ...one, member, state: refer(one, member) })
      seen.add(state)
    }
  const states = ['notified', 'referenced', 'recalled', 'recalling', 'held', 'holding', 'unknown']
  expect([...seen].toSorted()).toEqual(states.toSorted())
})

/**
 * Members who, by the reference, can open the post together although the author says all is well.
 */
function* collusions(stateFor: typeof stateOf): Generator<Case> {
  for (const one of cases(['recalled'])) {
    const holders = MEMBERS.filter((member) => releasedTo(one, member) > 0)
    const together = mostTogether(one, false) >= one.need
    const isAnybodyNamed = holders.some((member) => stateFor(one, member) !== 'recalled')
    if (together && holders.length > 0 && !isAnybodyNamed) yield one
    if (together && stateFor(one, null) === 'recalled') yield one
  }
}

it('members who put their shares together are never all called recalled, nor is the post', () => {
  expect([...collusions(stateOf)]).toEqual([])
})

it('without clean burns they are: two members with one share each open a post that is called recalled', () => {
  const countAll = (one: Case, member: Member | null): GateState => {
    const facts = factsOf(one, member)
    const places = facts.places.map((place) => ({ ...place, hasReleasedToOther: false }))
    return decideGateState({ ...facts, places }).state
  }
  const [first] = [...collusions(countAll)]
  expect(first).toBeDefined()
  // The attack: each member got the share of another station, and nobody is released to.
  const burned = (released: readonly Member[]): Known => ({ isSent: true, released, others: 'burned' })
  const attack: Case = {
    ...{ places: [burned([0]), burned([1]), burned([])], need: 2, distrust: 0 },
    ...{ own: 'recalled', isPastUntil: false },
  }
  expect(MEMBERS.map((member) => countAll(attack, member))).toEqual(['recalled', 'recalled', 'recalled'])
  expect(MEMBERS.map((member) => stateOf(attack, member))).toEqual(['unknown', 'unknown', 'recalled'])
  expect(stateOf(attack, null)).toBe('unknown')
})

it('if a dirty burn counted for a member with a share, it would be wrong beside a liar', () => {
  const trusting = (one: Case, member: Member | null): GateState => stateOf({ ...one, distrust: 0 }, member)
  expect([...collusions(trusting)].length).toBeGreaterThan(0)
})

it('each line about members is needed', () => {
  for (const line of GATE_TABLE.filter(({ about }) => about === 'member')) {
    const isNeeded = [...cases(['recalled', 'held'])].some((one) => {
      const facts = factsOf(one, 2)
      const { count } = decideGateState(facts)
      const without = GATE_TABLE.filter((other) => other !== line)
      const first = without.find(
        ({ own, applies }) => (own?.includes(one.own) ?? true) && applies(count, facts),
      )!
      return (first.state === 'own' ? one.own : first.state) !== refer(one, 2)
    })
    expect(isNeeded).toBe(true)
  }
})
