import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { replaceFile } from '../../../src/core/home/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()

it('replaceFile() replaces the whole text, also over a leftover of an earlier crash', async () => {
  const dir = await makeFolder()
  const path = join(dir, 'file')
  await replaceFile(path, 'a long old text')
  await writeFile(`${path}.unfinished`, 'half of something much longer than the new text')
  await chmod(`${path}.unfinished`, 0o644)
  await replaceFile(path, 'new')
  expect([await readFile(path, 'utf8'), await readdir(dir)]).toEqual(['new', ['file']])
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600)
})

it.skipIf(process.getuid?.() !== 0)(
  'replaceFile() keeps the old text if the disk is full (needs root)',
  async () => {
    const disk = join(await makeFolder(), 'disk')
    await mkdir(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk])
    try {
      const path = join(disk, 'file')
      await replaceFile(path, 'old')
      const { bavail, bsize } = await statfs(disk)
      await writeFile(join(disk, 'ballast'), Buffer.alloc(bavail * bsize, 1))
      await expect(replaceFile(path, 'new')).rejects.toMatchObject({ code: 'NO_SPACE' })
      expect([await readFile(path, 'utf8'), await readdir(disk)]).toEqual(['old', ['ballast', 'file']])
      await rm(join(disk, 'ballast'))
      await replaceFile(path, 'new')
      expect(await readFile(path, 'utf8')).toBe('new')
    } finally {
      execFileSync('umount', [disk])
    }
  },
)
