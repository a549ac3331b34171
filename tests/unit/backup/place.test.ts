// Where a backup is written to: typed as a person does, or one of the folders that are there.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findBackupPlaces, readPlace } from '../../../src/core/backup/backup-place.ts'

test('a place begins at the root or at home, and nowhere else', () => {
  expect(
    ['/media/ann/stick', '~', '~/backups', '/a/../b'].map((typed) => readPlace(typed, '/home/ann')),
  ).toEqual(['/media/ann/stick', '/home/ann', '/home/ann/backups', '/b'])
  for (const typed of ['backup', './backup', '~ann/backup', '']) {
    const read = (): string => readPlace(typed, '/home/ann')
    expect(read).toThrow(expect.objectContaining({ code: 'INVALID', details: { reason: 'relative' } }))
  }
  expect(readPlace('~')).toBe(homedir())
})

test('disks that are there offer themselves before the home folder, and nothing that only looks like one', async () => {
  const root = await mkdtemp(join(tmpdir(), 'fumikura-disks-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  await mkdir(join(root, 'STICK', 'inside'), { recursive: true })
  await writeFile(join(root, 'note.txt'), '')
  await symlink('/', join(root, 'all of it'))
  expect(await findBackupPlaces([join(root, 'not there'), root], '/home/ann')).toEqual([
    { folder: join(root, 'STICK'), kind: 'disk' },
    { folder: '/home/ann', kind: 'home' },
  ])
})
