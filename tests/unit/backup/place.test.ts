// The path of a backup: typed, or one of the suggested folders.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findBackupPlaces, resolveBackupPath } from '../../../src/core/backup/backup-place.ts'

test('readPlace() accepts absolute paths and ~, and refuses relative paths', () => {
  expect(
    ['/media/ann/stick', '~', '~/backups', '/a/../b'].map((typed) => resolveBackupPath(typed, '/home/ann')),
  ).toEqual(['/media/ann/stick', '/home/ann', '/home/ann/backups', '/b'])
  for (const typed of ['backup', './backup', '~ann/backup', '']) {
    const read = (): string => resolveBackupPath(typed, '/home/ann')
    expect(read).toThrow(expect.objectContaining({ code: 'INVALID', details: { reason: 'relative' } }))
  }
  expect(resolveBackupPath('~')).toBe(homedir())
})

test('findBackupPlaces() suggests mounted disks before the home folder, and no files or links', async () => {
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
