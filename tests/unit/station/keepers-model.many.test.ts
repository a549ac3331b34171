// The model of letters at stations (tests/storm/keepers), in small: what holds within the budget of
// a rule, what breaks beyond it, and what breaks without each of the five reasons why it holds.
// FUMIKURA_KEEPER_RUNS=10000 plays it at length.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decideGateState, type GateFacts, type GateState } from '../../../src/core/gates/gate-situation.ts'
import { certainAt } from '../../../src/core/station-records/index.ts'
import { combineShares, randomBytes, splitSecret } from '../../../src/core/seal/index.ts'
import { drawBeyond, drawWithin, playOne } from '../../storm/keepers/keepers-model.ts'
import { isBroken, KeeperTables, type RunOptions, type Verdict } from '../../storm/keepers/run-parts.ts'
import { Random } from '../../storm/random.ts'
import { createBox, openGrant, sealGrant } from '../access/letters.ts'

const RUNS = Number(process.env.FUMIKURA_KEEPER_RUNS ?? 100)
const SEED = Number(process.env.FUMIKURA_SEED ?? 11)

let tables: KeeperTables
let random: Random
beforeEach(() => {
  tables = new KeeperTables()
  random = new Random(SEED)
})
afterEach(() => tables.close())

const tell = (options: RunOptions, { steps }: Verdict): string =>
  `seed ${SEED}, ${JSON.stringify(options)}: ${steps.join(', ')}`

it(`within the budget no certain recall is followed by an opening, in ${RUNS} runs`, async () => {
  let [certain, opened] = [0, 0]
  for (let i = 0; i < RUNS; i++) {
    const options = drawWithin(random)
    const verdict = await playOne(tables, random, options)
    expect(isBroken(verdict) || verdict.wasTooEarly, tell(options, verdict)).toBe(false)
    if (verdict.wasCertain) certain++
    if (verdict.isOpened) opened++
  }
  expect(certain).toBeGreaterThan(RUNS / 10)
  expect(opened).toBeGreaterThan(RUNS / 10)
}, 600_000)

it('beyond the budget it happens, and even then no recall counts as certain with too few burns', async () => {
  let broken = 0
  for (let i = 0; i < RUNS; i++) {
    const options = drawBeyond(random)
    const verdict = await playOne(tables, random, options)
    expect(verdict.wasTooEarly, tell(options, verdict)).toBe(false)
    if (isBroken(verdict)) broken++
  }
  expect(broken).toBeGreaterThan(0)
}, 600_000)

/** Plays until a run is broken. Returns false if none is. */
async function canBreak(options: RunOptions, runs = 400): Promise<boolean> {
  for (let i = 0; i < runs; i++) if (isBroken(await playOne(tables, random, options))) return true
  return false
}

/** The engine's decision with another count of what makes a recall certain. */
const decideBy =
  (isCertain: (facts: GateFacts, count: ReturnType<typeof decideGateState>['count']) => boolean) =>
  (facts: GateFacts): GateState => {
    const { state, count } = decideGateState(facts)
    const isTakenBack = facts.own === 'recalled' || facts.own === 'expired'
    return isTakenBack && state !== 'referenced' && isCertain(facts, count) ? 'recalled' : state
  }

const balanced = { of: 3, need: 2, distrust: 1 }
/** Without liars, and sure of it. */
const trusting = { of: 3, need: 2, distrust: 0 }
/** Copies and restores, and little that hides them. */
const weights = {
  ...{ copy: 8, rewind: 8, wait: 4, heads: 1, hold: 0, 'let-go': 0, crash: 0, 'pass on': 1, ask: 2 },
  ...{ 'late clock': 0, 'ask home': 0 },
}

describe('a certain recall is broken', () => {
  it('if liars are not counted: n - need + 1 burns are too few beside one', async () => {
    const decide = decideBy(({ need }, { sent, burned }) => burned >= certainAt({ need, distrust: 0 }, sent))
    expect(await canBreak({ preset: balanced, liars: 1, rewinds: 0, decide })).toBe(true)
    expect(await canBreak({ preset: balanced, liars: 1, rewinds: 0 }, 40)).toBe(false)
  })

  it('if the own device counts as one of the stations', async () => {
    const decide = decideBy((_, { burned, certainAt: wanted }) => burned + 1 >= wanted)
    expect(await canBreak({ preset: trusting, liars: 0, rewinds: 0, decide })).toBe(true)
    expect(await canBreak({ preset: trusting, liars: 0, rewinds: 0 }, 40)).toBe(false)
  })

  it('if a station that was put back does not count as a liar, although others saw its log', async () => {
    expect(await canBreak({ preset: trusting, liars: 0, rewinds: 1, weights })).toBe(true)
    const forgetful = { liars: 0, rewinds: 1, weights, isForgetful: true }
    expect(await canBreak({ ...forgetful, preset: trusting })).toBe(true)
    expect(await canBreak({ ...forgetful, preset: balanced }, 40)).toBe(false)
  })

  it('if a hold counts as a decision', async () => {
    const decide = decideBy((_, { burned, held, certainAt: wanted }) => burned + held >= wanted)
    const held = { hold: 4, 'let-go': 4, 'pass on': 1, ask: 0.5, 'take back': 1 }
    const options = { preset: trusting, liars: 0, rewinds: 0, weights: held }
    expect(await canBreak({ ...options, decide })).toBe(true)
    expect(await canBreak(options, 40)).toBe(false)
  })
})

describe('what is split', () => {
  it('is the sealed grant: all stations together read nothing, but of a content key they would', async () => {
    const [contentKey, reader, station] = [randomBytes(32), createBox(), createBox()]
    const rule = { need: 2, of: 3 }
    const stolen = await combineShares(splitSecret(contentKey, rule), 2)
    expect(Buffer.from(stolen).equals(contentKey)).toBe(true)
    const grant = await combineShares(splitSecret(sealGrant(reader, contentKey), rule), 2)
    expect(openGrant(station, grant)).toBeNull()
    expect(openGrant(reader, grant)).toEqual(contentKey)
  })

  it('is split for each reader alone: pooled shares of two readers give nothing, of one split they would', async () => {
    const secret = randomBytes(80)
    const rule = { need: 2, of: 3 }
    const [one, other] = [splitSecret(secret, rule), splitSecret(secret, rule)]
    // Each of two readers was given one share, by another station. Neither has opened.
    expect(Buffer.from(await combineShares([one[0]!, one[1]!], 2)).equals(secret)).toBe(true)
    expect(Buffer.from(await combineShares([one[0]!, other[1]!], 2)).equals(secret)).toBe(false)
  })
})
