// Ledgers of earlier versions: what was kept is found by its core after every step, off an index.
import { expect, test } from 'vitest'
import { storeSchema } from '../../../src/core/store/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { openIn } from '../ledger/test-ledger.ts'

const makeFolder = useTempFolders()
const of = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)
const BY_CORE = 'SELECT object FROM kept_objects WHERE core = ?'

test('what was kept before what is kept lay by its time is found by its core', async () => {
  const folder = await makeFolder()
  const older = await openIn(folder, [{ noun: 'store', steps: storeSchema.steps.slice(0, 2) }])
  await older.write((tx) => {
    const insert = 'INSERT INTO kept_objects VALUES (?, ?, ?, ?, ?, ?, 0)'
    for (const object of [1, 2, 3])
      tx.run(insert, of(object), of(0), of(object === 2 ? 9 : 8), of(0), of(0), 9 - object)
  })
  await older.close()
  const ledger = await openIn(folder, [storeSchema])
  const found = ledger.all<{ object: Uint8Array }>(BY_CORE, of(8)).map(({ object }) => object[0])
  expect(found.sort()).toEqual([1, 3])
  const [step] = ledger.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${BY_CORE}`, of(8))
  expect(step!.detail).toContain('kept_by_core_and_time')
  await ledger.close()
})
