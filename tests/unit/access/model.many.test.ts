// The access ledger against the reference model: random lives of random letters, in a real file and
// across restarts. A failure prints fast-check's seed and the shortest sequence; FUMIKURA_SEED runs
// that seed again.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runs } from '../../support/many.ts'
import { Lives, sequence } from './access-lives.ts'
import { PlainLedger } from './plain-ledger.ts'

const SEQUENCES = Number(process.env.FUMIKURA_SEQUENCES ?? runs(300, 10_000))
const SEED = process.env.FUMIKURA_SEED === undefined ? undefined : Number(process.env.FUMIKURA_SEED)

let folder: string
let ledger: PlainLedger
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-access-'))
  ledger = new PlainLedger(join(folder, 'ledger'))
})
afterEach(async () => {
  ledger.close()
  await rm(folder, { recursive: true })
})

it(`the access ledger agrees with the reference model in ${SEQUENCES} random sequences`, async () => {
  const lives = new Lives(ledger)
  fc.assert(
    fc.property(sequence, (steps) => lives.live(steps)),
    { numRuns: SEQUENCES, seed: SEED },
  )
  const { left, undead } = await lives.findKeys(join(folder, 'ledger'))
  expect(undead).toEqual([])
  expect(lives.destroyed.size).toBeGreaterThan(SEQUENCES / 10)
  expect(left.size).toBeGreaterThan(0)
}, 180_000)
