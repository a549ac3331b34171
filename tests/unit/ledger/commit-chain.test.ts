import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  appendCommit,
  commitChainSchema,
  findCommitHash,
  findLastCommit,
  noCommit,
} from '../../../src/core/ledger/commit-chain.ts'
import { EncryptedFile } from '../../../src/core/ledger/encrypted-file.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { key } from './test-ledger.ts'

const makeFolder = useTempFolders()

async function useChain(action: (file: EncryptedFile) => void): Promise<void> {
  const file = new EncryptedFile({ path: join(await makeFolder(), 'ledger'), key, durability: 'normal' })
  try {
    file.exec(commitChainSchema.steps.join(';'))
    file.exec('BEGIN')
    action(file)
    file.exec('COMMIT')
  } finally {
    file.close()
  }
}

it('commits count from one, and two histories that fork have different hashes', () =>
  useChain((file) => {
    const first = appendCommit(file, noCommit, 0)
    const second = appendCommit(file, first, 0)
    file.run('DELETE FROM commits WHERE counter = 2')
    const otherSecond = appendCommit(file, first, 0)
    expect([first.counter, second.counter, otherSecond.counter]).toEqual([1, 2, 2])
    expect(otherSecond.hash).not.toEqual(second.hash)
    expect(findLastCommit(file)).toEqual(otherSecond)
  }))

it('old hashes are dropped only long after the mirror has a later commit', () =>
  useChain((file) => {
    let last = noCommit
    for (let i = 0; i < 4096; i++) last = appendCommit(file, last, 1500)
    const counters = file.get('SELECT min(counter) AS oldest, count(*) AS kept FROM commits')
    expect(counters).toEqual({ oldest: 1500 - 1024, kept: 4096 - 1500 + 1024 + 1 })
    expect(findCommitHash(file, 1500)).toHaveLength(32)
    expect(findCommitHash(file, 400)).toBeNull()
  }))
