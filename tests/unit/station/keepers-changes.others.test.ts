// The models of a letter whose author changes stations, and of a post to a group (tests/storm/keepers),
// in small: what holds within the budget of a rule, what breaks beyond it, and that they see faults.
// FUMIKURA_KEEPER_RUNS=10000 plays it at length.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { drawChanges, drawWithin, playChanges, playGroup } from '../../storm/keepers/keepers-model.ts'
import type { GroupOptions, GroupVerdict } from '../../storm/keepers/group-run.ts'
import type { ChangesOptions, ChangesVerdict } from '../../storm/keepers/changes-run.ts'
import type { Fault } from '../../storm/keepers/changes-author.ts'
import { KeeperTables } from '../../storm/keepers/run-parts.ts'
import { Random } from '../../storm/random.ts'

const RUNS = Number(process.env.FUMIKURA_KEEPER_RUNS ?? 30)
const SEED = Number(process.env.FUMIKURA_SEED ?? 11)

let tables: KeeperTables
let random: Random
beforeEach(() => {
  tables = new KeeperTables()
  random = new Random(SEED)
})
afterEach(() => tables.close())

const tell = (options: ChangesOptions, { steps }: ChangesVerdict): string =>
  `seed ${SEED}, ${JSON.stringify(options)}: ${steps.join(', ')}`
const isBroken = ({ wasCertain, isOpened }: ChangesVerdict): boolean => wasCertain && isOpened

it(`within the budget no certain recall is followed by an opening, in ${RUNS} runs`, async () => {
  let [certain, opened, gates] = [0, 0, 0]
  for (let i = 0; i < RUNS; i++) {
    const options = drawChanges(random, 0)
    const verdict = await playChanges(tables, random, options)
    expect(isBroken(verdict) || verdict.wasTooEarly || verdict.wasClosed, tell(options, verdict)).toBe(false)
    if (verdict.wasCertain) certain++
    if (verdict.isOpened) opened++
    gates += verdict.gates
  }
  expect(certain).toBeGreaterThan(RUNS / 10)
  expect(opened).toBeGreaterThan(RUNS / 10)
  expect(gates).toBeGreaterThan(1.3 * RUNS)
}, 600_000)

it('beyond the budget it happens, and even then no recall counts as certain with too few burns', async () => {
  const isOneBroken = async (distrust: number): Promise<boolean> => {
    for (let i = 0; i < 300; i++) {
      const options = { liars: distrust + 1, rewinds: 0, distrust, isCalm: false }
      const verdict = await playChanges(tables, random, options)
      expect(verdict.wasTooEarly, tell(options, verdict)).toBe(false)
      if (isBroken(verdict)) return true
    }
    return false
  }
  expect(await isOneBroken(0)).toBe(true)
  expect(await isOneBroken(1)).toBe(true)
}, 600_000)

describe('a fault of the author is seen', () => {
  async function isSeen(fault: Fault, isCalm: boolean, what: (verdict: ChangesVerdict) => boolean) {
    for (let i = 0; i < 300; i++) {
      const options = { liars: 0, rewinds: 0, distrust: 1, isCalm, fault }
      if (what(await playChanges(tables, random, options))) return true
    }
    return false
  }

  it('if the old gate is burned before the notice with the new one', async () => {
    expect(await isSeen('burns the old gate before the notice', true, (run) => run.wasClosed)).toBe(true)
  })

  it('if a recall burns only the newest gate', async () => {
    expect(await isSeen('takes back only the newest gate', false, isBroken)).toBe(true)
  })

  it('if the burns of all gates are counted together', async () => {
    const fault = 'counts burns of all gates together'
    expect(await isSeen(fault, false, (run) => run.wasTooEarly)).toBe(true)
  })
})

describe('a post to a group whose members pool their shares', { timeout: 600_000 }, () => {
  const play = (options: GroupOptions): Promise<GroupVerdict> => playGroup(tables, random, options)

  it(`is not open after a certain recall, within the budget, in ${RUNS} runs`, async () => {
    let [certain, opened] = [0, 0]
    for (let i = 0; i < RUNS; i++) {
      const options = drawWithin(random)
      const { wasCertain, isOpened, brokenMembers, steps } = await play(options)
      const told = `seed ${SEED}, ${JSON.stringify(options)}: ${steps.join(', ')}`
      expect([wasCertain && isOpened, brokenMembers], told).toEqual([false, 0])
      if (wasCertain) certain++
      if (isOpened) opened++
    }
    expect(certain).toBeGreaterThan(RUNS / 15)
    expect(opened).toBeGreaterThan(RUNS / 10)
  })

  const canBreak = async (options: GroupOptions, runs = 300): Promise<boolean> => {
    for (let i = 0; i < runs; i++) {
      const { wasCertain, isOpened } = await play(options)
      if (wasCertain && isOpened) return true
    }
    return false
  }
  const preset = { of: 3, need: 2, distrust: 1 }

  it('can be opened if more stations lie than the rule allows', async () => {
    expect(await canBreak({ preset, liars: 2, rewinds: 0 })).toBe(true)
  })

  it('is open if a burn counts that is not clean', async () => {
    expect(await canBreak({ preset, liars: 1, rewinds: 0, isUnclean: true })).toBe(true)
    expect(await canBreak({ preset, liars: 1, rewinds: 0 }, 40)).toBe(false)
  })
})
