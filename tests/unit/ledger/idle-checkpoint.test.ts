// When the write-ahead log is copied into the file without a call: after many commits, in a quiet
// moment.
import { statSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest'
import { IdleCheckpoint } from '../../../src/core/ledger/idle-checkpoint.ts'
import { eventually } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { openIn, pathsIn, writeNotes } from './test-ledger.ts'

const makeFolder = useTempFolders()
const clock = { now: () => Date.now(), monotonicMs: () => performance.now() }

describe('a checkpoint', () => {
  const copy = vi.fn()
  let idle: IdleCheckpoint

  beforeEach(() => {
    vi.useFakeTimers()
    copy.mockReset()
    idle = new IdleCheckpoint(copy, clock)
  })

  afterEach(() => {
    idle.stop()
    vi.useRealTimers()
  })

  const commit = (count: number): void => {
    for (let n = 0; n < count; n++) idle.countCommit()
  }

  it('comes once after many commits, when none follows', async () => {
    commit(31)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(copy).not.toHaveBeenCalled()
    commit(1)
    await vi.advanceTimersByTimeAsync(30)
    commit(1)
    await vi.advanceTimersByTimeAsync(30)
    expect(copy).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(copy).toHaveBeenCalledTimes(1)
  })

  it('is tried again after a failure, with the next commits', async () => {
    copy.mockImplementationOnce(() => {
      throw new Error('NO_SPACE')
    })
    commit(40)
    await vi.advanceTimersByTimeAsync(1_000)
    commit(40)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(copy).toHaveBeenCalledTimes(2)
  })

  it('does not come after stop()', async () => {
    commit(40)
    idle.stop()
    commit(40)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(copy).not.toHaveBeenCalled()
  })
})

test('many small commits reach the file long before they fill the log', async () => {
  const dir = await makeFolder()
  const ledger = await openIn(dir)
  await ledger.checkpoint()
  const { path } = pathsIn(dir)
  const before = statSync(path).size
  await writeNotes(ledger, 1, 200)
  await eventually(() => statSync(path).size > before, 'the file has grown')
  await ledger.close()
})
