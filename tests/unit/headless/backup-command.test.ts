// Backups on the command line: the sources of a backup's passphrase, and the messages about it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  EngineError,
  type BackupState,
  type RecoveredHome,
  type RecoveryReport,
} from '../../../src/core/contract/index.ts'
import { createFakeEngine, type FakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine, type Setting } from '../../support/terminal.ts'

const WORDS = Array<string>(24).fill('tea').join(' ')
const state: BackupState = {
  ...{ folder: null, every: 'off', others: true, files: true, running: false, failed: null },
  last: { path: '/b', bytes: 1, letters: 1, at: '2031-01-01T00:00:00.000Z', isLockCurrent: false },
  passphraseSetAt: '2031-02-01T00:00:00.000Z',
  ...{ wordsCheckedAt: null, reminder: null, recovered: null },
}
const report: RecoveryReport = {
  ...{ backupAt: 1, letters: 1, contacts: 0, groups: 0, files: 0, held: 0, lost: {}, isListed: true },
}

function createEngine(more: Partial<RecoveryReport>): FakeEngine {
  return createFakeEngine({
    home: {
      status: async () => ({ state: 'empty', person: null, name: null, wordsProven: null, keyring: null }),
      recover: async ({ backupPassphrase }) => {
        if (backupPassphrase === undefined)
          throw new EngineError('BACKUP_LOCKED', 'It asks for a passphrase.')
        if (backupPassphrase !== 'open sesame') throw new EngineError('BAD_BACKUP_PASSPHRASE', 'Not that.')
        return { person: 'p', device: 'd', name: 'alice', report: { ...report, ...more } } as RecoveredHome
      },
    },
    backups: {
      state: async () => state,
      setPassphrase: async () => state,
      make: async ({ path }) => ({
        ...{ path: path as string, bytes: 1, addedBytes: 1, letters: 1, at: state.last!.at },
        asksForPassphrase: true,
      }),
    },
  })
}

async function run(argv: string[], setting: Setting = {}, more: Partial<RecoveryReport> = {}) {
  const ran = await runCommandLine(argv, { engine: createEngine(more), ...setting })
  const calls = ran.calls.filter(([name]) => name !== 'backups.state')
  return { ...ran, calls }
}

async function codeOf(argv: string[], setting: Setting = {}): Promise<string> {
  const { code, stdout } = await run([...argv, '--json'], setting)
  return code === 0 ? 'done' : (JSON.parse(stdout) as { error: { code: string } }).error.code
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-headless-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('a passphrase is set from the environment or a file, and the backup is written under it', async () => {
  const env = { FUMIKURA_BACKUP_PASSPHRASE: 'open sesame', FUMIKURA_PASSPHRASE: 'of the home' }
  const ran = await run(['backup', '/b', '--with-passphrase'], { env })
  expect(ran.calls.map(([name, input]) => [name, input])).toEqual([
    ['backups.setPassphrase', { passphrase: 'open sesame' }],
    ['backups.make', { path: '/b', others: true, files: true }],
  ])
  expect(ran.stdout).toContain('your 24 words and the passphrase together')
  const file = join(folder, 'passphrase')
  await writeFile(file, 'from a file\n')
  const second = await run(['backup', '--with-passphrase', '--backup-passphrase-file', file], { env })
  expect(second.calls.map(([, input]) => input)).toEqual([{ passphrase: 'from a file' }])
  expect(second.stdout).toContain('the last backup still has the old protection')
})

it('the passphrase is asked for twice on a terminal, after the warning about forgetting it', async () => {
  const ran = await run(['backup', '--with-passphrase'], { typed: ['open sesame', 'open sesame'] })
  expect(ran.calls.map(([, input]) => input)).toEqual([{ passphrase: 'open sesame' }])
  expect(ran.stderr).toMatch(
    /^If you forget it, no one can open .+\nA passphrase .+\nRepeat the passphrase: \n$/,
  )
  const other = await run(['backup', '--with-passphrase'], { typed: ['open sesame', 'open sesamee'] })
  expect([other.code, other.calls]).toEqual([1, []])
  const empty = await run(['backup', '--with-passphrase'], { typed: [''] })
  expect([empty.code, empty.calls]).toEqual([1, []])
})

it('a missing passphrase, or a new one together with its removal, is INVALID; the environment alone sets none', async () => {
  const env = { FUMIKURA_BACKUP_PASSPHRASE: 'open sesame' }
  expect(await codeOf(['backup', '--with-passphrase'])).toBe('INVALID')
  expect(await codeOf(['backup', '--with-passphrase', '--without-passphrase'], { env })).toBe('INVALID')
  expect((await run(['backup'], { env })).calls).toEqual([])
  const taken = await run(['backup', '--without-passphrase'])
  expect(taken.calls.map(([, input]) => input)).toEqual([{ passphrase: null }])
})

it('restore takes the passphrase beside the words, and reports a missing or a wrong one', async () => {
  const restore = (env: Record<string, string>) => codeOf(['restore', '/b'], { stdin: WORDS, env })
  expect(await restore({})).toBe('BACKUP_LOCKED')
  expect(await restore({ FUMIKURA_BACKUP_PASSPHRASE: 'guess' })).toBe('BAD_BACKUP_PASSPHRASE')
  expect(await restore({ FUMIKURA_BACKUP_PASSPHRASE: 'open sesame' })).toBe('done')
})

it('restore asks on a terminal for the passphrase only if the file needs it, at most three times', async () => {
  const typed = [WORDS, '', 'guess', 'open sesame']
  const ran = await run(['restore', '/b'], { typed })
  expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('Welcome back, alice') as string })
  expect(ran.stderr).toContain('Wrong passphrase.')
  const guessing = await run(['restore', '/b'], { typed: [WORDS, '', 'a', 'b', 'c', 'open sesame'] })
  expect([guessing.code, guessing.calls.length]).toEqual([1, 4])
})

it('restore reports what is missing, and how much of it', async () => {
  const env = { FUMIKURA_BACKUP_PASSPHRASE: 'open sesame' }
  const restore = async (more: Partial<RecoveryReport>): Promise<string> =>
    (await run(['restore', '/b'], { env, stdin: WORDS }, more)).stdout
  expect(await restore({})).not.toContain('missing')
  const stdout = await restore({ lost: { openings: 2, drafts: 1 }, isListed: false })
  expect(stdout).toContain('2 records: who can open your letters, and who has')
  expect(stdout).toContain('1 record: drafts')
  expect(stdout).toContain('more may be missing')
})
