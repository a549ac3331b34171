// What one person may cost in a day is counted in the ledger.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DAILY_BYTES, countDaily, type DailyCost } from '../../../src/core/inbox/daily-costs.ts'
import { inboxSchema } from '../../../src/core/inbox/schema.ts'
import { PlainLedger } from '../access/plain-ledger.ts'

const [mallory, bob] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const MEBIBYTE = 1 << 20
const HOUR_MS = 3_600_000

let ledger: PlainLedger

beforeEach(() => void (ledger = new PlainLedger(':memory:', [inboxSchema])))
afterEach(() => ledger.close())

function take(author: Uint8Array, cost: DailyCost, bytes: number, hours = 0): boolean {
  return ledger.transact((tx) => countDaily(tx, { author, cost, bytes, now: hours * HOUR_MS }))
}

test('each person has an allowance of each kind, for each day', () => {
  const mails = Array.from({ length: 20 }, () => take(mallory, 'mail', 24 * MEBIBYTE))
  expect(mails.filter(Boolean)).toHaveLength(10)
  expect(take(mallory, 'text', DAILY_BYTES.text / 2)).toBe(true)
  expect(take(mallory, 'text', DAILY_BYTES.text / 2)).toBe(false)
  expect(take(bob, 'mail', 24 * MEBIBYTE)).toBe(true)
  expect(take(mallory, 'mail', 24 * MEBIBYTE, 23)).toBe(false)
  expect(take(mallory, 'mail', 24 * MEBIBYTE, 25)).toBe(true)
  expect(take(mallory, 'text', 1, 25)).toBe(true)
  expect(ledger.all('SELECT * FROM daily_costs')).toHaveLength(2)
})

test('very many very short ones count too', () => {
  let taken = 0
  while (take(mallory, 'text', 0)) taken++
  expect(taken).toBe(DAILY_BYTES.text / 64)
})
