// The limit of the ranges that a customer has dropped.
import { afterEach, expect, it } from 'vitest'
import { DroppedCount } from '../../../src/core/station/dropped-count.ts'
import { stationSchema } from '../../../src/core/station/schema.ts'
import { PlainLedger } from '../access/plain-ledger.ts'
import { filled } from './test-station.ts'

const ledger = new PlainLedger(':memory:', [stationSchema])
afterEach(() => ledger.close())

it('ends at so many ranges in one core, and at more in a whole account', () => {
  ledger.run(
    `WITH RECURSIVE n(at) AS (VALUES (0) UNION ALL SELECT at + 1 FROM n WHERE at < 262142)
     INSERT INTO dropped_blocks SELECT ?, ?, 2 * at, 2 * at + 1 FROM n`,
    ...[filled(1), filled(9)],
  )
  const dropped = new DroppedCount(ledger)
  expect(dropped.hasRoom(filled(1), 65_535)).toBe(true)
  expect(dropped.hasRoom(filled(1), 65_536)).toBe(false)
  dropped.change(filled(1), 1)
  expect(dropped.hasRoom(filled(1), 0)).toBe(false)
  expect(dropped.hasRoom(filled(2), 0)).toBe(true)
  dropped.change(filled(1), -1000)
  expect(dropped.hasRoom(filled(1), 0)).toBe(true)
})
