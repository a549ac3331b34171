// Blocks that are on the disk in their core leave the ledger, a few pages in each commit.
import { expect, test } from 'vitest'
import { silentLog } from '../../../src/core/base/index.ts'
import { Drain } from '../../../src/core/cores/drain.ts'
import { HomeLedger } from '../../support/home-ledger.ts'

const core = new Uint8Array(32).fill(7)
const KIB = 1024

/** A core that has the first `length` of the stored blocks, each of `size` bytes. */
async function storeBlocks(count: number, size: number, length: number): Promise<[HomeLedger, Drain]> {
  const ledger = new HomeLedger()
  ledger.transact((tx) => {
    tx.run(
      `INSERT INTO own_cores (core, kind, signer, namespace, blinding, length, flushed)
       VALUES (?, 'objects', ?, ?, NULL, ?, 0)`,
      ...[core, core, core, count],
    )
    for (let at = 0; at < count; at++)
      tx.run('INSERT INTO intents VALUES (?, ?, ?)', core, at, new Uint8Array(size))
  })
  const options = {
    ...{ ledger: ledger.asLedger, log: silentLog, flushEveryMs: 3_600_000 },
    shelf: { flush: async () => undefined },
    cores: { openCore: async () => ({ length }) },
  }
  return [ledger, new Drain(options as never)]
}

const stored = (ledger: HomeLedger): unknown =>
  ledger.get('SELECT count(*) AS count, min(position) AS first FROM intents')
const flushed = (ledger: HomeLedger): unknown => ledger.get('SELECT flushed FROM own_cores')

test.each([
  ['small blocks', 1_000, 100, 8],
  ['blocks of 64 KiB', 40, 64 * KIB, 10],
])('drops %s in several commits', async (_name, count, size, commits) => {
  const [ledger, drain] = await storeBlocks(count, size, count)
  const before = ledger.commits
  await drain.flush()
  expect(stored(ledger)).toEqual({ count: 0, first: null })
  expect(flushed(ledger)).toEqual({ flushed: count })
  // A last look may find nothing.
  expect(ledger.commits - before - commits).toBeLessThanOrEqual(1)
  expect(ledger.commits - before).toBeGreaterThanOrEqual(commits)
  await drain.close()
})

test('keeps the blocks that the core does not have', async () => {
  const [ledger, drain] = await storeBlocks(300, 100, 200)
  await drain.flush()
  expect(stored(ledger)).toEqual({ count: 100, first: 200 })
  expect(flushed(ledger)).toEqual({ flushed: 200 })
})
