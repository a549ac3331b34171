// A hostile relay in many lives. FUMIKURA_SEED plays one of them again.
import { expect, it } from 'vitest'
import { liveWithHostileRelay } from '../../support/hostile-relay.ts'
import { runs } from '../../support/many.ts'
import { drawFarKeys } from '../../support/memory-links.ts'

const LIVES = runs(1000, 30_000)
const AT_ONCE = 50
const FIRST = Number(process.env.FUMIKURA_SEED ?? 1000)
const COUNT = process.env.FUMIKURA_SEED === undefined ? LIVES : 1

it(`a hostile relay ends the link or has no effect, in ${COUNT} lives`, async () => {
  const keys = await drawFarKeys()
  let ended = 0
  for (let at = 0; at < COUNT; at += AT_ONCE) {
    const seeds = Array.from({ length: Math.min(AT_ONCE, COUNT - at) }, (_, more) => FIRST + at + more)
    const lives = await Promise.all(
      seeds.map(async (seed) => ({ seed, ...(await liveWithHostileRelay(keys, seed)) })),
    )
    const isWrong = (result: string): boolean => result !== 'right' && result !== 'ended'
    expect(lives.filter(({ results }) => results.some(isWrong))).toEqual([])
    ended += lives.filter(({ results }) => results.includes('ended')).length
  }
  if (COUNT > 1) expect(ended).toBeGreaterThan(COUNT / 10)
}, 600_000)
