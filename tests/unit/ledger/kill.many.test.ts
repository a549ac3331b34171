// kill -9 during writes, many times. Acknowledged writes are present, and no task
// is present by half.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { killChild, linesOf, startChild } from '../../support/child.ts'
import { runs } from '../../support/many.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { noteIds, openIn, range } from './test-ledger.ts'

const LANES = 4
const KILLS_PER_LANE = runs(3, 25)
const makeFolder = useTempFolders()

/**
 * Returns the ids that the child acknowledged before it was killed, some milliseconds after the
 * first one.
 */
async function writeUntilKilled(dir: string, first: number, lifeMs: number): Promise<number[]> {
  const child = await startChild('tests/unit/ledger/writing-child.ts', [dir, String(first)])
  const acknowledged: number[] = []
  let killing: Promise<void> | null = null
  child.stderr!.pipe(process.stderr)
  for await (const line of linesOf(child)) {
    acknowledged.push(Number(line))
    killing ??= sleep(lifeMs).then(() => killChild(child))
  }
  await killing
  expect(child.signalCode).toBe('SIGKILL')
  return acknowledged
}

/**
 * Kills the writer of one home many times. Returns acknowledged ids that are
 * missing, and ids whose other half is missing.
 */
async function runLane(lane: number): Promise<{ acknowledged: number; lost: number[]; halves: number[] }> {
  const dir = await makeFolder()
  const acknowledged: number[] = []
  let next = 1
  for (const kill of range(1, KILLS_PER_LANE)) {
    acknowledged.push(...(await writeUntilKilled(dir, next, (kill * 7 + lane * 3) % 20)))
    const ledger = await openIn(dir)
    expect(ledger.damage).toBeNull()
    next = Math.max(0, ...noteIds(ledger).map((id) => Math.floor(id / 2))) + 1
    await ledger.close()
  }
  const ledger = await openIn(dir)
  const rows = new Set(noteIds(ledger))
  await ledger.close()
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((id) => !rows.has(id * 2) || !rows.has(id * 2 + 1)),
    halves: [...rows].filter((id) => !rows.has(id ^ 1)),
  }
}

it('kills of its process lose no acknowledged write', async () => {
  const lanes = await Promise.all(range(1, LANES).map(runLane))
  expect(lanes.map(({ lost, halves }) => ({ lost, halves }))).toEqual(
    lanes.map(() => ({ lost: [], halves: [] })),
  )
  for (const { acknowledged } of lanes) expect(acknowledged).toBeGreaterThanOrEqual(KILLS_PER_LANE)
})
