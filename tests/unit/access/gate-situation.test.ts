// The table of what an author can say, against a reference that counts possible worlds: in each of
// them up to `distrust` stations lied or were put back, and the others did what they answered.
import { expect, it } from 'vitest'
import type { Outcome } from '../../../src/core/contract/index.ts'
import {
  decideGateState,
  GATE_TABLE,
  type GateFacts,
  type GateState,
  type OwnDecision,
  type PlaceVotes,
} from '../../../src/core/gates/gate-situation.ts'

const OWN: readonly OwnDecision[] = [null, 'released', 'recalled', 'expired', 'held', 'let-go']
const vote = (change: Partial<PlaceVotes>): PlaceVotes => ({
  ...{ isSent: true, hasReleased: false, hasBurned: false, setting: null },
  ...change,
})
/** What can be known of one place. The last is a place that contradicts itself. */
const PLACES = {
  unsent: vote({ isSent: false }),
  unheard: vote({}),
  released: vote({ hasReleased: true }),
  burned: vote({ hasBurned: true }),
  held: vote({ setting: 'held' }),
  'let-go': vote({ setting: 'let-go' }),
  both: vote({ hasReleased: true, hasBurned: true }),
} as const satisfies Record<string, PlaceVotes>
type Known = keyof typeof PLACES
const KNOWN = Object.keys(PLACES) as Known[]

/** Every choice of `count` values, in one order. */
function choose<T>(values: readonly T[], count: number): T[][] {
  if (count === 0) return [[]]
  return values.flatMap((value, i) => choose(values.slice(i), count - 1).map((rest) => [value, ...rest]))
}

/** Every set of at most `most` of `count` places, as liars. */
function liarsOf(count: number, most: number): boolean[][] {
  const all = Array.from({ length: 2 ** count }, (_, bits) =>
    Array.from({ length: count }, (_unused, i) => ((bits >> i) & 1) === 1),
  )
  return all.filter((liars) => liars.filter(Boolean).length <= most)
}

/**
 * True if the reader may have this share, or get it, in a world where this place is a liar or not.
 * @param holdCounts true if a station that confirmed a hold hands nothing out
 */
function isObtainable(known: Known, isLiar: boolean, holdCounts: boolean): boolean {
  if (known === 'unsent') return false
  if (isLiar || known === 'released' || known === 'both') return true
  return known !== 'burned' && !(holdCounts && known === 'held')
}

/** The largest number of shares that the reader can have, over all worlds. */
function mostShares(places: readonly Known[], distrust: number, holdCounts: boolean): number {
  const contradicting = places.filter((known) => known === 'both').length
  // More contradictions than liars are beyond the budget: then only the counts speak.
  const worlds = liarsOf(places.length, Math.max(distrust, contradicting)).filter((liars) =>
    places.every((known, i) => known !== 'both' || liars[i]),
  )
  return Math.max(
    ...worlds.map((liars) => places.filter((known, i) => isObtainable(known, liars[i]!, holdCounts)).length),
  )
}

interface Case {
  places: Known[]
  need: number
  distrust: number
  own: OwnDecision
  isPastUntil: boolean
  readerHas: boolean
}

/** The state by the meaning of the words. */
function refer({ places, need, distrust, own, isPastUntil, readerHas }: Case): GateState {
  const released = places.filter((known) => known === 'released' || known === 'both').length
  if (own === 'released' || readerHas || released >= need) return 'referenced'
  if (own === 'recalled' || own === 'expired') {
    if (mostShares(places, distrust, false) < need) return own
    const isOpen = places.some((known) => known === 'unheard' || known === 'held' || known === 'let-go')
    return isOpen && !isPastUntil ? 'recalling' : 'unknown'
  }
  if (own === 'held') return mostShares(places, distrust, true) < need ? 'held' : 'holding'
  const sent = places.filter((known) => known !== 'unsent').length
  const willing = released + places.filter((known) => known === 'let-go').length
  return own === 'let-go' && sent >= need && willing < need && !isPastUntil ? 'letting-go' : 'notified'
}

const factsOf = ({ places, ...rest }: Case): GateFacts => ({
  ...rest,
  about: 'reader',
  places: places.map((known) => PLACES[known]),
})

function* cases(): Generator<Case> {
  for (let n = 1; n <= 5; n++)
    for (const places of choose(KNOWN, n))
      for (let need = 1; need <= n; need++)
        for (let distrust = 0; distrust < need; distrust++)
          for (const own of OWN)
            for (const isPastUntil of [false, true])
              for (const readerHas of [false, true])
                yield { places, need, distrust, own, isPastUntil, readerHas }
}

/** True if no more places contradict themselves than the rule allows for. */
const isWithinBudget = ({ places, distrust }: Case): boolean =>
  places.filter((known) => known === 'both').length <= distrust

const OTHER_OUTCOMES: Partial<Record<GateState, Outcome>> = {
  referenced: 'too-late',
  'letting-go': 'notified',
}

it('the table agrees with all possible worlds, for up to five stations and every rule', () => {
  const counts = new Map<GateState, number>()
  let beyond = 0
  for (const one of cases()) {
    const { state, outcome } = decideGateState(factsOf(one))
    if (!isWithinBudget(one)) {
      beyond++
      continue
    }
    if (state !== refer(one)) expect({ ...one, state }).toEqual({ ...one, state: refer(one) })
    if (outcome !== (OTHER_OUTCOMES[state] ?? state)) expect({ outcome, state }).toBeNull()
    counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  const states = [
    'notified',
    'letting-go',
    'referenced',
    'recalled',
    'expired',
    'recalling',
    'held',
    'holding',
    'unknown',
  ]
  expect([...counts.keys()].toSorted()).toEqual(states.toSorted())
  expect(beyond).toBeGreaterThan(1000)
})

it('beyond the budget nothing is recalled with fewer burns than make it certain', () => {
  for (const one of cases()) {
    const { state, count } = decideGateState(factsOf(one))
    if (state !== 'recalled' && state !== 'expired') continue
    const isCertain = count.sent < one.need || count.burned >= count.sent - one.need + 1 + one.distrust
    if (!isCertain || count.released >= one.need) expect({ ...one, state, count }).toBeNull()
  }
})

it('the order of the places does not matter', () => {
  const places: Known[] = ['burned', 'unsent', 'released', 'held', 'unheard']
  const rest = { need: 3, distrust: 1, isPastUntil: false, readerHas: false }
  for (const own of OWN) {
    const states = [places, places.toReversed(), [...places.slice(2), ...places.slice(0, 2)]].map(
      (order) => decideGateState(factsOf({ places: order, own, ...rest })).state,
    )
    expect(new Set(states).size).toBe(1)
  }
})

it('a split vote ends as unknown, and by the word of the reader as referenced', () => {
  const split: Case = {
    ...{ places: ['released', 'burned', 'burned'], need: 2, distrust: 1, own: 'recalled' },
    ...{ isPastUntil: false, readerHas: false },
  }
  expect(decideGateState(factsOf(split)).state).toBe('unknown')
  expect(decideGateState(factsOf({ ...split, readerHas: true })).state).toBe('referenced')
  const lost: Case = { ...split, places: ['unheard', 'burned', 'burned'] }
  expect(decideGateState(factsOf(lost)).state).toBe('recalling')
  expect(decideGateState(factsOf({ ...lost, isPastUntil: true })).state).toBe('unknown')
})

it('tells the numbers: two of three stations have burned, and three make it certain', () => {
  const facts = factsOf({
    ...{ places: ['burned', 'burned', 'unheard'], need: 2, distrust: 1, own: 'recalled' },
    ...{ isPastUntil: false, readerHas: false },
  })
  expect(decideGateState(facts)).toEqual({
    ...{ state: 'recalling', outcome: 'recalling' },
    count: {
      sent: 3,
      need: 2,
      certainAt: 3,
      released: 0,
      burned: 2,
      clean: 2,
      byWord: 0,
      held: 0,
      cleanHeld: 0,
      letGo: 0,
      undecided: 1,
    },
  })
})

/** True if some case within the budget has another state when one line of the table is left out. */
function isNeeded(line: (typeof GATE_TABLE)[number]): boolean {
  const without = GATE_TABLE.filter((one) => one !== line)
  for (const one of cases()) {
    if (!isWithinBudget(one)) continue
    const { count } = decideGateState(factsOf(one))
    const facts = factsOf(one)
    const first = without.find(
      ({ own, about, applies }) =>
        (own?.includes(one.own) ?? true) && about !== 'member' && applies(count, facts),
    )
    const state = first?.state === 'own' ? one.own : (first?.state ?? null)
    if (state !== refer(one)) return true
  }
  return false
}

it('every line of the table is needed', () => {
  const lines = GATE_TABLE.filter(({ about }) => about !== 'member')
  expect(lines.map(isNeeded)).toEqual(lines.map(() => true))
})
